import { expect } from 'chai';
import { inventedSchool } from '../../sandbox/sample/invented-school.ts';
import { useMongo } from '../support/mongodb.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { readSisGradebook } from '../support/sis-reader.ts';
import { connectTeacher, type Teacher } from '../support/teacher.ts';

/** Scores that change without moving Canvas's `graded_at`, so that `graded_since` does not find them. */
describe('Scores that change without a new grading', function () {
  this.timeout(60_000);
  const mongo = useMongo();
  let sandbox: TestSandbox;
  let teacher: Teacher;

  before(async () => {
    sandbox = await startTestSandbox({ mongoUri: mongo.uri(), sample: inventedSchool() });
    teacher = await connectTeacher(sandbox, 'Algebra I');
    await sandbox.canvas.store.courses.setLatePolicy(teacher.course.id, {
      ...teacher.course.latePolicy,
      lateDeductionEnabled: true,
      lateDeductionPercentPerDay: 10,
    });
    await teacher.post();
  });
  after(() => sandbox?.stop());

  /** A graded cell of the course whose score is in the SIS. */
  async function findGradedCell() {
    const { people, gradebook } = sandbox.canvas.store;
    const items = await teacher.readItems(await teacher.post());
    const item = items.find((one) => one.outcome === 'unchanged' && (one.score ?? 0) > 5);
    const user = (await people.list()).find((one) => one.sisUserId === item?.studentSisId);
    if (!item || !user) throw new Error('no graded cell');
    const cell = {
      assignmentId: Number(item.assignmentId),
      studentId: user.id,
      graderId: teacher.canvasUserId,
    };
    const before = await gradebook.find(cell.assignmentId, cell.studentId);
    if (before?.score == null) throw new Error('no score in the cell');
    return { item, cell, before: { ...before, score: before.score } };
  }

  it('R11 the next run sends only the score that a late deduction lowered', async () => {
    const { item, cell, before } = await findGradedCell();
    await sandbox.canvas.store.gradebook.submit(cell.assignmentId, cell.studentId);
    const after = await sandbox.canvas.store.gradebook.setStatus(cell, 'late');
    expect(after.score, 'the deduction took place').to.be.below(before.score);
    expect(after.gradedAt, 'nobody graded it').to.deep.equal(before.gradedAt);

    const run = await teacher.post();
    expect(run.counts).to.include({ confirmed: 1, failed: 0 });
    const sent = (await teacher.readItems(run)).filter((one) => one.outcome === 'confirmed');
    expect(
      sent.map(({ assignmentId, studentSisId, score }) => [assignmentId, studentSisId, score]),
    ).to.deep.equal([[item.assignmentId, item.studentSisId, after.score]]);
  });

  it('R11 the next run also sends a score that another tool corrected without moving graded_at', async () => {
    const { cell, before } = await findGradedCell();
    const { models } = sandbox.canvas.store;
    await models.submissions.updateOne({ id: before.id }, { $set: { score: before.score - 2.5 } });
    expect((await teacher.post()).counts).to.include({ confirmed: 1 });
    expect(
      (await sandbox.canvas.store.gradebook.find(cell.assignmentId, cell.studentId))?.gradedAt,
    ).to.deep.equal(before.gradedAt);
  });

  it('P16 CF23 final grades go as Canvas computes them, of the course and of the quarter, and follow a change', async () => {
    const { stores, passback } = sandbox.product.services;
    const institution = await stores.institutions.find(sandbox.institutionId);
    if (!institution) throw new Error('no institution');
    const { settings } = institution;
    const finalGradesFor = ['course', 'periods'] as const;
    const chosen = { finalGrades: 'current', finalGradesFor, finalGradeCategory: 'Participation' } as const;
    await stores.institutions.update({
      ...institution,
      settings: { ...settings, ...chosen, brakeShare: null },
    });
    const page = await passback.readPostGrades(teacher.launch, new AbortController().signal);
    const finals = page.assignments.filter(({ finalGrade }) => finalGrade !== null);
    expect(finals.map(({ name }) => name)).to.include.members(['Final grade', 'Final grade – Quarter 1']);
    const selection = { kind: 'assignments', ids: finals.map(({ id }) => id) } as const;
    const held = async () => {
      const { lineItems, results } = await readSisGradebook(sandbox, '1.2');
      const [lineItem] = lineItems.filter(({ title }) => title === 'Final grade');
      expect(lineItem).to.include({ resultValueMax: 100 });
      expect(lineItem?.category.sourcedId).to.equal('cat-participation');
      return results.flatMap((one) =>
        one.lineItem.sourcedId === lineItem?.sourcedId ? [one.score ?? null] : [],
      );
    };
    const run = await teacher.post(selection);
    expect(run.counts).to.include({ failed: 0 });
    const first = await held();
    expect(first.length).to.be.above(5);
    const { cell, before: graded } = await findGradedCell();
    await sandbox.canvas.store.gradebook.setScore(cell, graded.score - 5);
    expect((await teacher.post(selection)).counts.confirmed).to.be.within(1, 2);
    expect((await held()).filter((score) => !first.includes(score))).to.have.length(1);
  });
});
