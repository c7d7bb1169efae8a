import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import pino from 'pino';
import type { SisConnection } from '../../src/domain/institution.ts';
import type { HttpRequest, HttpResponse } from '../../src/http/http.ts';
import { createSisClient } from '../../src/oneroster/client/create-sis-client.ts';
import type { SisHabit } from '../../src/oneroster/client/habits.ts';
import type { SisProfile } from '../../src/oneroster/profile/sis-profile.ts';
import type { SisClient, SisReply } from '../../src/oneroster/sis-client.ts';
import { codeOfFailure, describeAnswer } from '../../src/passback/runs/stage-result.ts';
import { lineItem, never, plainProfile, result } from '../support/oneroster/scripted-sis.ts';

const base = 'https://sis.example/ims/oneroster';
const classes = (path: string): string => `/rostering/v1p2${path}`;
const gradebook = (path: string): string => `/gradebook/v1p2${path}`;

/** An answer to one request; undefined: 404. */
type Answer = Partial<HttpResponse> & { readonly json?: unknown };
type Answers = (path: string, query: URLSearchParams, request: HttpRequest) => Answer | undefined;

/** A SIS that is a function. It gives a new token whenever one is asked for. */
function openSis(answers: Answers, profile: Partial<SisProfile> = {}, version: '1.1' | '1.2' = '1.2') {
  const seen: string[] = [];
  const logged: unknown[] = [];
  let tokens = 0;
  const connection: SisConnection = {
    profile: '',
    rosteringUrl: `${base}/rostering/v1p2`,
    gradebookUrl: `${base}/gradebook/v1p2`,
    auth: {
      kind: 'oauth2',
      tokenUrl: 'https://sis.example/token',
      clientId: 'k',
      clientSecret: 's',
      clientAuthentication: 'basic',
    },
    maxInFlight: null,
    headers: {},
  };
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const client = createSisClient(
    {
      http: async (request) => {
        const url = new URL(request.url);
        expect(url.origin, 'nothing leaves the origin').to.equal('https://sis.example');
        if (url.pathname === '/token') {
          tokens += 1;
          return write({ json: { access_token: `t${tokens}`, expires_in: 3600 } });
        }
        seen.push(`${request.method} ${url.pathname.replace('/ims/oneroster', '')}${url.search}`);
        const path = url.pathname.replace('/ims/oneroster', '');
        return write(answers(path, url.searchParams, request) ?? { status: 404, body: 'Not found' });
      },
      clock: () => new Date('2026-03-02T08:00:00Z'),
      sleep: async () => {},
      randomBytes,
      log,
    },
    connection,
    plainProfile(version, profile),
  );
  const habits = (): SisHabit[] => logged.flatMap((line) => (isHabit(line) ? [line.habit] : []));
  return { client, seen, habits, countTokens: () => tokens };
}

function isHabit(line: unknown): line is { habit: SisHabit } {
  return typeof line === 'object' && line !== null && 'habit' in line;
}

function write({ json, ...answer }: Answer): HttpResponse {
  const body = json === undefined ? '' : JSON.stringify(json);
  return { status: 200, headers: {}, body, ...answer };
}

const person = (index: number) => ({ sourcedId: `s${index}`, status: 'active' });
const people = (count: number) => Array.from({ length: count }, (_, index) => person(index));
const ids = (count: number) => people(count).map(({ sourcedId }) => sourcedId);
const page = (all: readonly unknown[], query: URLSearchParams, most = 10_000) => {
  const offset = Number(query.get('offset') ?? 0);
  return all.slice(offset, offset + Math.min(most, Number(query.get('limit') ?? 100)));
};
const studentsAt = classes('/classes/c1/students');

const read = async (client: SisClient) => {
  const reply = await client.readStudents('c1', never);
  return reply.ok ? reply.value.map(({ sourcedId }) => sourcedId) : reply.failure;
};
const show = <T>(reply: SisReply<T>) => (reply.ok ? reply.value : reply.failure.kind);

describe('OF13 A SIS is taken as it is', () => {
  describe('an empty list', () => {
    const refs = { lineItem: 'li-1', class: 'c1' };
    /** What each list reads from each way of saying that there is nothing. */
    const ways: readonly (readonly [string, (key: string) => Answer, boolean])[] = [
      ['[]', (key) => ({ json: { [key]: [] } }), true],
      ['null', (key) => ({ json: { [key]: null } }), true],
      ['204', () => ({ status: 204 }), true],
      ['{}', () => ({ json: {} }), false],
      ['a status alone', () => ({ json: { imsx_codeMajor: 'success' } }), false],
      ['404', () => ({ status: 404 }), false],
    ];
    for (const [name, answer, isSaid] of ways) {
      it(`H21 H27 R13 as ${name} ${isSaid ? 'is empty' : 'may be empty: nothing is gone'}`, async () => {
        const { client } = openSis((path) => {
          const key = path.endsWith('gradingPeriods') ? 'academicSessions' : (path.split('/').at(-1) ?? '');
          return answer(key === 'students' ? 'users' : key);
        });
        const sisClass = {
          sourcedId: 'c1',
          title: '',
          schoolSourcedId: '',
          classCode: null,
          termSourcedIds: ['t'],
        };
        expect(show(await client.readGradingPeriods(sisClass, never))).to.deep.equal([]);
        expect(show(await client.readResults(refs.class, refs.lineItem, never))).to.deep.equal(
          isSaid ? [] : null,
        );
        expect(show(await client.readLineItems('c1', never))).to.deep.equal(isSaid ? [] : null);
        // A class without students has nobody to send a grade of; one that cannot be read has lost nobody.
        expect(show(await client.readStudents('c1', never))).to.deep.equal(isSaid ? [] : 'item');
      });
    }

    it('of categories is empty, unless the profile needs them and the SIS knows no list', async () => {
      const nowhere = openSis(() => undefined);
      expect(show(await nowhere.client.readCategories('c1', never))).to.equal('item');
      const optional = openSis(() => undefined, { category: 'optional' }, '1.1');
      expect(show(await optional.client.readCategories('c1', never))).to.deep.equal([]);
      const silent = openSis(() => ({ json: {} }));
      expect(show(await silent.client.readCategories('c1', never))).to.deep.equal([]);
    });

    it('H27 R13 is no empty list if the answer holds something else, or a later page is unknown', async () => {
      for (const json of [{ people: [] }, { users: 'none' }, [], 'x', { message: 'Welcome' }]) {
        expect(await read(openSis(() => ({ json })).client), JSON.stringify(json)).to.include({
          kind: 'institution',
          detail: 'missing_collection_key',
        });
      }
      const { client } = openSis((_path, query) =>
        query.get('offset') === '100' ? { status: 404 } : { json: { lineItems: page(people(150), query) } },
      );
      expect(show(await client.readLineItems('c1', never))).to.equal('item');
    });
  });

  it('keys of 1.1, other capitals and a byte order mark are read as usual', async () => {
    const rows: readonly (readonly [string, SisHabit[]])[] = [
      ['{"students":[{"sourcedId":"s0"},{"sourcedId":"s1"}]}', []],
      [
        '{"Users":[{"SourcedId":"s0","Status":"active"},{"SourcedId":"s1"},{"SourcedId":"s2","Status":"ToBeDeleted"}]}',
        ['other_capitals'],
      ],
      ['\ufeff{"users":[{"sourcedId":"s0"},{"sourcedId":"s1"}]}', []],
    ];
    for (const [body, habits] of rows) {
      const sis = openSis(() => ({ body }));
      expect(await read(sis.client), body).to.deep.equal(ids(2));
      expect(sis.habits()).to.deep.equal(habits);
    }
    const periods = openSis((path) =>
      path.endsWith('/gradingPeriods')
        ? {
            json: {
              gradingPeriods: [
                { sourcedId: 'q1', title: 'Q1', startDate: '2026-01-05', endDate: '2026-03-13' },
              ],
            },
          }
        : undefined,
    );
    const sisClass = {
      sourcedId: 'c1',
      title: '',
      schoolSourcedId: '',
      classCode: null,
      termSourcedIds: ['t'],
    };
    expect(show(await periods.client.readGradingPeriods(sisClass, never))).to.have.length(1);
    const capitals = openSis((path) =>
      path.endsWith('/results')
        ? {
            json: {
              Results: [
                { SourcedId: 'r', Student: { SourcedId: 's1' }, Score: '87,50', ScoreStatus: 'Fully Graded' },
              ],
            },
          }
        : { json: { Class: { SourcedId: 'C1', Title: 'Algebra' } } },
    );
    expect(show(await capitals.client.readClass('c1', never))).to.have.nested.property(
      'value.sourcedId',
      'C1',
    );
    const results = show(await capitals.client.readResults('c1', 'li-1', never));
    expect(results).to.have.nested.property('[0].score', 87.5);
    expect(results).to.have.nested.property('[0].studentSourcedId', 's1');
  });

  describe('totals', () => {
    it('a total that counts deleted rows as well ends with the last page, also where an offset after it is refused', async () => {
      for (const refusesEnd of [false, true]) {
        const sis = openSis((_path, query) => {
          const users = page(people(28), query);
          if (refusesEnd && users.length === 0) return { status: 404 };
          return { headers: { 'x-total-count': '31' }, json: { users } };
        });
        expect(await read(sis.client)).to.deep.equal(ids(28));
        expect(sis.habits()).to.deep.equal(['total_miscounted']);
        const { length } = sis.seen;
        await read(sis.client);
        expect(sis.seen.length - length, 'it is known then').to.equal(2);
      }
    });

    it('R13 a list that is cut short of its total is read in smaller pages', async () => {
      // It counts offsets in whole pages of the limit, and serves 20 rows at most.
      const sis = openSis((_path, query) => {
        const limit = Number(query.get('limit'));
        const length = Math.min(limit, 20);
        const start = Math.floor(Number(query.get('offset')) / limit) * length;
        return {
          headers: { 'x-total-count': '45' },
          json: { users: people(45).slice(start, start + length) },
        };
      });
      expect(await read(sis.client)).to.deep.equal(ids(45));
    });

    it('a total of the page is no total', async () => {
      const sis = openSis((_path, query) => {
        const users = page(people(47), query, 20);
        return { headers: { 'x-total-count': String(users.length) }, json: { users } };
      });
      expect(await read(sis.client)).to.deep.equal(ids(47));
      expect(sis.habits()).to.deep.equal(['total_miscounted']);
    });

    it('rows that are all deleted leave nothing that could be called gone', async () => {
      const sis = openSis(() => ({ headers: { 'x-total-count': '3' }, json: { results: [] } }));
      expect(show(await sis.client.readResults('c1', 'li-1', never))).to.equal(null);
    });
  });

  it('an odd row is left out and counted; a list of odd rows is none', async () => {
    const sis = openSis(() => ({
      json: { users: [person(0), null, person(1), { status: 'active' }, person(2)] },
    }));
    const reply = await sis.client.readStudents('c1', never);
    expect(reply).to.include({ ok: true, leftOut: 2 });
    expect(show(reply)).to.have.length(3);
    expect(sis.habits()).to.deep.equal(['rows_left_out']);
    expect(
      await read(openSis(() => ({ json: { users: [{ id: 1 }, person(0), { id: 2 }] } })).client),
    ).to.include({
      kind: 'institution',
      detail: 'unreadable_row:sourcedId',
    });
  });

  describe('pages', () => {
    it('are smaller where the limit is refused, and stay so', async () => {
      const sis = openSis((_path, query) =>
        Number(query.get('limit')) > 50 ? { status: 400 } : { json: { users: page(people(70), query) } },
      );
      expect(await read(sis.client)).to.deep.equal(ids(70));
      expect(await read(sis.client)).to.deep.equal(ids(70));
      expect(sis.seen.filter((one) => one.includes('limit=100'))).to.have.length(1);
      expect(sis.habits()).to.deep.equal(['smaller_pages']);
    });

    it('are whole lists where an offset is refused or ignored', async () => {
      for (const refuses of [true, false]) {
        for (const count of [7, 100, 130]) {
          const sis = openSis((_path, query) =>
            refuses && query.has('offset')
              ? { status: 422, json: { imsx_codeMajor: 'failure', imsx_codeMinor: 'invaliddata' } }
              : { json: { users: people(count).slice(0, Number(query.get('limit') ?? count)) } },
          );
          expect(await read(sis.client), `${refuses} ${count}`).to.deep.equal(ids(count));
        }
      }
    });

    it('that cannot be asked for fail at once: nothing heals by waiting', async () => {
      const cut = openSis(() => ({ json: { users: people(100) }, headers: { 'x-total-count': '250' } }));
      expect(await read(cut.client)).to.include({ kind: 'institution', detail: 'list_cut' });
    });

    it('S28 are followed by links that name an internal host or another scheme, on our own address', async () => {
      for (const [link, isFollowed] of [
        ['http://sis.example/ims/oneroster/rostering/v1p2/classes/c1/students?offset=100', true],
        ['https://sis-app-3.internal:8443/api/classes/c1/students?offset=100', true],
        ['https://evil.example/collect?offset=100', false],
        ['https://u:p@sis.example/ims/oneroster/rostering/v1p2/classes/c1/students?offset=100', false],
      ] as const) {
        const sis = openSis((_path, query) => {
          const isFirst = query.get('offset') === '0';
          const headers: Record<string, string> = isFirst ? { link: `<${link}>; rel="next"` } : {};
          return { headers, json: { users: page(people(130), query) } };
        });
        const found = await read(sis.client);
        if (!isFollowed) expect(found).to.include({ kind: 'institution', detail: 'next_link_elsewhere' });
        else {
          expect(found).to.deep.equal(ids(130));
          expect(sis.habits()).to.deep.equal(['next_link_rewritten']);
          expect(sis.seen[1]).to.equal(`GET ${studentsAt}?offset=100`);
        }
      }
    });
  });

  it('a class is found by its code where the filter answers nothing', async () => {
    const rows = [{ sourcedId: 'c1', classCode: 'ALG-1' }];
    const useless = openSis((_path, query) => ({ json: { classes: query.has('filter') ? [] : rows } }), {
      matchClassBy: 'classCode',
    });
    for (let round = 0; round < 2; round += 1) {
      expect(show(await useless.client.readClass('ALG-1', never))).to.have.property('found', 'one');
    }
    expect(useless.seen.filter((one) => one.includes('filter='))).to.have.length(1);
    expect(useless.habits()).to.deep.equal(['filter_useless']);
    // A filter that answered once is believed: an unknown class costs one request.
    const good = openSis(
      (_path, query) => ({ json: { classes: query.get('filter')?.includes('ALG-1') ? rows : [] } }),
      { matchClassBy: 'classCode' },
    );
    await good.client.readClass('ALG-1', never);
    expect(show(await good.client.readClass('GEO', never))).to.deep.equal({ found: 'none' });
    expect(good.seen.filter((one) => !one.includes('filter='))).to.deep.equal([]);
  });

  it('categories of the school stand in on 1.2 where those of the class are 404', async () => {
    const categories = [
      { sourcedId: 'k', title: 'Tests' },
      { sourcedId: 'o', title: 'Labs', metadata: { classId: 'c2' } },
    ];
    const sis = openSis((path) => (path === gradebook('/categories') ? { json: { categories } } : undefined));
    expect(show(await sis.client.readCategories('c1', never))).to.deep.equal([
      { sourcedId: 'k', title: 'Tests', classSourcedId: null },
    ]);
    expect(sis.habits()).to.deep.equal(['categories_unscoped']);
  });

  describe('redirects', () => {
    it('307 and 308 within the origin are followed, with the body and once authorized anew', async () => {
      for (const status of [307, 308]) {
        const sis = openSis((path, _query, request) =>
          path.endsWith('/')
            ? { status: 201, headers: {}, body: request.body === undefined ? 'lost' : '' }
            : { status, headers: { location: `http://sis.example/ims/oneroster${path}/` } },
        );
        expect((await sis.client.putResult(result, never)).ok).to.equal(true);
        expect(sis.seen).to.deep.equal([
          `PUT ${gradebook('/results/res-1')}`,
          `PUT ${gradebook('/results/res-1/')}`,
        ]);
        expect(sis.habits()).to.deep.equal(['redirected']);
      }
    });

    it('S26 all others are named and not followed; one that never ends is given up', async () => {
      for (const [status, location] of [
        [307, 'https://other.example/results/res-1'],
        [302, '/login?next=secret'],
        [301, '/results/res-1/'],
      ] as const) {
        const sis = openSis(() => ({ status, headers: { location } }));
        const reply = await sis.client.putResult(result, never);
        const target = new URL(location, 'https://sis.example');
        expect(reply, location).to.deep.include({
          ok: false,
          failure: {
            kind: 'institution',
            status,
            codeMinor: null,
            sisMessage: `${status} → ${target.origin}${target.pathname}`,
            retryAfterMs: null,
            detail: 'redirect',
            request: 'PUT /results/{id}',
          },
        });
      }
      const endless = openSis((path) => ({ status: 308, headers: { location: `/ims/oneroster${path}/` } }));
      expect(show(await endless.client.putResult(result, never))).to.equal('institution');
      expect(endless.seen).to.have.length(4);
    });
  });

  it('303 to the object and a page that says OK are settled by reading back; a login page is a failure', async () => {
    const answers: readonly (readonly [Answer, boolean])[] = [
      [{ status: 303, headers: { location: '/ims/oneroster/gradebook/v1p2/results/res-1' } }, true],
      [{ status: 303 }, true],
      [{ body: '<!DOCTYPE html><html><head><title>x</title></head><body><h1>OK</h1></body></html>' }, true],
      [{ headers: { 'content-type': 'text/html' }, body: 'OK' }, true],
      [{ status: 303, headers: { location: '/login' } }, false],
      [{ status: 303, headers: { location: 'https://sso.example/results' } }, false],
      [{ body: '<html><body><form>Sign in</form></body></html>' }, false],
      [
        {
          body: '<html><body>OK, but first accept our terms of use, which you find on the next page</body></html>',
        },
        false,
      ],
    ];
    for (const [answer, isDone] of answers) {
      const { client } = openSis(() => answer);
      expect((await client.putResult(result, never)).ok, JSON.stringify(answer)).to.equal(isDone);
    }
  });

  it("a success envelope's own id is no object's id", async () => {
    const answers: readonly (readonly [unknown, string])[] = [
      [{ sourcedId: 'msg-7', imsx_codeMajor: 'success' }, 'li-1'],
      [{ sourcedId: 'msg-7', statusInfoSet: [{ imsx_codeMajor: 'success' }] }, 'li-1'],
      [{ sourcedId: 'msg-7', imsx_codeMajor: 'success', LineItem: { SourcedId: 'theirs' } }, 'theirs'],
      [{ sourcedId: 'theirs', title: 'x' }, 'theirs'],
    ];
    for (const [json, sourcedId] of answers) {
      const { client } = openSis(() => ({ json }));
      expect(show(await client.putLineItem(lineItem, never))).to.deep.equal({ sourcedId });
    }
  });

  it('what cannot be read is named by its request and first words, without words that may name people', async () => {
    const text = 'Welcome to our school, please choose your district first';
    const sisClass = {
      sourcedId: 'c1',
      title: '',
      schoolSourcedId: '',
      classCode: null,
      termSourcedIds: ['t'],
    };
    const { client } = openSis((path) =>
      path.endsWith('/students') ? { json: { data: [], meta: 1 } } : { body: text },
    );
    const answers: readonly (readonly [Promise<SisReply<unknown>>, string | null, string])[] = [
      [client.readCategories('c1', never), `GET /classes/{id}/categories → 200 “${text}”`, 'sis_unexpected'],
      [
        client.readGradingPeriods(sisClass, never),
        `GET /terms/{id}/gradingPeriods → 200 “${text}”`,
        'sis_unexpected',
      ],
      [
        client.readResults('c1', 'li-1', never),
        'GET /classes/{id}/lineItems/{id}/results → 200',
        'sis_unexpected',
      ],
      [
        client.readStudents('c1', never),
        'GET /classes/{id}/students → 200 “{ data, meta }”',
        'sis_unexpected',
      ],
      [
        openSis(() => ({ status: 500 })).client.readStudents('c1', never),
        'GET /classes/{id}/students → 500',
        'sis_failing',
      ],
    ];
    for (const [reading, said, code] of answers) {
      const reply = await reading;
      if (reply.ok) throw new Error('taken for an answer');
      expect(describeAnswer(reply.failure)).to.equal(said);
      expect(codeOfFailure(reply.failure)).to.equal(code);
    }
  });

  describe('a token that worked and is refused', () => {
    const refusals: readonly (readonly [string, Answer])[] = [
      ['401', { status: 401 }],
      ['403', { status: 403, json: { error: 'forbidden' } }],
      ['302 to a login page', { status: 302, headers: { location: 'https://sso.example/login' } }],
      ['400 invalid_token', { status: 400, json: { error: 'invalid_token' } }],
    ];
    for (const [name, refusal] of refusals) {
      it(`by ${name} gets one new token and one more try`, async () => {
        let revoked = '';
        const sis = openSis((_path, _query, { headers }) =>
          headers?.['authorization'] === revoked ? refusal : { json: { users: people(2) } },
        );
        await read(sis.client);
        revoked = 'Bearer t1';
        expect(await read(sis.client)).to.deep.equal(ids(2));
        expect(sis.countTokens()).to.equal(2);
      });
    }

    it('is not renewed for every object that the SIS refuses', async () => {
      const sis = openSis((path) => (path.includes('/results/') ? { status: 403 } : { json: { users: [] } }));
      await read(sis.client);
      for (let count = 0; count < 20; count += 1) {
        expect(show(await sis.client.putResult(result, never))).to.equal('item');
      }
      expect(sis.countTokens()).to.equal(2);
      expect(sis.seen).to.have.length(22);
    });
  });
});
