import { expect } from 'chai';
import {
  addressOf,
  codeMinorOf,
  descriptionOf,
  fetchToken,
  lineItemBody,
  ref,
  resultBody,
  scopes,
  send,
  useSis,
} from './sis-under-test.ts';

describe('sandbox SIS: writing to the gradebook', () => {
  const { sis, caller: callerOf } = useSis();

  for (const version of ['v1p1', 'v1p2'] as const) {
    describe(version, () => {
      const id = `li-${version}`;

      it('creates and edits by PUT and answers without a body', async () => {
        const caller = callerOf(version);
        const created = await caller.put(`/lineItems/${id}`, lineItemBody(version, id));
        expect([created.status, created.text]).to.deep.equal([201, '']);
        const title = 'Zellen, células y 细胞';
        const edited = await caller.put(`/lineItems/${id}`, lineItemBody(version, id, { title }));
        expect([edited.status, edited.text]).to.deep.equal([version === 'v1p2' ? 201 : 200, '']);
        const read = await caller.get(`/lineItems/${id}`);
        expect(read.json).to.have.nested.property('lineItem.title', title);
        expect(read.json).to.have.nested.property('lineItem.dueDate', '2026-09-04T00:00:00.000Z');
      });

      it('stores a result and reads it back, even above the maximum', async () => {
        const caller = callerOf(version);
        const put = await caller.put(`/results/r-${version}`, resultBody(`r-${version}`, id, { score: 300 }));
        expect(put.status, put.text).to.equal(201);
        const read = await caller.get(`/classes/cls-bio9-1/lineItems/${id}/results`);
        expect(read.json).to.have.nested.property('results[0].score', 300);
        expect(read.json).to.have.nested.property('results[0].student.sourcedId', 'stu-100401');
      });

      it('keeps a score of 0', async () => {
        const caller = callerOf(version);
        await caller.put(`/results/r0-${version}`, resultBody(`r0-${version}`, id, { score: 0 }));
        const read = await caller.get(`/results/r0-${version}`);
        expect(read.json).to.have.nested.property('result.score', 0);
      });

      it('deletes with 204, drops the object from lists, and answers 404 the second time', async () => {
        const caller = callerOf(version);
        const path = `/results/r0-${version}`;
        expect((await caller.remove(path)).status).to.equal(204);
        expect((await caller.get(path)).status).to.equal(404);
        const again = await caller.remove(path);
        expect([again.status, codeMinorOf(again)]).to.deep.equal([404, 'unknownobject']);
      });

      const wrongLineItems: [string, Record<string, unknown>, string][] = [
        ['an unknown field', { colour: 'red' }, 'lineItem.colour'],
        ['no title', { title: undefined }, 'lineItem.title'],
        ['an empty title', { title: '' }, 'lineItem.title'],
        ['a plain date for dueDate', { dueDate: '2026-09-04' }, 'lineItem.dueDate'],
        ['a status of its own', { status: 'deleted' }, 'lineItem.status'],
        [
          'dateLastModified without zone',
          { dateLastModified: '2026-09-04T10:00:00' },
          'lineItem.dateLastModified',
        ],
        [
          'a reference without href',
          { class: { sourcedId: 'cls-bio9-1', type: 'class' } },
          'lineItem.class.href',
        ],
        [
          'a reference of another type',
          { category: ref('Category', 'cat-homework') },
          'lineItem.category.type',
        ],
        ['an unknown class', { class: ref('class', 'cls-none') }, 'lineItem.class'],
        ['an unknown category', { category: ref('category', 'cat-none') }, 'lineItem.category'],
        ["another class's category", { category: ref('category', 'cat-labs-bio9-2') }, 'lineItem.category'],
        [
          'a term as grading period',
          { gradingPeriod: ref('academicSession', 'sem-fall') },
          'lineItem.gradingPeriod',
        ],
        ['points as text', { resultValueMax: '20' }, 'lineItem.resultValueMax'],
        ['a maximum below the minimum', { resultValueMax: -1 }, 'lineItem.resultValueMax'],
        ['another id than the path', { sourcedId: 'other' }, 'sourcedId'],
      ];
      for (const [name, changes, field] of wrongLineItems) {
        it(`refuses a line item with ${name}, naming ${field}`, async () => {
          const answer = await callerOf(version).put(
            '/lineItems/wrong',
            lineItemBody(version, 'wrong', changes),
          );
          expect([answer.status, codeMinorOf(answer)]).to.deep.equal([422, 'invaliddata']);
          expect(descriptionOf(answer)).to.contain(field);
        });
      }

      const wrongResults: [string, Record<string, unknown>, string][] = [
        ['a date-time as scoreDate', { scoreDate: '2026-09-07T10:00:00Z' }, 'result.scoreDate'],
        ['a score as text', { score: '18' }, 'result.score'],
        ['a null score', { score: null }, 'result.score'],
        ['a status in camel case', { scoreStatus: 'fullyGraded' }, 'result.scoreStatus'],
        ['an unknown line item', { lineItem: ref('lineItem', 'none') }, 'result.lineItem'],
        ['an unknown student', { student: ref('user', 'nobody') }, 'result.student'],
        ['a teacher as student', { student: ref('user', 'tea-20011') }, 'result.student'],
        ['a student of another class', { student: ref('user', 'stu-100424') }, 'not enrolled'],
        ['a boolean flag', { late: true }, 'result.late'],
      ];
      for (const [name, changes, field] of wrongResults) {
        it(`H20 refuses a result with ${name}, naming ${field}`, async () => {
          const answer = await callerOf(version).put('/results/wrong', resultBody('wrong', id, changes));
          expect([answer.status, codeMinorOf(answer)]).to.deep.equal([422, 'invaliddata']);
          expect(descriptionOf(answer)).to.contain(field);
        });
      }

      it('R24 refuses to turn a result into another student’s', async () => {
        const changes = { student: ref('user', 'stu-100402') };
        const answer = await callerOf(version).put(
          `/results/r-${version}`,
          resultBody(`r-${version}`, id, changes),
        );
        expect(answer.status).to.equal(422);
        expect(descriptionOf(answer)).to.contain('another student');
      });

      it('refuses a body that is no JSON, and any other content type', async () => {
        const authorization = `Bearer ${await fetchToken(sis(), scopes(version, 'gradebook.createput'))}`;
        const putText = (contentType: string, body: string) =>
          send(addressOf(sis(), version, '/results/x'), {
            method: 'PUT',
            headers: { authorization, 'content-type': contentType },
            body,
          });
        const broken = await putText('application/json', '{"result":');
        expect([broken.status, descriptionOf(broken)]).to.deep.equal([422, 'The body is not JSON']);
        const text = await putText('text/plain', JSON.stringify(resultBody('x', id)));
        expect([text.status, descriptionOf(text)]).to.deep.equal([
          422,
          'Content-Type is not application/json',
        ]);
      });

      it('answers 404 to operations that do not exist', async () => {
        const caller = callerOf(version);
        expect((await caller.post('/lineItems', lineItemBody(version, 'x'))).status).to.equal(404);
        expect((await caller.post('/results', {})).status).to.equal(404);
      });
    });
  }

  describe('both versions', () => {
    it('1.2 accepts school, late and results without a score; 1.1 accepts none of them', async () => {
      const old = callerOf('v1p1');
      const school = await old.put(
        '/lineItems/s',
        lineItemBody('v1p1', 's', { school: ref('org', 'org-juniper-hills') }),
      );
      expect(descriptionOf(school)).to.contain('lineItem.school');
      const noPeriod = await old.put('/lineItems/s', lineItemBody('v1p1', 's', { gradingPeriod: undefined }));
      expect(descriptionOf(noPeriod)).to.contain('lineItem.gradingPeriod is missing');
      const late = await old.put('/results/s', resultBody('s', 'li-v1p1', { late: 'true' }));
      expect(descriptionOf(late)).to.contain('result.late');
      const exempt = { scoreStatus: 'exempt', score: undefined };
      const noScore = await old.put('/results/s', resultBody('s', 'li-v1p1', exempt));
      expect(descriptionOf(noScore)).to.contain('result.score is missing');

      const { put, get } = callerOf('v1p2');
      expect(
        (await put('/results/s', resultBody('s', 'li-v1p2', { ...exempt, missing: 'true' }))).status,
      ).to.equal(201);
      const read = await get('/results/s');
      expect(read.json).to.have.nested.property('result.missing', 'true');
      expect(read.json).not.to.have.nested.property('result.score');
      const noSchool = await put('/lineItems/t', lineItemBody('v1p2', 't', { school: undefined }));
      expect(descriptionOf(noSchool)).to.contain('lineItem.school is missing');
      const bare = { gradingPeriod: undefined, resultValueMax: undefined, resultValueMin: undefined };
      expect((await put('/lineItems/t', lineItemBody('v1p2', 't', bare))).status).to.equal(201);
    });

    it('a bulk POST of 1.2 stores all or nothing, under the SIS’s own ids', async () => {
      const { post, get } = callerOf('v1p2');
      const good = lineItemBody('v1p2', 'mine').lineItem;
      const answer = await post('/classes/cls-bio9-1/lineItems', { lineItems: [good] });
      expect(answer.status, answer.text).to.equal(201);
      expect(answer.json).to.have.nested.property('sourcedIdPairs[0].suppliedSourcedId', 'mine');
      const total = (await get('/lineItems')).headers.get('x-total-count');
      const bad = { ...good, category: ref('category', 'none') };
      expect((await post('/classes/cls-bio9-1/lineItems', { lineItems: [good, bad] })).status).to.equal(422);
      expect((await get('/lineItems')).headers.get('x-total-count')).to.equal(total);
      const results = { results: [resultBody('mine', 'li-v1p2').result] };
      expect((await post('/lineItems/li-v1p2/results', results)).status).to.equal(201);
    });

    it('records every write in the ledger, applied or refused', async () => {
      const before = (await sis().readLedger()).length;
      const { put, get } = callerOf('v1p2');
      await put('/results/ledger', resultBody('ledger', 'li-v1p2'));
      await put('/results/ledger', resultBody('ledger', 'li-v1p2', { score: 'x' }));
      await get('/results/ledger');
      const entries = (await sis().readLedger()).slice(before);
      expect(
        entries.map(({ method, kind, sourcedId, status, applied }) => [
          method,
          kind,
          sourcedId,
          status,
          applied,
        ]),
      ).to.deep.equal([
        ['PUT', 'results', 'ledger', 201, true],
        ['PUT', 'results', 'ledger', 422, false],
      ]);
      expect(entries[0]?.fields).to.include({ score: 18.5, scoreStatus: 'fully graded' });
    });
  });
});
