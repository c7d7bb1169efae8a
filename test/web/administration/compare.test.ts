import { expect } from 'chai';
import type { Institution } from '../../../src/domain/institution.ts';
import { type AdminApp, administratorOf, createAdminApp, type Visitor } from '../../support/admin-app.ts';
import { useMongo } from '../../support/mongodb.ts';
import { buildInstitution } from '../../support/passback-fixtures.ts';
import { readText } from '../../support/read-page.ts';
import { buildRunRecord } from '../../support/run-records.ts';

const path = '/administration/compare';
const sis: Institution['sis'] = {
  profile: 'oneroster-1p2',
  rosteringUrl: 'https://sis.example/rostering/v1p2',
  gradebookUrl: 'https://sis.example/gradebook/v1p2',
  auth: {
    kind: 'oauth2',
    tokenUrl: 'https://sis.example/token',
    clientId: 'id',
    clientSecret: 'secret',
    clientAuthentication: 'basic',
  },
  maxInFlight: 3,
  headers: {},
};

describe('Administration › Compare', () => {
  const mongo = useMongo();
  let tool: AdminApp;
  let clients = 0;

  before(async () => {
    tool = await createAdminApp(mongo.connection());
  });
  after(() => tool?.close());

  /** A school with courses, each with this many grades changed and missing in the SIS. */
  async function addSchool(
    courses: readonly (readonly [context: string, title: string, changed: number, missing: number])[],
  ): Promise<{ institution: Institution; visitor: Visitor }> {
    clients += 1;
    const institution = await tool.addInstitution({
      platform: { ...buildInstitution().platform, clientId: `compare-${clients}` },
      sis,
    });
    const { cellBooks, courses: mirror } = tool.services.stores.passback;
    for (const [context, title, changed, missing] of courses) {
      const courseKey = `${institution.id}:${context}`;
      const none = { sections: [], groups: [], assignments: [], finalOverrides: [], finalGrades: [] };
      const facts = { title, timeZone: 'UTC', ...none };
      await mirror.saveFacts(courseKey, { institutionId: institution.id, ...facts }, new Date());
      const count = (state: 'changed_in_sis' | 'missing_in_sis' | 'in_sync', n: number) => ({
        classKey: 'c',
        sectionIds: [],
        state,
        reason: null,
        due: null,
        count: n,
        lastSentAt: null,
      });
      const assignments = [
        { id: '1', basis: '', counts: [count('changed_in_sis', changed), count('in_sync', 7)] },
        { id: '2', basis: '', counts: [count('missing_in_sis', missing)] },
      ];
      const blank = {
        importedUpTo: null,
        recheckAt: null,
        rosterId: null,
        rotation: null,
        stale: [],
        toldProblems: {},
      };
      await cellBooks.save(
        { institutionId: institution.id, courseKey },
        {
          ...blank,
          comparedAt: title === 'Biology' ? new Date(Date.now() - 3 * 86_400_000) : null,
          assignments,
        },
        0,
      );
    }
    return { institution, visitor: await tool.visit(administratorOf(institution)) };
  }
  const readRows = (text: string): readonly string[] =>
    [...text.matchAll(/<tr role="row">([\s\S]*?)<\/tr>/g)].slice(1).map(([row]) => readText(row));

  it('lists the institution’s courses, those with the most differences first, with the age of each comparison', async () => {
    await addSchool([['c', 'Foreign', 9, 9]]);
    const { visitor } = await addSchool([
      ['a', 'Algebra', 0, 0],
      ['b', 'Biology', 2, 3],
      ['c', 'Chemistry', 1, 0],
    ]);
    const { text } = await visitor.get(path);
    const rows = readRows(text);
    expect(rows.map((row) => row.split(' ').slice(0, 3))).to.deep.equal([
      ['Biology', '2', '3'],
      ['Chemistry', '1', '0'],
      ['Algebra', '0', '0'],
    ]);
    expect(rows[0]).to.contain('3 days ago');
    expect(rows[1]).to.contain('Never');
    expect(readText(text)).to.match(
      /Courses with grades 3 Changed in Focus 3 Missing in Focus 3 Courses never compared 2/,
    );
  });

  it('compares one course, as a run in the administrator’s name, and records it', async () => {
    const { institution, visitor } = await addSchool([['a', 'Algebra', 1, 0]]);
    const answer = await visitor.post(path, { course: 'a' });
    expect(answer.status).to.equal(303);
    const runId = answer.headers['location']?.split('/').at(-1) ?? '';
    const run = await tool.services.stores.passback.runs.findById(runId);
    expect(run).to.include({ kind: 'compare', courseKey: `${institution.id}:a`, stage: 2 });
    expect(run?.requestedBy).to.include({ kind: 'person', name: 'Ada Admin' });
    expect(readText((await visitor.get(`/administration/runs/${runId}`)).text)).to.contain(
      'Algebra · Compare with SIS, requested by Ada Admin',
    );
    await tool.services.audit.settled();
    const { lines } = await tool.services.audit.read(institution.id, {
      actions: ['compared'],
      page: null,
      limit: 1,
    });
    expect(lines[0]).to.deep.include({ outcome: 'done', courseId: 'a', runId, facts: { how: 'created' } });
    // S13 another institution's course is not visible.
    const other = await addSchool([['theirs', 'Drama', 1, 0]]);
    expect((await visitor.post(path, { course: 'theirs' })).status).to.equal(404);
    expect((await other.visitor.get(path)).text).to.not.contain('Algebra');
  });

  it('compares all courses in one run each, however often it is pressed', async () => {
    const { institution, visitor } = await addSchool([
      ['a', 'Algebra', 1, 0],
      ['b', 'Biology', 0, 0],
    ]);
    const neighbour = await addSchool([['n', 'Neighbour', 1, 0]]);
    const known = buildRunRecord({
      _id: 'known',
      institutionId: institution.id,
      courseKey: `${institution.id}:a`,
    });
    await tool.services.stores.passback.runs.insert({
      ...known,
      course: { ...known.course, key: known.courseKey, title: 'Algebra I' },
    });
    for (let press = 1; press <= 2; press += 1) {
      const { headers } = await visitor.post(path);
      expect(headers['location']).to.equal(`${visitor.base}${path}?scheduled=2`);
    }
    const page = readText((await visitor.get(`${path}?scheduled=2`)).text);
    expect(page).to.contain('Scheduled 2 comparisons. They start within a minute.');
    expect(page).to.contain('Comparison requested');
    await Promise.all([tool.services.scheduler.runOnce(), tool.services.scheduler.runOnce()]);
    const find = async ({ id }: Institution) =>
      (await tool.services.stores.passback.runs.findOfInstitution(id, { states: ['scheduled'], limit: 9 }))
        .map(({ kind, course }) => [kind, course.title])
        .sort();
    expect(await find(institution)).to.deep.equal([
      ['compare', 'Algebra I'],
      ['compare', 'Biology'],
    ]);
    expect(await find(neighbour.institution)).to.deep.equal([]);
    expect(readText((await visitor.get(path)).text)).to.not.contain('Comparison requested');
    expect(await tool.services.scheduler.runOnce()).to.equal(0);
  });

  it('is refused while the institution is paused or has no SIS, and the refusal is recorded', async () => {
    const { institution, visitor } = await addSchool([['a', 'Algebra', 1, 0]]);
    const { institutions } = tool.services.stores;
    await institutions.update({ ...institution, settings: { ...institution.settings, paused: true } });
    expect((await visitor.get(path)).text).to.match(/<button[^>]* disabled>Compare all courses/);
    expect((await visitor.post(path)).status).to.equal(409);
    await institutions.update({ ...institution, sis: null });
    expect((await visitor.get(path)).text).to.not.contain('Compare all courses');
    expect((await visitor.post(path, { course: 'a' })).status).to.be.within(400, 499);
    await tool.services.audit.settled();
    const { lines } = await tool.services.audit.read(institution.id, {
      actions: ['compared'],
      page: null,
      limit: 9,
    });
    expect(lines.map(({ outcome, code }) => [outcome, code])).to.have.deep.members([
      ['refused', 'posting_paused'],
      ['refused', 'sis_not_connected'],
    ]);
    expect(await tool.services.scheduler.runOnce()).to.equal(0);
  });
});
