import { expect } from 'chai';
import { z } from 'zod';
import { type Answer, codeMinorOf, lineItemBody, ref, resultBody, useSis } from './sis-under-test.ts';

/** The sourcedIds of the only list in an answer. */
function idsOf(answer: Answer): readonly string[] {
  const lists = z.record(z.string(), z.array(z.looseObject({ sourcedId: z.string() }))).parse(answer.json);
  return Object.values(lists).flatMap((rows) => rows.map((row) => row.sourcedId));
}

function titlesOf(answer: Answer): readonly unknown[] {
  const lists = z.record(z.string(), z.array(z.looseObject({ title: z.unknown() }))).parse(answer.json);
  return Object.values(lists).flatMap((rows) => rows.map((row) => row.title));
}

describe('sandbox SIS: reading', () => {
  const { sis, caller } = useSis();
  const v1p1 = () => caller('v1p1');
  const v1p2 = () => caller('v1p2');

  before(async () => {
    await v1p2().put('/lineItems/li-1', lineItemBody('v1p2', 'li-1', { resultValueMax: 9 }));
    await v1p2().put(
      '/lineItems/li-2',
      lineItemBody('v1p2', 'li-2', { title: 'Art quiz', resultValueMax: 100 }),
    );
    for (const number of [1, 2, 3, 4, 5]) {
      const student = { student: ref('user', `stu-10040${number}`) };
      await v1p2().put(`/results/r-${number}`, resultBody(`r-${number}`, 'li-1', student));
    }
  });

  it('finds a class with its students and teachers, and answers 404 for an unknown one', async () => {
    for (const { get } of [v1p1(), v1p2()]) {
      expect((await get('/classes/cls-bio9-1')).json).to.have.nested.property('class.classCode', 'BIO9-1');
      expect(idsOf(await get('/classes/cls-bio9-1/students'))).to.have.length(9);
      expect(idsOf(await get('/classes/cls-bio9-1/teachers'))).to.deep.equal(['tea-20011']);
      const unknown = await get('/classes/none/students');
      expect([unknown.status, codeMinorOf(unknown)]).to.deep.equal([404, 'unknownobject']);
    }
  });

  it('lists all grading periods, or those of a term', async () => {
    for (const { get } of [v1p1(), v1p2()]) {
      expect(idsOf(await get('/gradingPeriods'))).to.deep.equal(['gp-q1', 'gp-q2', 'gp-q3', 'gp-q4']);
      expect(idsOf(await get('/terms/sem-fall/gradingPeriods'))).to.deep.equal(['gp-q1', 'gp-q2']);
      expect(idsOf(await get('/terms'))).to.deep.equal(['sem-fall', 'sem-spring']);
    }
  });

  it('shapes users as each version defines them', async () => {
    const old = (await v1p1().get('/users/stu-100401')).json;
    expect(old).to.have.nested.property('user.role', 'student');
    expect(old).to.have.nested.property('user.orgs[0].sourcedId', 'org-juniper-hills');
    const fresh = (await v1p2().get('/users/stu-100401')).json;
    expect(fresh).to.have.nested.property('user.roles[0].role', 'student');
    expect(fresh).not.to.have.nested.property('user.role');
  });

  it('lists a class’s categories on 1.2; on 1.1 only metadata.classId tells them apart', async () => {
    const ofClass = idsOf(await v1p2().get('/classes/cls-bio9-1/categories'));
    expect(ofClass).to.include.members(['cat-homework', 'cat-labs-bio9-1']);
    expect(ofClass).not.to.include('cat-labs-bio9-2');
    expect((await v1p1().get('/classes/cls-bio9-1/categories')).status).to.equal(404);
    const labs = await v1p1().get('/categories/cat-labs-bio9-2');
    expect(labs.json).to.have.nested.property('category.metadata.classId', 'cls-bio9-2');
    expect((await v1p2().get('/categories/cat-labs-bio9-2')).json).not.to.have.nested.property(
      'category.metadata',
    );
  });

  it('pages with limit and offset, X-Total-Count and Link', async () => {
    const path = '/classes/cls-bio9-1/results';
    const first = await v1p2().get(`${path}?limit=2`);
    expect(idsOf(first)).to.deep.equal(['r-1', 'r-2']);
    expect(first.headers.get('x-total-count')).to.equal('5');
    const link = first.headers.get('link') ?? '';
    const next = /<([^>]+)>; rel="next"/.exec(link)?.[1] ?? '';
    expect(next).to.equal(`${sis().url}/ims/oneroster/gradebook/v1p2${path}?limit=2&offset=2`);
    expect(link).to.contain('rel="first"').and.to.contain('offset=4>; rel="last"').and.not.to.contain('prev');
    const last = await v1p2().get(`${path}?limit=2&offset=4`);
    expect(idsOf(last)).to.deep.equal(['r-5']);
    expect(last.headers.get('link')).to.contain('rel="prev"').and.not.to.contain('rel="next"');
    const beyond = await v1p2().get(`${path}?offset=50`);
    expect(beyond.json).to.deep.equal({ results: [] });
  });

  it('puts 100 rows on a page by default', async () => {
    expect((await v1p2().get('/users')).headers.get('link')).to.contain('limit=100');
  });

  it('filters by dot path, with AND, OR and ~', async () => {
    const filter = (text: string) => v1p2().get(`/results?filter=${encodeURIComponent(text)}`);
    expect(idsOf(await filter("student.sourcedId='stu-100403'"))).to.deep.equal(['r-3']);
    expect(idsOf(await filter("sourcedId>'r-2' AND sourcedId<='r-4'"))).to.deep.equal(['r-3', 'r-4']);
    expect(idsOf(await filter("sourcedId='r-1' OR sourcedId='r-5'"))).to.deep.equal(['r-1', 'r-5']);
    expect(idsOf(await filter("score>='100'"))).to.deep.equal([]);
    const titles = await v1p2().get(`/lineItems?filter=${encodeURIComponent("title~'QUIZ'")}`);
    expect(titlesOf(titles)).to.deep.equal(['Art quiz']);
    const apostrophe = encodeURIComponent("familyName='O'Halloran'");
    expect(idsOf(await v1p2().get(`/students?filter=${apostrophe}`))).to.deep.equal(['stu-100407']);
  });

  it('counts only what the filter leaves', async () => {
    const filter = encodeURIComponent("sourcedId!='r-1'");
    const page = await v1p2().get(`/classes/cls-bio9-1/results?limit=3&filter=${filter}`);
    expect(page.headers.get('x-total-count')).to.equal('4');
    expect(page.headers.get('link')).to.contain('filter=');
  });

  it('refuses malformed filters and unknown fields', async () => {
    for (const bad of ["colour='red'", 'title=red', "title='a' AND title='b' AND title='c'", '']) {
      const answer = await v1p2().get(`/lineItems?filter=${encodeURIComponent(bad)}`);
      expect([bad, answer.status, codeMinorOf(answer)]).to.deep.equal([bad, 400, 'invalid_filter_field']);
    }
    const fields = await v1p2().get('/lineItems?fields=title,colour');
    expect([fields.status, codeMinorOf(fields)]).to.deep.equal([400, 'invalid_selection_field']);
    expect((await v1p2().get('/lineItems?limit=0')).status).to.equal(400);
  });

  it('sorts numbers as numbers in both directions, and returns only the requested fields', async () => {
    const up = await v1p2().get('/lineItems?sort=resultValueMax&fields=sourcedId');
    expect(up.json).to.deep.equal({ lineItems: [{ sourcedId: 'li-1' }, { sourcedId: 'li-2' }] });
    const down = await v1p2().get('/lineItems?sort=resultValueMax&orderBy=desc');
    expect(idsOf(down)).to.deep.equal(['li-2', 'li-1']);
  });

  it('reads results by line item and by student of a class', async () => {
    expect(idsOf(await v1p1().get('/classes/cls-bio9-1/lineItems/li-1/results'))).to.have.length(5);
    expect(idsOf(await v1p1().get('/classes/cls-bio9-1/students/stu-100402/results'))).to.deep.equal(['r-2']);
    expect((await v1p1().get('/classes/cls-bio9-2/lineItems/li-1/results')).status).to.equal(404);
  });
});
