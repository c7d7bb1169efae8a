import { expect } from 'chai';
import { useMongo } from '../../../test/support/mongodb.ts';
import type { Version } from '../../sis/records.ts';
import type { SisStyle } from '../../sis/sis-style.ts';
import {
  type Answer,
  addressOf,
  type Caller,
  descriptionOf,
  fetchToken,
  lineItemBody,
  openCaller,
  ref,
  resultBody,
  scopes,
  send,
  startSis,
} from './sis-under-test.ts';

describe('sandbox SIS: the quirks of real providers', () => {
  const mongo = useMongo();

  async function withStyle<T>(
    style: Partial<SisStyle>,
    use: (caller: Caller, url: (path: string) => string) => Promise<T>,
    version: Version = 'v1p2',
  ): Promise<T> {
    await mongo.connection().dropDatabase();
    const sis = await startSis(mongo.connection(), { style });
    try {
      return await use(await openCaller(sis, version), (path) => addressOf(sis, version, path));
    } finally {
      await sis.close();
    }
  }

  const putLineItem =
    (changes = {}) =>
    (caller: Caller) =>
      caller.put('/lineItems/li-1', lineItemBody(caller.version, 'li-1', changes));

  describe('error bodies', () => {
    const wrong = putLineItem({ title: '' });
    const bodies: [SisStyle['errorShape'], (answer: Answer) => void][] = [
      ['bare', ({ json }) => expect(json).to.have.property('imsx_codeMajor', 'failure')],
      [
        'imsx_StatusInfo',
        ({ json }) => expect(json).to.have.nested.property('imsx_StatusInfo.imsx_CodeMinor'),
      ],
      [
        'statusInfoSet',
        ({ json }) => expect(json).to.have.nested.property('statusInfoSet[0].imsx_description'),
      ],
      [
        'statusInfo',
        ({ json }) => expect(json).to.have.nested.property('statusInfo.imsx_codeMinor', 'invalid data'),
      ],
      ['flat', ({ json }) => expect(json).to.have.property('imsx_codeMinor', 'invaliddata')],
      ['error', ({ json }) => expect(json).to.have.all.keys('error')],
      ['html', ({ text }) => expect(text).to.contain('<!DOCTYPE html>')],
      ['empty', ({ text }) => expect(text).to.equal('')],
    ];
    for (const [errorShape, check] of bodies) {
      it(errorShape, () =>
        withStyle({ errorShape }, async (caller) => {
          const answer = await wrong(caller);
          expect(answer.status).to.equal(422);
          check(answer);
        }),
      );
    }

    it('H10 a refusal inside 200', () =>
      withStyle({ errorShape: 'statusInfoSet', refusesWith200: true }, async (caller) => {
        const answer = await wrong(caller);
        expect(answer.status).to.equal(200);
        expect(answer.json).to.have.nested.property('statusInfoSet[0].imsx_codeMajor', 'failure');
        expect((await caller.get('/lineItems/li-1')).status).to.equal(404);
      }));
  });

  it('answers a PUT with the object, or with a capitalised LineItem', async () => {
    const plain = await withStyle({ putBody: 'object' }, putLineItem());
    expect(plain.json).to.have.nested.property('lineItem.sourcedId', 'li-1');
    const capital = await withStyle({ putBody: 'capital' }, putLineItem());
    expect(capital.json).to.have.nested.property('LineItem.category[0].sourcedId', 'cat-homework');
  });

  it('assigns its own ids: the answer names them, a retry finds them, results must use them', () =>
    withStyle({ ids: 'own' }, async (caller) => {
      const first = await putLineItem()(caller);
      const again = await putLineItem()(caller);
      expect(first.json)
        .to.have.nested.property('lineItem.sourcedId')
        .that.matches(/^[0-9a-f]{18}$/);
      expect(again.json).to.have.nested.property('lineItem.sourcedId', sourcedIdOf(first));
      expect((await caller.get('/lineItems/li-1')).status).to.equal(404);
      expect((await caller.put('/results/r', resultBody('r', 'li-1'))).status).to.equal(422);
      expect((await caller.put('/results/r', resultBody('r', sourcedIdOf(first)))).status).to.equal(201);
    }));

  it('accepts a PUT without an id in the path (modified mode)', () =>
    withStyle({ ids: 'own-without-path' }, async (caller) => {
      const created = await caller.put('/lineItems', lineItemBody('v1p2', 'li-1'));
      expect(created.status, created.text).to.equal(201);
      const id = sourcedIdOf(created);
      expect((await putLineItem()(caller)).status).to.equal(201);
      const total = (await caller.get('/lineItems')).headers.get('x-total-count');
      expect(total).to.equal('1');
      expect((await caller.put(`/lineItems/${id}`, lineItemBody('v1p2', id))).status).to.equal(201);
      expect((await caller.put('/lineItems/other', lineItemBody('v1p2', 'other'))).status).to.equal(404);
    }));

  it('answers 200 but changes nothing', () =>
    withStyle({ ignoresWrites: true }, async (caller) => {
      const answer = await putLineItem()(caller);
      expect([answer.status, answer.text]).to.deep.equal([200, '']);
      expect((await caller.get('/lineItems')).headers.get('x-total-count')).to.equal('0');
    }));

  it('offers no reads of results, or none of the gradebook', async () => {
    await withStyle({ reads: 'no-results' }, async ({ get }) => {
      expect((await get('/classes/cls-bio9-1/results')).status).to.equal(404);
      expect((await get('/classes/cls-bio9-1/lineItems')).status).to.equal(200);
    });
    await withStyle({ reads: 'none' }, async (caller) => {
      expect((await caller.get('/categories')).status).to.equal(404);
      expect((await putLineItem()(caller)).status).to.equal(201);
    });
  });

  it('H11 limits the request rate and says how long to wait', () =>
    withStyle({ rateLimit: { requests: 2, seconds: 60, retryAfter: true } }, async ({ get }) => {
      await get('/categories');
      expect((await get('/categories')).status).to.equal(200);
      const answer = await get('/categories');
      expect(answer.status).to.equal(429);
      expect(Number(answer.headers.get('retry-after'))).to.be.within(1, 60);
    }));

  const refusals: [string, Partial<SisStyle>, Record<string, unknown>, string][] = [
    ['titles that are too long', { titleLimit: 20 }, {}, 'longer than 20'],
    ['points that are not whole', { wholePointsOnly: true }, { resultValueMax: 8.5 }, 'whole number'],
    ['everything while the grading window is closed', { gradingWindowOpen: false }, {}, 'window is closed'],
    [
      'due dates outside the term',
      { dueDateInsideTerm: true },
      { dueDate: '2026-12-25T00:00:00Z' },
      'outside the terms',
    ],
  ];
  for (const [name, style, changes, words] of refusals) {
    it(`refuses ${name}`, () =>
      withStyle(style, async (caller) => {
        const answer = await putLineItem(changes)(caller);
        expect(answer.status).to.equal(422);
        expect(descriptionOf(answer)).to.contain(words);
      }));
  }

  it('refuses scores above the maximum, and DELETE', () =>
    withStyle({ aboveMaximum: 'refuse', deletes: false }, async (caller) => {
      await putLineItem()(caller);
      expect((await caller.put('/results/r', resultBody('r', 'li-1', { score: 20.5 }))).status).to.equal(422);
      expect((await caller.put('/results/r', resultBody('r', 'li-1', { score: 20 }))).status).to.equal(201);
      expect((await caller.remove('/results/r')).status).to.equal(403);
    }));

  it('writes scores as text and requires date-times as scoreDate', () =>
    withStyle({ scoresAsText: true, scoreDate: 'date-time' }, async (caller) => {
      await putLineItem()(caller);
      expect((await caller.put('/results/r', resultBody('r', 'li-1'))).status).to.equal(422);
      const result = resultBody('r', 'li-1', { scoreDate: '2026-09-07T15:00:00Z' });
      expect((await caller.put('/results/r', result)).status).to.equal(201);
      expect((await caller.get('/results/r')).json).to.have.nested.property('result.score', '18.5');
    }));

  it('clamps pages and refuses filters', () =>
    withStyle({ largestPage: 3, filters: false }, async ({ get }) => {
      expect((await get('/students?limit=5000')).headers.get('link')).to.contain('offset=3>; rel="next"');
      expect((await get(`/students?filter=${encodeURIComponent("familyName='Brooks'")}`)).status).to.equal(
        400,
      );
    }));

  it('offers the categories of a class on 1.1 if the style says so', () =>
    withStyle(
      { classCategoriesOn11: true },
      async ({ get }) => expect((await get('/classes/cls-bio9-1/categories')).status).to.equal(200),
      'v1p1',
    ));

  it('demands the vendor header on gradebook calls only', async () => {
    await mongo.connection().dropDatabase();
    const sis = await startSis(mongo.connection(), { style: { vendorAuthorization: 'key:secret' } });
    try {
      const token = await fetchToken(sis, scopes('v1p2', 'gradebook.readonly', 'roster.readonly'));
      const headers = { authorization: `Bearer ${token}` };
      expect((await send(addressOf(sis, 'v1p2', '/classes'), { headers })).status).to.equal(200);
      expect((await send(addressOf(sis, 'v1p2', '/lineItems'), { headers })).status).to.equal(401);
      const vendor = { ...headers, 'x-vendor-authorization': 'key:secret' };
      expect((await send(addressOf(sis, 'v1p2', '/lineItems'), { headers: vendor })).status).to.equal(200);
    } finally {
      await sis.close();
    }
  });

  it('accepts only the style’s signature methods', () =>
    withStyle(
      { signatureMethods: ['HMAC-SHA256'] },
      async (_caller, url) => {
        const authorization =
          'OAuth oauth_consumer_key="tool%20one", oauth_nonce="n", oauth_signature_method="HMAC-SHA1", oauth_timestamp="1", oauth_signature="x"';
        const answer = await send(url('/lineItems'), { headers: { authorization } });
        expect([answer.status, descriptionOf(answer)]).to.deep.equal([
          401,
          'Signature method HMAC-SHA1 is not accepted',
        ]);
      },
      'v1p1',
    ));

  it('stores a result that refers to a line item with 1.1’s reference type', () =>
    withStyle(
      {},
      async (caller) => {
        await putLineItem({ gradingPeriod: ref('gradingPeriod', 'gp-q1') })(caller);
        const result = resultBody('r', 'li-1', { student: ref('student', 'stu-100401') });
        expect((await caller.put('/results/r', result)).status).to.equal(201);
      },
      'v1p1',
    ));
});

function sourcedIdOf(answer: Answer): string {
  return /"sourcedId":"([^"]+)"/.exec(answer.text)?.[1] ?? '';
}
