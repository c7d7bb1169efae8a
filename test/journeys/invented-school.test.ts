import { expect } from 'chai';
import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import type { PostGradesOverview } from '../../src/domain/post-grades.ts';
import type { RunItem, RunLineItem, RunSummary } from '../../src/domain/run.ts';
import { useMongo } from '../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import {
  readSisGradebook,
  type SisGradebook,
  type WireLineItem,
  type WireResult,
} from '../support/sis-reader.ts';
import { connectTeacher, type Teacher } from '../support/teacher.ts';

const period1 = 'cls-bio9-1';
const period2 = 'cls-bio9-2';

/** Everything there is to see after one course was posted. */
interface Posted {
  readonly teacher: Teacher;
  readonly run: RunSummary;
  readonly items: readonly RunItem[];
  readonly lineItems: readonly RunLineItem[];
  readonly sis: SisGradebook;
  readonly overview: PostGradesOverview;
}

async function postCourse(sandbox: TestSandbox, name: string, version: '1.1' | '1.2'): Promise<Posted> {
  const { passback } = sandbox.product.services;
  const teacher = await connectTeacher(sandbox, name);
  const run = await teacher.post();
  return {
    teacher,
    run,
    items: await teacher.readItems(run),
    lineItems: await passback.readRunLineItems(teacher.launch, run.id),
    sis: await readSisGradebook(sandbox, version),
    overview: await passback.readPostGrades(teacher.launch, AbortSignal.timeout(10_000)),
  };
}

function findLineItem({ sis }: Posted, title: string, classId: string): WireLineItem {
  const found = sis.lineItems.filter((one) => one.title === title && one.class.sourcedId === classId);
  expect(found.length, `line items named ${title} in ${classId}`).to.equal(1);
  const [lineItem] = found;
  if (lineItem === undefined) throw new Error('unreachable');
  return lineItem;
}

/** A student's only result; the student's SIS id ends with the sample's number. */
function findResult(posted: Posted, title: string, classId: string, student: number): WireResult {
  const lineItem = findLineItem(posted, title, classId);
  const found = posted.sis.results.filter(
    (one) => one.lineItem.sourcedId === lineItem.sourcedId && one.student.sourcedId === sisId(student),
  );
  expect(found.length, `results of ${student} for ${title}`).to.equal(1);
  const [result] = found;
  if (result === undefined) throw new Error('unreachable');
  return result;
}

const sisId = (student: number): string => `stu-${100_400 + student}`;
const titles = ({ sis }: Posted): ReadonlySet<string> => new Set(sis.lineItems.map(({ title }) => title));

const countReasons = ({ items }: Posted): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { reason } of items) if (reason !== null) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
};

const findChecks = (posted: Posted, assignmentName: string): string[] =>
  posted.lineItems
    .filter((one) => one.assignmentName === assignmentName && one.outcome === 'refused')
    .map(({ problems }) => problems.map(({ check }) => check).join())
    .sort();

describe('The invented school, with every trap of "What is sent, and when"', () => {
  const mongo = useMongo();
  let sandbox: TestSandbox;
  let biology: Posted;

  before('post Biology 9', async function () {
    this.timeout(60_000);
    sandbox = await startTestSandbox({ mongoUri: mongo.uri(), sample: inventedSchool() });
    biology = await postCourse(sandbox, 'Biology 9', '1.2');
  });
  after(() => sandbox?.stop());

  describe('which assignments', () => {
    it('sends those that are published, graded and marked Sync to SIS, and no others', () => {
      expect(biology.overview.assignments).to.have.length(12);
      // Of those, the ones that had a grade to send.
      expect(biology.run.assignments).to.equal(6);
      const others = ['Lab safety contract', 'Unit 2 test: Genetics', 'Science fair idea'];
      for (const name of others) {
        expect(titles(biology).has(name), `${name} in the SIS`).to.equal(false);
        expect(biology.overview.assignments.some((one) => one.name === name)).to.equal(false);
        expect(biology.items.some((one) => one.assignmentName === name)).to.equal(false);
      }
    });

    it('creates only those with a grade, not for ungraded work or hidden grades', () => {
      expect(titles(biology).has('Heredity worksheet')).to.equal(false);
      expect(titles(biology).has('Enzyme lab')).to.equal(false);
      const outcomes = biology.lineItems
        .filter(({ assignmentName }) => ['Heredity worksheet', 'Enzyme lab'].includes(assignmentName))
        .map(({ outcome }) => outcome);
      // Two assignments in two classes, and one row for a grade whose student is in no section.
      expect(outcomes).to.deep.equal(Array(5).fill('nothing_to_send'));
    });

    it('refuses dates by individual student, a missing date or one outside grading periods, and an unassociated group, and says so', () => {
      const refused = {
        'Photosynthesis quiz (make-up)': 'assigned_to_students',
        'Genetics reading log': 'due_date_missing',
        'Field trip reflection': 'due_date_outside_grading_periods',
        'Nature journal': 'category_unassociated',
      };
      for (const [name, check] of Object.entries(refused)) {
        expect(findChecks(biology, name)).to.deep.equal([check, check]);
        expect(titles(biology).has(name)).to.equal(false);
        const shown = biology.overview.assignments.find((one) => one.name === name);
        expect(shown?.selectable, name).to.equal(false);
        expect(shown?.problems.map((problem) => problem.check)).to.include(check);
      }
    });

    it('refuses work without points possible', async () => {
      const algebra = await postCourse(sandbox, 'Algebra I', '1.2');
      expect(findChecks(algebra, 'Calculator check-out')).to.deep.equal(['points_missing']);
      expect(titles(algebra).has('Calculator check-out')).to.equal(false);
      // Two of ten are not graded yet in the half graded test.
      const test = findLineItem(algebra, 'Chapter 3 test', 'cls-alg1-3');
      const scores = algebra.sis.results.filter((one) => one.lineItem.sourcedId === test.sourcedId);
      expect(scores.length).to.equal(8);
      expect(algebra.run.counts).to.include({ eligible: 38, confirmed: 28, skipped: 10 });
    });

    it('sends names with accents, other scripts and apostrophes unchanged', () => {
      const lineItem = findLineItem(biology, 'Ökologie: el río, la montaña y 生态系统', period1);
      expect(lineItem.category.sourcedId).to.equal('cat-homework');
    });

    it('keeps the categories of classes apart: each section gets its own class’s Labs', () => {
      expect(findLineItem(biology, 'Microscope lab', period1).category.sourcedId).to.equal('cat-labs-bio9-1');
      expect(findLineItem(biology, 'Microscope lab', period2).category.sourcedId).to.equal('cat-labs-bio9-2');
    });
  });

  describe('which day', () => {
    const dueDay = (title: string, classId: string): string =>
      findLineItem(biology, title, classId).dueDate.slice(0, 10);

    it('calls work that is due at 23:59 in Chicago due on that day, whatever UTC says', () => {
      expect(dueDay('Cell structure worksheet', period1)).to.equal('2026-09-04');
      expect(findLineItem(biology, 'Cell structure worksheet', period1).assignDate.slice(0, 10)).to.equal(
        '2026-08-31',
      );
    });

    it('gives each section its own due date', () => {
      expect(dueDay('Photosynthesis quiz', period1)).to.equal('2026-09-17');
      expect(dueDay('Photosynthesis quiz', period2)).to.equal('2026-09-18');
    });

    it('finds the grading period by that day', () => {
      const period = (title: string) => findLineItem(biology, title, period1).gradingPeriod?.sourcedId;
      expect(period('Microscope lab')).to.equal('gp-q1');
      expect(
        period(
          'Osmosis in potato slices: written lab report with data table, graph, error estimate and conclusions',
        ),
      ).to.equal('gp-q2');
    });

    it('dates a score by the day it was graded', () => {
      expect(
        findResult(
          biology,
          'Osmosis in potato slices: written lab report with data table, graph, error estimate and conclusions',
          period1,
          1,
        ).scoreDate,
      ).to.equal('2026-11-03');
    });
  });

  describe('which score', () => {
    it('sends 0 as a score', () => {
      expect(findResult(biology, 'Cell structure worksheet', period1, 2)).to.include({
        score: 0,
        scoreStatus: 'fully graded',
        missing: 'false',
      });
      expect(findResult(biology, 'Unit 1 test: Cells', period2, 10).score).to.equal(0);
    });

    it('sends excused without a score as exempt, not as 0', () => {
      const result = findResult(biology, 'Cell structure worksheet', period1, 6);
      expect(result.scoreStatus).to.equal('exempt');
      expect(result).to.not.have.property('score');
      expect(findResult(biology, 'Unit 1 test: Cells', period2, 14).scoreStatus).to.equal('exempt');
    });

    it('sends late and missing as flags', () => {
      expect(findResult(biology, 'Cell structure worksheet', period1, 4)).to.include({
        score: 15,
        late: 'true',
        missing: 'false',
      });
      expect(findResult(biology, 'Cell structure worksheet', period1, 3)).to.include({
        score: 0,
        late: 'false',
        missing: 'true',
      });
    });

    it('sends decimals and scores above the maximum as they are', () => {
      expect(findLineItem(biology, 'Unit 1 test: Cells', period1).resultValueMax).to.equal(100);
      expect(findResult(biology, 'Unit 1 test: Cells', period1, 8).score).to.equal(104);
      expect(findResult(biology, 'Photosynthesis quiz', period1, 5).score).to.equal(22.25);
      expect(findResult(biology, 'Ökologie: el río, la montaña y 生态系统', period2, 11).score).to.equal(
        9.333,
      );
    });

    it('sends no score for missing work without a grade', () => {
      expect(
        biology.items.some(
          (one) => one.assignmentName === 'Microscope lab' && one.studentSisId === sisId(13),
        ),
      ).to.equal(false);
    });
  });

  describe('whose', () => {
    const reasonsOf = (studentName: string): readonly (string | null)[] => {
      const own = biology.items.filter((one) => one.studentName === studentName);
      return [...new Set(own.map(({ reason }) => reason))].sort();
    };

    it('sends a student of two sections each result in both classes', () => {
      for (const classId of [period1, period2]) {
        expect(findResult(biology, 'Unit 1 test: Cells', classId, 9).score).to.equal(94);
      }
    });

    it('leaves out and counts the test student, inactive people, and people and sections without a SIS id', () => {
      const inSis = new Set(biology.sis.results.map((result) => result.student.sourcedId));
      for (const student of [16, 17, 23]) expect(inSis.has(sisId(student)), sisId(student)).to.equal(false);
      expect(reasonsOf('Vivian Zamora')).to.deep.equal(['student_without_sis_id']);
      expect(reasonsOf('Quentin Vasquez')).to.include('section_without_sis_id');
      const left = biology.items.filter((one) => one.reason === 'student_inactive');
      expect(left.length).to.equal(9);
      // Names & Roles lists only membership roles, and none of them tells the test student from a student
      // without a SIS id.
      const [reason] = reasonsOf('Test Student');
      expect(reason).to.be.oneOf(['test_student', 'student_without_sis_id']);
    });

    it('holds hidden grades back and counts them with that reason', () => {
      // One of the students is in two classes.
      expect(countReasons(biology)['grade_hidden']).to.equal(17);
      expect(biology.overview.warnings.hiddenGrades).to.be.above(0);
    });

    it('accounts for every grade of the course', () => {
      const { counts, state } = biology.run;
      expect(state).to.equal('completed_with_problems');
      expect(counts).to.include({ confirmed: 95, skipped: 82, failed: 0, pending: 0, eligible: 177 });
      expect(counts.confirmed + counts.skipped).to.equal(counts.eligible);
      const written = biology.sis.results.filter((one) => one.class?.sourcedId.startsWith('cls-bio9'));
      expect(written.length).to.equal(counts.confirmed);
    });

    it('sends each student of a cross-listed course to the class of their own section', async () => {
      const english = await postCourse(sandbox, 'English 10 and English 10 Honors', '1.2');
      expect(english.run.counts).to.include({ eligible: 33, confirmed: 33 });
      const essay = 'Essay 1: A place I know';
      expect(findResult(english, essay, 'cls-eng10-4', 24)).to.include({ score: 71, late: 'true' });
      expect(findResult(english, essay, 'cls-eng10h-4', 10).score).to.be.a('number');
      const honors = findLineItem(english, essay, 'cls-eng10h-4');
      expect(honors.dueDate.slice(0, 10)).to.equal('2026-10-01');
      expect(findLineItem(english, essay, 'cls-eng10-4').dueDate.slice(0, 10)).to.equal('2026-10-05');
      const inHonors = english.sis.results.filter((one) => one.lineItem.sourcedId === honors.sourcedId);
      expect(inHonors.length).to.equal(5);
    });
  });

  it('shows everything as unchanged on Post Grades right after posting', () => {
    const cells = biology.overview.assignments.find(({ name }) => name === 'Unit 1 test: Cells');
    expect(cells?.grades).to.deep.equal({ new: 0, changed: 0, unchanged: 16, heldBack: 0 });
    expect(cells?.lastSyncAt).to.be.instanceOf(Date);
  });

  it('sends hidden grades once they are posted to students', async () => {
    const { gradebook, models } = sandbox.canvas.store;
    const enzyme = await models.assignments.findOne({ name: 'Enzyme lab' }).lean<{ id: number }>();
    await gradebook.postGrades(enzyme?.id ?? 0);
    const run = await biology.teacher.post();
    expect(run.counts).to.include({ confirmed: 16, failed: 0 });
  });
});

describe('The invented school over OneRoster 1.1', () => {
  const mongo = useMongo();
  let sandbox: TestSandbox;
  let biology: Posted;

  before(async function () {
    this.timeout(60_000);
    sandbox = await startTestSandbox({ mongoUri: mongo.uri(), sample: inventedSchool(), version: '1.1' });
    biology = await postCourse(sandbox, 'Biology 9', '1.1');
  });
  after(() => sandbox?.stop());

  it('refuses what is due outside every grading period', () => {
    const check = 'due_date_outside_grading_periods';
    expect(findChecks(biology, 'Field trip reflection')).to.deep.equal([check, check]);
    expect(titles(biology).has('Field trip reflection')).to.equal(false);
    expect(biology.run.counts).to.include({ eligible: 177, confirmed: 93, failed: 2, skipped: 82 });
  });

  it('sends no flags, and never a 0 for an excused student: 1.1 needs a score, and a SIS may not keep the excuse', () => {
    const excused = biology.items.filter(({ reason }) => reason === 'exempt_not_expressible');
    expect(excused).to.have.length(2);
    expect(excused.every(({ outcome }) => outcome === 'failed')).to.equal(true);
    const late = findResult(biology, 'Cell structure worksheet', period1, 4);
    expect(late.score).to.equal(15);
    expect(late).to.not.have.any.keys('late', 'missing', 'class');
  });
});

describe('The invented school with other settings', () => {
  const mongo = useMongo();
  let sandbox: TestSandbox;

  before(async function () {
    this.timeout(60_000);
    sandbox = await startTestSandbox({
      mongoUri: mongo.uri(),
      sample: inventedSchool(),
      institutionSettings: { sendHiddenGrades: true, resend: 'score+status', matchCategoriesByName: true },
    });
  });
  after(() => sandbox?.stop());

  it('sends hidden grades, and a status that changed alone', async () => {
    const biology = await postCourse(sandbox, 'Biology 9', '1.2');
    expect(findLineItem(biology, 'Enzyme lab', period1).resultValueMax).to.equal(30);
    expect(countReasons(biology)).to.not.have.property('grade_hidden');

    const { gradebook, models, people } = sandbox.canvas.store;
    const quiz = await models.assignments.findOne({ name: 'Photosynthesis quiz' }).lean<{ id: number }>();
    const student = (await people.list()).find((one) => one.sisUserId === sisId(1));
    await gradebook.setStatus(
      { assignmentId: quiz?.id ?? 0, studentId: student?.id ?? 0, graderId: 1 },
      'excused',
    );
    const run = await biology.teacher.post();
    expect(run.counts).to.include({ confirmed: 1, heldBack: 0 });
  });
});
