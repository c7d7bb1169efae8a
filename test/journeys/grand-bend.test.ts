import { expect } from 'chai';
import { loadSampleSchool } from '../../sandbox/sample/load-sample-school.ts';
import type { LedgerEntry } from '../../sandbox/sis/records.ts';
import { findGrandBend } from '../../sandbox/test/sample/grand-bend.ts';
import { useMongo } from '../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { readSisGradebook, type SisGradebook } from '../support/sis-reader.ts';
import { connectTeacher, type Teacher } from '../support/teacher.ts';
import { type ExpectedLineItem, type ExpectedResult, readExpectedGradebook } from './grand-bend-expected.ts';

const algebra = 'Algebra I';
const english = 'English/Language Arts I (9th grade)';
/** Both courses over 1.2; over 1.1 one with each way of signing. */
const variants = [
  {
    version: '1.2',
    sisAuth: 'oauth2',
    title: 'OneRoster 1.2, OAuth 2',
    courses: [algebra, english],
    lineItems: 24,
    results: 901,
  },
  {
    version: '1.1',
    sisAuth: 'oauth2',
    title: 'OneRoster 1.1, OAuth 2',
    courses: [algebra],
    lineItems: 13,
    results: 637,
  },
] as const;

const folders = findGrandBend();
let sample: ReturnType<typeof loadSampleSchool> | undefined;
/** The district, read once. */
const readSample = (dirs: NonNullable<typeof folders>) => {
  sample ??= loadSampleSchool(dirs);
  return sample;
};
const suite = folders === null ? describe.skip : describe;

suite(`Grand Bend${folders === null ? ' (skipped: no ../shared/data/grand-bend beside the repository)' : ''}`, () => {
  if (folders === null) return;
  for (const variant of variants) describe(variant.title, () => postGrandBend(folders, variant));

  describe('OneRoster 1.1, OAuth 1.0a', () => {
    const mongo = useMongo();
    let sandbox: TestSandbox;

    before('start the sandbox', async () => {
      sandbox = await startTestSandbox({
        mongoUri: mongo.uri(),
        sample: await readSample(folders),
        version: '1.1',
        sisAuth: 'oauth1',
      });
    });
    after('stop the sandbox', () => sandbox?.stop());

    it('posts a whole course of 264 results with every request signed, and signing changes nothing that is sent', async () => {
      const run = await (await connectTeacher(sandbox, english)).post();
      expect(run).to.include({ state: 'completed', assignments: 11, problem: null });
      expect(run.counts).to.include({ eligible: 264, confirmed: 264 });
      const writes = await sandbox.sis.readLedger();
      expect(writes.every(({ applied, method }) => applied && method === 'PUT')).to.equal(true);
      expect(countKinds(writes)).to.deep.equal({ lineItems: 11, results: 264 });
      expect(distinctIds(writes)).to.equal(11 + 264);
      const posted = await readSisGradebook(sandbox, '1.1');
      const expected = readExpectedGradebook(folders, '1.1').filter(({ title }) =>
        posted.lineItems.some((lineItem) => lineItem.title === title),
      );
      expect(describeLineItems(posted, '1.1')).to.deep.equal(sortLineItems(expected));
    });
  });
});

/** A school year in order; each test continues where the last one ended. */
function postGrandBend(
  dirs: NonNullable<typeof folders>,
  { version, sisAuth, courses, lineItems, results }: (typeof variants)[number],
): void {
  const size = { lineItems, results };
  const mongo = useMongo();
  let sandbox: TestSandbox;
  let teachers: readonly Teacher[];
  let expected: ExpectedLineItem[];
  let seen = 0;

  /** The writes that reached the SIS since the last call. */
  const readNewWrites = async (): Promise<readonly LedgerEntry[]> => {
    const ledger = await sandbox.sis.readLedger();
    const fresh = ledger.slice(seen);
    seen = ledger.length;
    return fresh;
  };
  const readSubmissionPages = () => sandbox.canvas.readAccessLog({ pathPattern: /\/students\/submissions$/ });
  const expectGradebook = async (): Promise<void> => {
    const posted = await readSisGradebook(sandbox, version);
    expect([posted.lineItems.length, posted.results.length]).to.deep.equal([lineItems, results]);
    const named = expected.filter(({ title }) =>
      posted.lineItems.some((lineItem) => lineItem.title === title),
    );
    expect(describeLineItems(posted, version)).to.deep.equal(sortLineItems(named));
  };
  const findCell = async (course: string, title: string, student: string) => {
    const { id: courseId } = await sandbox.findCourse(course);
    const { models, people } = sandbox.canvas.store;
    const assignment = await models.assignments.findOne({ courseId, name: title }).lean<{ id: number }>();
    const user = (await people.list()).find((one) => one.sisUserId === student);
    const result = expected
      .find((lineItem) => lineItem.title === title)
      ?.results.find((one) => one.student === student);
    if (!assignment || !user || !result) throw new Error('no such cell in the reference data');
    return { cell: { assignmentId: assignment.id, studentId: user.id, graderId: 1 }, result };
  };

  before('start the sandbox', async function () {
    this.timeout(180_000);
    sandbox = await startTestSandbox({
      mongoUri: mongo.uri(),
      sample: await readSample(dirs),
      version,
      sisAuth,
    });
    teachers = await Promise.all(courses.map((course) => connectTeacher(sandbox, course)));
    expected = readExpectedGradebook(dirs, version);
  });
  after('stop the sandbox', () => sandbox?.stop());

  it(`posts all grades: ${lineItems} line items and ${results} results, each exactly as Canvas has it`, async function () {
    this.timeout(180_000);
    for (const [index, teacher] of teachers.entries()) {
      const run = await teacher.post();
      const eligible = [637, 264][index];
      expect(run).to.include({ state: 'completed', assignments: [13, 11][index], problem: null });
      expect(run.counts).to.include({ eligible, confirmed: eligible });
    }
    const writes = await readNewWrites();
    expect(writes.every(({ applied, method }) => applied && method === 'PUT')).to.equal(true);
    expect(countKinds(writes)).to.deep.equal(size);
    expect(distinctIds(writes)).to.equal(lineItems + results);
    await expectGradebook();
  });

  it('posts again: sends nothing and reads one page of submissions per course', async () => {
    for (const teacher of teachers) {
      await sandbox.canvas.store.accessLog.clear();
      const run = await teacher.post();
      expect(run.state).to.equal('nothing_to_send');
      expect(run.counts.unchanged).to.equal(run.counts.eligible).and.to.be.above(0);
      const pages = await readSubmissionPages();
      expect(pages.length).to.equal(1);
      expect(pages[0]?.query).to.contain('graded_since').and.not.to.contain('page=bookmark');
    }
    expect(await readNewWrites()).to.deep.equal([]);
  });

  it('sends exactly one result for each changed score', async () => {
    const changes = [
      { course: algebra, title: 'Exponents', student: '604822', score: 91.5 },
      { course: algebra, title: 'Word Problems', student: '604847', score: 0 },
      { course: english, title: 'Grammar', student: '604822', score: 100 },
    ].filter(({ course }) => teachers.some((teacher) => teacher.course.name === course));
    for (const { course, title, student, score } of changes) {
      const { cell, result } = await findCell(course, title, student);
      const { gradedAt } = await sandbox.canvas.store.gradebook.setScore(cell, score);
      Object.assign(result, { score, scoreDate: dayInChicago(gradedAt) });
    }
    const sent = [];
    for (const teacher of teachers) sent.push((await teacher.post()).counts.confirmed);
    expect(sent).to.deep.equal([2, 1].slice(0, teachers.length));
    expect(countKinds(await readNewWrites())).to.deep.equal({ lineItems: 0, results: changes.length });
    await expectGradebook();
  });

  it('sends nothing for changed statuses alone, and counts them as held back', async () => {
    const [teacher] = teachers;
    const { gradebook } = sandbox.canvas.store;
    const excused = await findCell(algebra, 'Scatter Plots', '604822');
    const late = await findCell(algebra, 'Scatter Plots', '604849');
    const { gradedAt } = await gradebook.setStatus(excused.cell, 'excused');
    await gradebook.setStatus(late.cell, 'late');

    // Canvas does not date a late status: only the daily full reading finds it.
    const first = await teacher?.post();
    // 1.1 needs a score with an excuse, which counts in a SIS that does not keep the excuse.
    const [excusedAs, withLate] =
      version === '1.2' ? ([{ heldBack: 1 }, 2] as const) : ([{ failed: 1 }, 0] as const);
    expect(first?.counts).to.include({ ...excusedAs, confirmed: 0 });
    await passDay(sandbox, teacher);
    const second = await teacher?.post();
    expect(second?.counts).to.include({ heldBack: withLate, confirmed: 0 });
    expect(second?.state).to.equal(version === '1.2' ? 'nothing_to_send' : 'completed_with_problems');
    expect(await readNewWrites()).to.deep.equal([]);
    await expectGradebook();
    if (version === '1.1') return;

    const exempt = {
      scoreStatus: 'exempt',
      scoreDate: dayInChicago(gradedAt),
      late: excused.result.late && false,
    };
    Object.assign(excused.result, exempt, {
      score: null,
      missing: flag(version, false),
    });
    Object.assign(late.result, { late: flag(version, true), missing: flag(version, false) });
  });

  it('Remaster sends all again, statuses included, except an excuse that 1.1 cannot say; the SIS holds no more', async function () {
    this.timeout(180_000);
    for (const teacher of teachers) {
      const run = await teacher.remaster();
      const refused = version === '1.1' && teacher === teachers[0] ? 1 : 0;
      expect(run.state).to.equal(refused === 0 ? 'completed' : 'completed_with_problems');
      expect(run.counts.confirmed).to.equal(run.counts.eligible - refused);
      expect(run.counts.failed).to.equal(refused);
    }
    const writes = await readNewWrites();
    const sent = version === '1.2' ? results : results - 1;
    expect(countKinds(writes)).to.deep.equal({ lineItems, results: sent });
    expect(distinctIds(writes)).to.equal(lineItems + sent);
    // The same grade is always the same request: no run used another id for it.
    expect(distinctIds(await sandbox.sis.readLedger())).to.equal(lineItems + results);
    await expectGradebook();
  });
}

function flag(version: '1.1' | '1.2', value: boolean): boolean | null {
  return version === '1.2' ? value : null;
}

function countKinds(writes: readonly LedgerEntry[]): { lineItems: number; results: number } {
  const count = (kind: string): number => writes.filter((write) => write.kind === kind).length;
  return { lineItems: count('lineItems'), results: count('results') };
}

function distinctIds(writes: readonly LedgerEntry[]): number {
  return new Set(writes.map(({ kind, sourcedId }) => `${kind} ${sourcedId}`)).size;
}

/** The SIS's answer in the form of the expectation. */
function describeLineItems({ lineItems, results }: SisGradebook, version: '1.1' | '1.2'): ExpectedLineItem[] {
  expect([...lineItems, ...results].every(({ status }) => status === 'active')).to.equal(true);
  return sortLineItems(
    lineItems.map((lineItem) => {
      expect(lineItem.school?.sourcedId).to.equal(version === '1.2' ? '255901001' : undefined);
      return {
        title: lineItem.title,
        description: lineItem.description ?? '',
        class: lineItem.class.sourcedId,
        category: lineItem.category.sourcedId,
        gradingPeriod: lineItem.gradingPeriod?.sourcedId,
        assignDate: dayOfNoon(lineItem.assignDate),
        dueDate: dayOfNoon(lineItem.dueDate),
        minimum: lineItem.resultValueMin ?? Number.NaN,
        maximum: lineItem.resultValueMax ?? Number.NaN,
        results: results
          .filter((result) => result.lineItem.sourcedId === lineItem.sourcedId)
          .map((result): ExpectedResult => {
            const inClass = version === '1.2' ? lineItem.class.sourcedId : undefined;
            expect(result.class?.sourcedId).to.equal(inClass);
            return {
              student: result.student.sourcedId,
              score: result.score ?? null,
              scoreStatus: result.scoreStatus,
              late: result.late === undefined ? null : result.late === 'true',
              missing: result.missing === undefined ? null : result.missing === 'true',
              scoreDate: result.scoreDate,
            };
          }),
      };
    }),
  );
}

/** The day of a date-time at noon, which no American zone moves to another day. */
function dayOfNoon(dateTime: string): string {
  expect(dateTime).to.match(/^\d{4}-\d{2}-\d{2}T12:00:00\.000Z$/);
  return dateTime.slice(0, 10);
}

/**
 * Sorts in a stable order. Two assignments may share name and date (English has some); their results then
 * decide.
 */
function sortLineItems(lineItems: readonly ExpectedLineItem[]): ExpectedLineItem[] {
  const key = (lineItem: ExpectedLineItem): string =>
    [lineItem.class, lineItem.dueDate, lineItem.title, JSON.stringify(lineItem.results)].join('\n');
  return lineItems
    .map((lineItem) => ({
      ...lineItem,
      results: lineItem.results
        .map(({ student, score, scoreStatus, late, missing, scoreDate }) => ({
          student,
          score,
          scoreStatus,
          late,
          missing,
          scoreDate,
        }))
        .sort((a, b) => (a.student < b.student ? -1 : 1)),
    }))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

function dayInChicago(instant: Date | null): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Chicago' }).format(instant ?? undefined);
}

/** Makes the last full reading of the course's grades a day older. */
async function passDay(sandbox: TestSandbox, teacher: Teacher | undefined): Promise<void> {
  const { courses } = sandbox.product.services.stores.passback;
  const key = `${sandbox.institutionId}:${teacher?.course.ltiContextId}`;
  const course = await courses.find(key);
  if (course === null) throw new Error('the course was never read');
  const aged = Object.entries(course.cursors).map(([id, cursor]) => {
    return [id, { ...cursor, fullAt: new Date(cursor.fullAt.getTime() - 24 * 60 * 60_000) }];
  });
  await courses.saveCursors(key, Object.fromEntries(aged));
}
