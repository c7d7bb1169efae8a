import { expect } from 'chai';
import type { PutReceipt, SisReply } from '../../../src/oneroster/sis-client.ts';
import { hasOfficialSchema, officialValidator } from '../../support/oneroster/official-schema.ts';
import { lineItem, never, result, type Script, ScriptedSis } from '../../support/oneroster/scripted-sis.ts';

describe('Putting line items and results', () => {
  let sis: ScriptedSis;
  let script: Script;
  beforeEach(async () => {
    script = { status: 201 };
    sis = await new ScriptedSis(() => script).start();
  });
  afterEach(() => sis.stop());

  const bodyOf = (index = 0): Record<string, Record<string, unknown>> =>
    JSON.parse(sis.seen[index]?.body ?? 'null');

  it('1.2: a line item arrives in its envelope, complete by the specification, with its school', async () => {
    const reply = await sis.client('1.2').putLineItem(lineItem, never);
    expect(reply).to.deep.equal({ ok: true, value: { sourcedId: 'li-1' } });
    expect(sis.seen[0]).to.include({
      method: 'PUT',
      path: '/ims/oneroster/gradebook/v1p2/lineItems/li-1',
    });
    expect(sis.seen[0]?.headers).to.include({ 'content-type': 'application/json' });
    const base = `${sis.url}/ims/oneroster`;
    expect(bodyOf()).to.deep.equal({
      lineItem: {
        sourcedId: 'li-1',
        status: 'active',
        dateLastModified: '2026-03-02T08:00:00.000Z',
        title: lineItem.title,
        description: 'Read chapter 3',
        assignDate: '2026-02-20T12:00:00.000Z',
        dueDate: '2026-03-02T12:00:00.000Z',
        class: {
          href: `${base}/rostering/v1p2/classes/class%201%2Fa`,
          sourcedId: 'class 1/a',
          type: 'class',
        },
        school: { href: `${base}/rostering/v1p2/orgs/school-1`, sourcedId: 'school-1', type: 'org' },
        category: { href: `${base}/gradebook/v1p2/categories/cat-1`, sourcedId: 'cat-1', type: 'category' },
        gradingPeriod: {
          href: `${base}/rostering/v1p2/academicSessions/gp-1`,
          sourcedId: 'gp-1',
          type: 'academicSession',
        },
        resultValueMin: 0,
        resultValueMax: 20,
      },
    });
  });

  it('1.2: a result arrives with its class and late and missing as strings', async () => {
    await sis.client('1.2').putResult(result, never);
    const base = `${sis.url}/ims/oneroster`;
    expect(bodyOf()).to.deep.equal({
      result: {
        sourcedId: 'res-1',
        status: 'active',
        dateLastModified: '2026-03-02T08:00:00.000Z',
        lineItem: { href: `${base}/gradebook/v1p2/lineItems/li-1`, sourcedId: 'li-1', type: 'lineItem' },
        student: { href: `${base}/rostering/v1p2/users/stu-1`, sourcedId: 'stu-1', type: 'user' },
        class: {
          href: `${base}/rostering/v1p2/classes/class%201%2Fa`,
          sourcedId: 'class 1/a',
          type: 'class',
        },
        scoreStatus: 'fully graded',
        scoreDate: '2026-03-02',
        score: 17.5,
        late: 'true',
        missing: 'false',
      },
    });
  });

  it("1.1: sends neither a school, a result's class nor flags, which its schema does not have", async () => {
    await sis.client('1.1').putLineItem(lineItem, never);
    await sis.client('1.1').putResult(result, never);
    expect(bodyOf(0)['lineItem']).to.not.have.property('school');
    expect(bodyOf(1)['result']).to.have.all.keys(
      ...['sourcedId', 'status', 'dateLastModified', 'lineItem', 'student'],
      ...['scoreStatus', 'scoreDate', 'score'],
    );
  });

  const officially = hasOfficialSchema ? it : it.skip;
  officially(
    '1.2 bodies are valid by the official OpenAPI file (set ONEROSTER_OPENAPI_DIR if skipped)',
    async () => {
      const client = sis.client('1.2');
      const bare = { ...lineItem, description: null, gradingPeriodSourcedId: null };
      await client.putLineItem(lineItem, never);
      await client.putLineItem(bare, never);
      await client.putResult(result, never);
      await client.putResult({ ...result, score: null, scoreStatus: 'exempt' }, never);
      const schemas = [
        'SingleLineItemDType',
        'SingleLineItemDType',
        'SingleResultDType',
        'SingleResultDType',
      ];
      schemas.forEach((schema, index) => {
        const validate = officialValidator(schema);
        expect(validate(bodyOf(index)), JSON.stringify(validate.errors)).to.equal(true);
      });
    },
  );

  it('R3 a score of 0 is sent as 0, in both versions', async () => {
    await sis.client('1.1').putResult({ ...result, score: 0 }, never);
    await sis.client('1.2').putResult({ ...result, score: 0 }, never);
    expect(bodyOf(0)['result']?.['score']).to.equal(0);
    expect(bodyOf(1)['result']?.['score']).to.equal(0);
  });

  it('R17 OF3 exempt without a score is the status alone in 1.2, and zero with the status or a refusal in 1.1', async () => {
    const exempt = { ...result, score: null, scoreStatus: 'exempt' } as const;
    await sis.client('1.2').putResult(exempt, never);
    await sis.client('1.1', { exempt: 'score-zero' }).putResult(exempt, never);
    const refused = await sis.client('1.1').putResult(exempt, never);
    expect(bodyOf(0)['result']).to.include({ scoreStatus: 'exempt' }).and.not.have.property('score');
    expect(bodyOf(1)['result']).to.include({ scoreStatus: 'exempt', score: 0 });
    expect(refused).to.have.nested.property('failure.kind', 'item');
    expect(sis.seen).to.have.length(2);
  });

  it('a result is taken back with the status tobedeleted and everything else as it was sent', async () => {
    const excused = { ...result, score: 0, scoreStatus: 'exempt' } as const;
    await sis.client('1.1').putResult(excused, never);
    await sis.client('1.1').withdrawResult(excused, never);
    expect(bodyOf(0)['result']).to.include({ status: 'active', score: 0, scoreStatus: 'exempt' });
    expect(bodyOf(1)['result']).to.include({ status: 'tobedeleted', score: 0, scoreStatus: 'exempt' });
  });

  it('1.1 never turns missing work without a score into a zero', async () => {
    const missing = { ...result, score: null, scoreStatus: 'not submitted', missing: true } as const;
    const reply = await sis.client('1.1').putResult(missing, never);
    expect(reply).to.have.nested.property('failure.detail', 'score_required');
    expect(sis.seen).to.have.length(0);
  });

  it('the profile decides on date-time score dates, grading periods, flags and metadata', async () => {
    const client = sis.client('1.2', {
      scoreDate: 'date-time',
      gradingPeriod: 'omit',
      lateAndMissing: 'omit',
      lineItemMetadata: { scoreType: 'POINTS' },
    });
    await client.putResult(result, never);
    await client.putLineItem(lineItem, never);
    expect(bodyOf(0)['result']).to.include({ scoreDate: '2026-03-02T12:00:00.000Z' });
    expect(bodyOf(0)['result']).to.not.have.any.keys('late', 'missing');
    expect(bodyOf(1)['lineItem']).to.not.have.property('gradingPeriod');
    expect(bodyOf(1)['lineItem']?.['metadata']).to.deep.equal({ scoreType: 'POINTS' });
  });

  it('a description arrives unchanged', async () => {
    const description = 'Solve where 1 < x and x > 3, show work & explain “why” 💯';
    await sis.client('1.2').putLineItem({ ...lineItem, description }, never);
    expect(bodyOf()['lineItem']?.['description']).to.equal(description);
  });

  it('OF11 modified mode leaves the id out of the path and returns the one the SIS assigns', async () => {
    script = { status: 201, json: { LineItem: { sourcedId: 'vc-77', category: [{ sourcedId: 'c' }] } } };
    const reply = await sis.client('1.1', { pathId: 'theirs' }).putLineItem(lineItem, never);
    expect(sis.seen[0]?.path).to.equal('/ims/oneroster/v1p1/lineItems');
    expect(reply).to.deep.equal({ ok: true, value: { sourcedId: 'vc-77' } });
  });

  it('P11 takes a score out: 1.2 without a score, 1.1 by DELETE with a token of its own', async () => {
    const cleared = { ...result, score: null, scoreStatus: 'not submitted' } as const;
    const [first, second] = [sis.client('1.2'), sis.client('1.1')];
    await first.clearResult(cleared, never);
    expect(bodyOf(0)['result']).to.include({ scoreStatus: 'not submitted' }).and.not.have.property('score');
    script = { status: 204 };
    expect(await second.clearResult(cleared, never)).to.deep.equal({
      ok: true,
      value: { sourcedId: 'res-1' },
    });
    await second.deleteLineItem('li 1/ä', never);
    expect(sis.seen.slice(1).map(({ method, path }) => `${method} ${path}`)).to.deep.equal([
      'DELETE /ims/oneroster/v1p1/results/res-1',
      'DELETE /ims/oneroster/v1p1/lineItems/li%201%2F%C3%A4',
    ]);
    const asked = sis.tokenRequests.map(({ body }) => new URLSearchParams(body).get('scope') ?? '');
    expect(asked).to.have.length(2);
    expect(asked[0]).to.not.contain('gradebook.delete');
    expect(asked[1]).to.equal('https://purl.imsglobal.org/spec/or/v1p1/scope/gradebook.delete');
  });

  it('OF15 POSTs results of one line item together, each as its PUT would be, and reads the pairs of ids', async () => {
    const pair = { suppliedSourcedId: 'res-1', allocatedSourcedId: 'their-7' };
    script = { status: 201, json: { sourcedIdPairs: [pair] } };
    const other = { ...result, sourcedId: 'res-2', studentSourcedId: 's-2' };
    const client = sis.client('1.2');
    const reply = await client.createResults([result, other], never);
    expect(reply.ok && [...reply.value]).to.deep.equal([['res-1', 'their-7']]);
    expect(sis.seen[0]).to.include({ method: 'POST' });
    expect(sis.seen[0]?.path).to.match(/\/gradebook\/v1p2\/lineItems\/li-1\/results$/);
    const { results } = JSON.parse(sis.seen[0]?.body ?? '');
    await client.putResult(other, never);
    expect(results).to.have.length(2);
    expect(results[1]).to.deep.equal(bodyOf(1)['result']);
    expect(sis.tokenRequests[0]?.body).to.contain('gradebook.createpost').and.not.contain('createput');
  });

  it('P11 what the SIS does not know is gone already; a SIS that deletes nothing refuses this one object', async () => {
    const client = sis.client('1.1');
    for (const [status, kind] of [
      [404, null],
      [410, null],
      [403, 'item'],
      [405, 'item'],
      [501, 'item'],
      [503, 'transient'],
    ] as const) {
      script = { status };
      const reply = await client.deleteLineItem('li-1', never);
      expect(reply.ok ? null : reply.failure.kind, String(status)).to.equal(kind);
    }
    sis.tokenScript = () => ({ status: 400, json: { error: 'invalid_scope' } });
    expect(await sis.client('1.1').deleteLineItem('li-1', never)).to.have.nested.property(
      'failure.kind',
      'item',
    );
  });

  const accepted: [string, Script, string][] = [
    ['200 with the object', { status: 200, json: { result: { sourcedId: 'theirs' } } }, 'theirs'],
    ['200 with a bare object', { json: { sourcedId: 42 } }, '42'],
    ['200 with an empty body', { status: 200 }, 'res-1'],
    ['201 with a plain word', { status: 201, text: 'Created' }, 'res-1'],
    ['202 while processing', { status: 202, json: { imsx_codeMajor: 'processing' } }, 'res-1'],
    ['204', { status: 204 }, 'res-1'],
    ['a success status', { json: { imsx_codeMajor: 'success', imsx_severity: 'status' } }, 'res-1'],
    ['a pair of ids', { json: { sourcedIdPairs: [{ allocatedSourcedId: 'new' }] } }, 'new'],
  ];
  for (const [name, answer, sourcedId] of accepted) {
    it(`OF5 accepts ${name}`, async () => {
      script = answer;
      const reply: SisReply<PutReceipt> = await sis.client('1.2').putResult(result, never);
      expect(reply).to.deep.equal({ ok: true, value: { sourcedId } });
    });
  }

  it('R24 an id that a URL would resolve to another object is refused unsent', async () => {
    for (const sourcedId of ['..', '.', '', '\ud800']) {
      const reply = await sis.client('1.2').putResult({ ...result, sourcedId }, never);
      expect(reply, sourcedId).to.have.nested.property('failure.detail', 'id_not_addressable');
    }
    expect(sis.seen).to.have.length(0);
  });

  it("sends the vendor's extra headers, which cannot replace the signature", async () => {
    const headers = { 'X-Vendor-Authorization': 'v:s', Authorization: 'Bearer stolen' };
    await sis.client('1.2', {}, { headers }).putResult(result, never);
    expect(sis.seen[0]?.headers).to.include({
      'x-vendor-authorization': 'v:s',
      authorization: 'Bearer canary-token-1',
    });
    expect(sis.tokenRequests[0]?.headers).to.not.have.property('x-vendor-authorization');
  });
});
