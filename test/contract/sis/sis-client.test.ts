import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { seedSis } from '../../../sandbox/sis/seed-sis.ts';
import { errorShapes, type SisStyle } from '../../../sandbox/sis/sis-style.ts';
import { type SandboxSis, startSandboxSis } from '../../../sandbox/sis/start-sandbox-sis.ts';
import type { SisAuth, SisConnection } from '../../../src/domain/institution.ts';
import { createHttp } from '../../../src/http/create-http.ts';
import { createLog } from '../../../src/log.ts';
import { createSisClient } from '../../../src/oneroster/client/create-sis-client.ts';
import { loadProfiles } from '../../../src/oneroster/profile/load-profiles.ts';
import type { SisProfile } from '../../../src/oneroster/profile/sis-profile.ts';
import { thisMachine } from '../../support/http/this-machine.ts';
import { useMongo } from '../../support/mongodb.ts';
import { lineItem, result, school, studentIds, unwrap } from './sis-school.ts';

const never = new AbortController().signal;
const profiles = loadProfiles(resolve(import.meta.dirname, '../../../config/sis'));
const secret = 'a+secret/with=signs';

describe('The SIS client against the sandbox SIS', () => {
  const mongo = useMongo();
  let sis: SandboxSis;
  let closeHttp: () => Promise<void>;

  const start = async (style: Partial<SisStyle> = {}): Promise<void> => {
    sis = await startSandboxSis({
      connection: mongo.connection(),
      port: 0,
      clients: [{ clientId: 'key', clientSecret: secret }],
      style,
      log: createLog('silent'),
      clock: () => new Date(),
    });
    await sis.store.lineItems.deleteMany({});
    await sis.store.results.deleteMany({});
    await seedSis(sis.store, school, () => new Date());
  };
  afterEach(async () => {
    await closeHttp();
    await sis.close();
  });

  const connect = (version: '1.1' | '1.2', auth: SisAuth, changes: Partial<SisProfile> = {}) => {
    const name = version === '1.1' ? 'oneroster-1p1' : 'oneroster-1p2';
    const profile = profiles.get(name);
    if (!profile) throw new Error(`${name} is missing`);
    const base = `${sis.url}/ims/oneroster`;
    const connection: SisConnection = {
      profile: name,
      rosteringUrl: version === '1.1' ? `${base}/v1p1` : `${base}/rostering/v1p2`,
      gradebookUrl: version === '1.1' ? `${base}/v1p1` : `${base}/gradebook/v1p2`,
      auth,
      maxInFlight: null,
      headers: {},
    };
    const { http, close } = createHttp({ privateHosts: thisMachine });
    closeHttp = close;
    let sleptMs = 0;
    const clock = () => new Date(Date.now() + sleptMs);
    const sleep = async (ms: number): Promise<void> => {
      sleptMs += ms;
    };
    const deps = { http, clock, sleep, randomBytes, log: createLog('silent') };
    return createSisClient(deps, connection, { ...profile, ...changes });
  };
  const oauth2 = (clientAuthentication: 'basic' | 'post'): SisAuth => ({
    kind: 'oauth2',
    tokenUrl: sis.tokenUrl,
    clientId: 'key',
    clientSecret: secret,
    clientAuthentication,
  });
  const oauth1 = (signature: 'HMAC-SHA1' | 'HMAC-SHA256') => (): SisAuth => ({
    kind: 'oauth1',
    consumerKey: 'key',
    consumerSecret: secret,
    signature,
  });

  const ways: ['1.1' | '1.2', string, () => SisAuth][] = [
    ['1.2', 'OAuth 2 Basic', () => oauth2('basic')],
    ['1.2', 'OAuth 2 post', () => oauth2('post')],
    ['1.1', 'OAuth 2 Basic', () => oauth2('basic')],
    ['1.1', 'OAuth 1.0a HMAC-SHA1', oauth1('HMAC-SHA1')],
    ['1.1', 'OAuth 1.0a HMAC-SHA256', oauth1('HMAC-SHA256')],
  ];
  for (const [version, name, auth] of ways) {
    it(`${version} with ${name}: goes all the way from the class to reading back results, R12 with two rows per page`, async () => {
      await start({ largestPage: 2 });
      const client = connect(version, auth());
      const found = unwrap(await client.readClass('class/1 ä', never));
      if (found.found !== 'one') throw new Error(found.found);
      expect(found.value).to.include({ sourcedId: 'class/1 ä', schoolSourcedId: 'school-1' });
      expect(unwrap(await client.readClass('class-none', never))).to.deep.equal({ found: 'none' });

      const periods = unwrap(await client.readGradingPeriods(found.value, never));
      expect(periods.map(({ sourcedId }) => sourcedId)).to.deep.equal(['q3', 'q4']);
      const categories = unwrap(await client.readCategories('class/1 ä', never));
      expect(categories.map(({ sourcedId }) => sourcedId)).to.have.members(['cat-all', 'cat-1']);
      const students = unwrap(await client.readStudents('class/1 ä', never));
      expect(students.map(({ sourcedId }) => sourcedId)).to.have.members(studentIds);
      expect(students.find(({ sourcedId }) => sourcedId === 'stu 3')).to.deep.include({
        identifier: '003',
        username: 'user3',
      });

      expect(unwrap(await client.readLineItems('class/1 ä', never))).to.deep.equal([]);
      expect(unwrap(await client.putLineItem(lineItem, never))).to.deep.equal({ sourcedId: 'li 1/ß' });
      expect(unwrap(await client.putLineItem({ ...lineItem, title: 'Again' }, never)).sourcedId).to.equal(
        'li 1/ß',
      );
      const [kept, ...others] = unwrap(await client.readLineItems('class/1 ä', never)) ?? [];
      expect(others).to.deep.equal([]);
      const { schoolSourcedId: _, ...shared } = { ...lineItem, title: 'Again' };
      expect(kept).to.deep.include(shared);

      const sent = studentIds.map((_id, index) => result(index));
      for (const one of sent) unwrap(await client.putResult(one, never));
      const read = unwrap(await client.readResults('class/1 ä', 'li 1/ß', never)) ?? [];
      expect([...read].sort((a, b) => a.sourcedId.localeCompare(b.sourcedId))).to.deep.equal(sent);
    });
  }

  it('R3 M7 delivers 0, exempt, late and missing as they are', async () => {
    await start();
    const client = connect('1.2', oauth2('basic'));
    unwrap(await client.putLineItem(lineItem, never));
    const sent = [
      result(0, { score: 0, late: true }),
      result(1, { score: null, scoreStatus: 'exempt' }),
      result(2, { score: null, scoreStatus: 'not submitted', missing: true }),
    ];
    for (const one of sent) unwrap(await client.putResult(one, never));
    const read = unwrap(await client.readResults('class/1 ä', 'li 1/ß', never)) ?? [];
    expect([...read].sort((a, b) => a.sourcedId.localeCompare(b.sourcedId))).to.deep.equal(sent);
  });

  it('OF18 creates by POST where PUT changes only what the SIS has', async () => {
    await start({ putCreates: false });
    const client = connect('1.2', oauth2('basic'));
    const refused = await client.putLineItem(lineItem, never);
    expect(refused.ok ? null : [refused.failure.kind, refused.failure.status]).to.deep.equal(['item', 404]);
    const { sourcedId } = unwrap(await client.createLineItem(lineItem, never));
    expect(sourcedId).not.to.equal(lineItem.sourcedId);
    unwrap(await client.putLineItem({ ...lineItem, sourcedId, title: 'Again' }, never));
    const [kept, ...others] = unwrap(await client.readLineItems('class/1 ä', never)) ?? [];
    expect([kept?.sourcedId, kept?.title, others.length]).to.deep.equal([sourcedId, 'Again', 0]);
    const mine = result(0, { score: 4, lineItemSourcedId: sourcedId });
    const first = await client.putResult(mine, never);
    expect(first.ok ? null : first.failure.status).to.equal(404);
    const ids = unwrap(await client.createResults([mine], never));
    const own = ids.get(mine.sourcedId) ?? '';
    unwrap(await client.putResult({ ...mine, sourcedId: own, score: 6 }, never));
    const shown = unwrap(await client.readResults('class/1 ä', sourcedId, never)) ?? [];
    expect(shown.map(({ sourcedId: id, score }) => [id, score])).to.deep.equal([[own, 6]]);
  });

  it('delivers the metadata of the institution beside the profile’s', async () => {
    await start();
    const client = connect('1.2', oauth2('basic'), {
      lineItemMetadata: { scoreType: 'POINTS', kept: 'yes' },
    });
    unwrap(await client.putLineItem({ ...lineItem, metadata: { scoreType: 'PERCENT' } }, never));
    const stored = await sis.store.lineItems.findOne({ _id: lineItem.sourcedId });
    expect(stored?.metadata).to.deep.equal({ scoreType: 'PERCENT', kept: 'yes' });
  });

  it('P19 delivers the comment of a result in both versions, and none that is empty', async () => {
    for (const version of ['1.1', '1.2'] as const) {
      await start();
      const client = connect(version, oauth2('basic'));
      unwrap(await client.putLineItem(lineItem, never));
      const [mine, other] = [result(0, { comment: 'Late' }), result(1, { comment: '' })];
      for (const one of [mine, other]) unwrap(await client.putResult(one, never));
      const kept = async (id: string) => (await sis.store.results.findOne({ _id: id }))?.comment;
      expect([await kept(mine.sourcedId), await kept(other.sourcedId)]).to.deep.equal(['Late', null]);
      if (version === '1.1') {
        await closeHttp();
        await sis.close();
      }
    }
  });

  it('P20 creates a category for one class alone, in both versions', async () => {
    for (const version of ['1.1', '1.2'] as const) {
      await start();
      const client = connect(version, oauth2('basic'));
      const made = { sourcedId: 'new-1', title: 'Projects', classSourcedId: 'class/1 ä' };
      expect(unwrap(await client.putCategory(made, never)).sourcedId).to.equal('new-1');
      const titles = async (id: string) =>
        unwrap(await client.readCategories(id, never)).map(({ title }) => title);
      expect(await titles('class/1 ä')).to.include('Projects');
      expect(await titles('class-2')).not.to.include('Projects');
      if (version === '1.1') {
        await closeHttp();
        await sis.close();
      }
    }
  });

  it('P18 delivers letters and words in 1.2, and sends none in 1.1', async () => {
    await start();
    const client = connect('1.2', oauth2('basic'));
    unwrap(await client.putLineItem(lineItem, never));
    unwrap(await client.putResult(result(0, { score: 8, textScore: 'B+' }), never));
    const read = async (from = client) =>
      (unwrap(await from.readResults('class/1 ä', 'li 1/ß', never)) ?? []).map(({ textScore }) => textScore);
    expect(await read()).to.deep.equal(['B+']);
    await closeHttp();
    const old = connect('1.1', oauth2('basic'));
    unwrap(await old.putResult(result(0, { score: 8, textScore: 'B+' }), never));
    expect(await read(old)).to.deep.equal([undefined]);
    await closeHttp();
    await sis.close();
    await start({ keepsText: false });
    const deaf = connect('1.2', oauth2('basic'));
    unwrap(await deaf.putLineItem(lineItem, never));
    unwrap(await deaf.putResult(result(0, { score: 8, textScore: 'B+' }), never));
    expect(await read(deaf)).to.deep.equal([undefined]);
  });

  it('P17 delivers extra credit with 0 points possible, or says that the SIS refuses that', async () => {
    await start();
    const extra = { ...lineItem, resultValueMax: 0 };
    const client = connect('1.1', oauth2('basic'));
    unwrap(await client.putLineItem(extra, never));
    unwrap(await client.putResult(result(0, { score: 4 }), never));
    const [kept] = unwrap(await client.readResults('class/1 ä', 'li 1/ß', never)) ?? [];
    expect(kept?.score).to.equal(4);
    await closeHttp();
    await sis.close();
    await start({ zeroPoints: false });
    const refused = await connect('1.1', oauth2('basic')).putLineItem(extra, never);
    expect(refused.ok ? null : [refused.failure.kind, refused.failure.sisMessage]).to.deep.equal([
      'item',
      'lineItem.resultValueMax: must be more than 0',
    ]);
  });

  it('finds a class by its code; two classes with one code are ambiguous', async () => {
    await start();
    const client = connect('1.1', oauth1('HMAC-SHA1')(), { matchClassBy: 'classCode' });
    expect(unwrap(await client.readClass('ALG-1', never))).to.have.nested.property(
      'value.sourcedId',
      'class/1 ä',
    );
    expect(unwrap(await client.readClass('ALG-2', never))).to.deep.equal({ found: 'many' });
    expect(unwrap(await client.readClass('ALG', never))).to.deep.equal({ found: 'none' });
  });

  it('finds a class by its code even if the SIS refuses every filter', async () => {
    await start({ filters: false });
    const client = connect('1.2', oauth2('basic'), { matchClassBy: 'classCode' });
    expect(unwrap(await client.readClass('ALG-1', never))).to.have.nested.property(
      'value.sourcedId',
      'class/1 ä',
    );
  });

  it('leaves the id out of the path in modified mode and keeps the id that the SIS assigns', async () => {
    await start({ ids: 'own-without-path', putBody: 'capital' });
    const client = connect('1.1', oauth2('basic'), { pathId: 'theirs' });
    const { sourcedId } = unwrap(await client.putLineItem(lineItem, never));
    expect(sourcedId).to.not.equal(lineItem.sourcedId);
    const items = unwrap(await client.readLineItems('class/1 ä', never)) ?? [];
    expect(items.map((item) => item.sourcedId)).to.deep.equal([sourcedId]);
    expect(items[0]?.categorySourcedId).to.equal('cat-1');
  });

  it('H17 R8 continues after its tokens are revoked', async () => {
    await start();
    const client = connect('1.2', oauth2('basic'));
    unwrap(await client.putLineItem(lineItem, never));
    sis.revokeTokens();
    const replies = await Promise.all(studentIds.map((_id, index) => client.putResult(result(index), never)));
    for (const reply of replies) unwrap(reply);
  });

  it('H20 H22 reports a refused student and an unknown line item as item failures with the SIS’s message', async () => {
    await start();
    const client = connect('1.2', oauth2('basic'));
    unwrap(await client.putLineItem(lineItem, never));
    sis.faults.set({ refusedStudents: ['stu 1'] });
    unwrap(await client.putResult(result(0), never));
    for (const refused of [result(1), result(2, { lineItemSourcedId: 'gone' })]) {
      const reply = await client.putResult(refused, never);
      expect(reply).to.have.nested.property('failure.kind', 'item');
      expect(reply).to.have.nested.property('failure.sisMessage').that.is.not.empty;
    }
  });

  it('H1 H15 H30 reports a SIS that is down, unreachable or answering 503, as transient', async () => {
    await start();
    const client = connect('1.2', oauth2('basic'));
    sis.faults.set({ down: '503' });
    expect(await client.putLineItem(lineItem, never)).to.have.nested.property('failure.kind', 'transient');
    sis.faults.clear();
    await sis.goDark();
    expect(await client.putLineItem(lineItem, never)).to.have.nested.property('failure.kind', 'transient');
    await sis.comeBack();
    unwrap(await client.putLineItem(lineItem, never));
  });

  it('H18 reports wrong credentials as an auth failure', async () => {
    await start();
    const wrong = { clientSecret: 'wrong', consumerSecret: 'wrong' };
    for (const auth of [oauth2('basic'), oauth1('HMAC-SHA256')()]) {
      const client = connect('1.1', { ...auth, ...wrong });
      expect(await client.readStudents('class-2', never)).to.have.nested.property('failure.kind', 'auth');
      await closeHttp();
    }
  });

  for (const errorShape of errorShapes) {
    it(`H10 H20 fails one item for a refused student with the error shape ${errorShape}, by status or in a 200`, async () => {
      // A 200 without a body looks like a success, and a web page in a 200 like an outage.
      const saysSo = !['empty', 'html'].includes(errorShape);
      for (const refusesWith200 of saysSo ? [false, true] : [false]) {
        await start({ errorShape, refusesWith200 });
        const client = connect('1.1', oauth1('HMAC-SHA1')());
        unwrap(await client.putLineItem(lineItem, never));
        sis.faults.set({ refusedStudents: ['stu 1'] });
        const reply = await client.putResult(result(1), never);
        expect(reply, String(refusesWith200)).to.have.nested.property('failure.kind', 'item');
        expect(await client.readClass('none', never)).to.deep.equal({ ok: true, value: { found: 'none' } });
        if (refusesWith200 || !saysSo) continue;
        await closeHttp();
        await sis.close();
      }
    });
  }

  it('reads scores that come back as text as numbers', async () => {
    await start({ scoresAsText: true });
    const client = connect('1.2', oauth2('basic'));
    unwrap(await client.putLineItem(lineItem, never));
    unwrap(await client.putResult(result(3), never));
    expect(unwrap(await client.readResults('class/1 ä', 'li 1/ß', never))).to.deep.equal([result(3)]);
  });

  it('sees that a SIS dropped an excuse, and takes the result back', async () => {
    await start({ keepsStatus: false });
    const client = connect('1.2', oauth2('basic'));
    const excused = { ...result(0), scoreStatus: 'exempt' } as const;
    unwrap(await client.putLineItem(lineItem, never));
    unwrap(await client.putResult(excused, never));
    expect(unwrap(await client.readResults('class/1 ä', 'li 1/ß', never))).to.deep.equal([result(0)]);
    unwrap(await client.withdrawResult(excused, never));
    expect(unwrap(await client.readResults('class/1 ä', 'li 1/ß', never))).to.deep.equal([]);
  });

  it('H7 changes nothing by repeating a request whose answer was lost', async () => {
    await start();
    const client = connect('1.2', oauth2('basic'));
    unwrap(await client.putLineItem(lineItem, never));
    sis.faults.set({ next: [{ kind: 'apply-then-drop', count: 1, target: 'results' }] });
    expect(await client.putResult(result(3), never)).to.have.nested.property('failure.kind', 'transient');
    unwrap(await client.putResult(result(3), never));
    expect(unwrap(await client.readResults('class/1 ä', 'li 1/ß', never))).to.deep.equal([result(3)]);
  });

  it('H9 H11 H16 classifies faults in the middle of a write', async () => {
    await start();
    const client = connect('1.2', oauth2('basic'));
    const faults = [
      ['429-retry-after', { kind: 'rate', retryAfterMs: 1_000 }],
      ['429', { kind: 'rate', retryAfterMs: null }],
      ['500', { kind: 'transient', status: 500 }],
      ['html', { kind: 'transient' }],
      ['drop-before', { kind: 'transient', status: null }],
    ] as const;
    for (const [kind, expected] of faults) {
      // More 429s than a page's request waits out.
      sis.faults.set({ next: [{ kind, count: kind.startsWith('429') ? 100 : 1, target: 'writes' }] });
      const reply = await client.putLineItem(lineItem, never);
      expect(reply.ok ? null : reply.failure, kind).to.deep.include(expected);
    }
    sis.faults.set({ next: [{ kind: '429-retry-after', count: 1, target: 'writes' }] });
    unwrap(await client.putLineItem(lineItem, never));
  });
});
