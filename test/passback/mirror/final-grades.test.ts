import { expect } from 'chai';
import fc from 'fast-check';
import type { FinalScore } from '../../../src/domain/course.ts';
import { defaultInstitutionSettings } from '../../../src/domain/institution-settings.ts';
import type { PreviewedGrade } from '../../../src/domain/preview.ts';
import {
  chooseFinalGrades,
  chooseScore,
  planFinalGrades,
} from '../../../src/passback/mirror/final-grades.ts';
import { type Harness, only } from '../../support/passback/harness.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

const signal = new AbortController().signal;
const score = (canvasUserId: string, change: Partial<FinalScore> = {}): FinalScore => ({
  canvasUserId,
  current: null,
  final: null,
  override: null,
  ...change,
});
const term = {
  id: '41',
  title: 'Term 1',
  startAt: new Date('2026-09-01T05:00:00Z'),
  endAt: new Date('2026-10-31T04:59:59Z'),
};
const later = { id: '42', title: 'Term 2', startAt: new Date('2999-01-01Z'), endAt: new Date('2999-03-01Z') };

describe('final grades of Canvas', () => {
  const { harness: newHarness } = useHarness();
  const choose = (change: Partial<typeof defaultInstitutionSettings>) =>
    chooseFinalGrades({ ...defaultInstitutionSettings, ...change });

  /** A course whose institution sends current scores of the course and of grading periods. */
  const courseWithFinals = (change: Partial<typeof defaultInstitutionSettings> = {}): Harness => {
    const harness = newHarness({ students: 2, assignments: 1 });
    harness.settings = {
      ...harness.settings,
      finalGrades: 'current',
      finalGradesFor: ['course', 'periods'],
      finalGradeCategory: 'homework',
      brakeShare: null,
      ...change,
    };
    const { canvas } = harness;
    canvas.endAt = new Date('2026-10-30T22:00:00Z');
    canvas.gradingPeriods = [term, later];
    canvas.finalScores.set('course', [
      score('1000', { current: 88.125, final: 70 }),
      score('1001', { current: 61.5, override: 65 }),
      score('2000'),
      score('2001', { current: 0, final: 0 }),
    ]);
    canvas.finalScores.set('41', [score('1001', { current: 77.77, final: 12 })]);
    return harness;
  };
  const held = ({ sis }: Harness) =>
    [...sis.results.values()]
      .map((result) => [
        sis.lineItems.get(result.lineItemSourcedId)?.title,
        result.studentSourcedId,
        result.score,
      ])
      .filter(([title]) => String(title).startsWith('Final'))
      .sort();
  const ofCourse = (harness: Harness) =>
    held(harness).flatMap(([title, student, value]) => (title === 'Final grade' ? [[student, value]] : []));
  const read = ({ passback, launch }: Harness) => passback.readPostGrades(launch, signal);

  it('P16 the override wins, and no score has more than two decimals', () => {
    const percent = fc.option(fc.double({ min: -10, max: 200, noNaN: true }));
    fc.assert(
      fc.property(percent, percent, percent, (current, final, override) => {
        for (const kind of ['current', 'final'] as const) {
          const sent = chooseScore(score('1', { current, final, override }), { score: kind });
          const wanted = override ?? (kind === 'current' ? current : final);
          expect(sent === null).to.equal(wanted === null);
          if (sent === null || wanted === null) continue;
          expect(Math.abs(sent - wanted)).to.be.below(0.005001);
          expect(String(sent)).to.match(/^-?\d+(\.\d{1,2})?$/u);
        }
      }),
    );
    expect(chooseScore(score('1', { current: 50, override: 0 }), { score: 'current' })).to.equal(0);
    expect(chooseScore(score('1', { current: 1.005 }), { score: 'current' })).to.equal(1.01);
  });

  it('P16 are of the course, and of each grading period that has begun, named in the institution’s language', () => {
    const course = { endAt: null, gradingPeriods: [term, later] };
    const plan = (change: Parameters<typeof choose>[0]) => {
      const choice = choose(change);
      return choice && planFinalGrades(course, choice, new Date()).map(({ id, name }) => `${id} ${name}`);
    };
    expect(plan({})).to.equal(null);
    expect(plan({ finalGrades: 'final' })).to.deep.equal(['final-course Final grade']);
    const both = { finalGrades: 'current', finalGradesFor: ['course', 'periods'] } as const;
    expect(plan({ ...both, noticeLanguage: 'es' })).to.deep.equal([
      'final-course Calificación final',
      'final-41 Calificación final – Term 1',
    ]);
    expect(plan({ ...both, finalGradesFor: ['periods'], finalGradeTitle: 'Mark' })).to.deep.equal([
      'final-41 Mark – Term 1',
    ]);
  });

  it('P16 stand on Post Grades and in the preview like assignments, and go as line items of 100', async () => {
    const harness = courseWithFinals();
    const { assignments, warnings } = await read(harness);
    expect(assignments.map(({ name, finalGrade, sends }) => [name, finalGrade, sends])).to.deep.equal([
      ['Assignment a1', null, 4],
      ['Final grade', 'current', 3],
      ['Final grade – Term 1', 'current', 1],
    ]);
    expect(warnings).to.include({ finalOverrides: 0 });
    const previewed: PreviewedGrade[] = [];
    const part = { assignmentId: 'final-course', show: 'sends', search: '' } as const;
    for await (const grade of harness.passback.streamPreview(harness.launch, part)) previewed.push(grade);
    expect(previewed.map(({ action, sends }) => [action, sends?.score])).to.have.deep.members([
      ['new', 88.13],
      ['new', 65],
      ['new', 0],
    ]);
    const run = await harness.post('post', ['final-course', 'final-41']);
    expect(run.counts).to.include({ eligible: 4, confirmed: 4 });
    expect(held(harness)).to.deep.equal([
      ['Final grade – Term 1', 'S1001', 77.77],
      ['Final grade', 'S1000', 88.13],
      ['Final grade', 'S1001', 65],
      ['Final grade', 'S2001', 0],
    ]);
    const lineItemOf = (name: string) =>
      [...harness.sis.lineItems.values()].find(({ title }) => title === name);
    const shared = { dueDate: '2026-10-30', resultValueMax: 100, categorySourcedId: 'cat-homework' };
    expect(lineItemOf('Final grade')).to.include({ ...shared, assignDate: '2026-10-30' });
    expect(lineItemOf('Final grade – Term 1')).to.include({ ...shared, assignDate: '2026-09-01' });
  });

  it('P16 P3 are sent again when they change, go back when undone, and an edit in the SIS is noticed', async () => {
    const harness = courseWithFinals({ finalGradesFor: ['course'] });
    await read(harness);
    await harness.post('post', ['final-course']);
    harness.advance(180_000);
    expect((await harness.post('post', ['final-course'])).counts).to.include({ unchanged: 3, confirmed: 0 });
    // Nobody graded anything that `graded_at` shows: Canvas computed it anew.
    harness.canvas.finalScores.set('course', [
      score('1000', { current: 90 }),
      score('1001', { current: 61.5, override: 65 }),
    ]);
    harness.advance(180_000);
    const run = await harness.post('post', ['final-course']);
    expect(run.counts).to.include({ confirmed: 1, unchanged: 2 });
    expect(ofCourse(harness)).to.deep.include(['S1000', 90]);
    harness.advance(180_000);
    const { runId } = await harness.passback.undoRun(harness.launch, run.id);
    await harness.settle(runId);
    expect(ofCourse(harness)).to.deep.include(['S1000', 88.13]);
    const [first] = [...harness.sis.results.values()].filter(
      ({ studentSourcedId }) => studentSourcedId === 'S1001',
    );
    if (first) harness.sis.results.set(first.sourcedId, { ...first, score: 99 });
    harness.advance(1_000);
    await harness.passback.compareWithSis(harness.launch);
    await harness.work();
    const compared = await harness.passback.readComparison(harness.launch, {
      group: 'changed_in_sis',
      page: 1,
    });
    expect(compared.cells.map(({ assignmentName, canvas }) => [assignmentName, canvas])).to.deep.equal([
      ['Final grade', 65],
    ]);
  });

  it('P16 P11 a score that is gone, and a setting that is off, leave what was sent behind', async () => {
    const harness = courseWithFinals({ finalGradesFor: ['course'] });
    await read(harness);
    await harness.post('post', ['final-course']);
    harness.canvas.finalScores.set('course', [score('1000'), score('1001', { override: 65 })]);
    harness.advance(180_000);
    await harness.post();
    expect(ofCourse(harness)).to.deep.include(['S1000', 88.13]);
    const leftBehind = async () =>
      (await harness.passback.readComparison(harness.launch, { group: 'left_behind', page: 1 })).cells.length;
    expect(await leftBehind()).to.equal(1);
    harness.settings = { ...harness.settings, finalGrades: 'none' };
    const asked = harness.canvas.pages['final scores'];
    const { assignments } = await read(harness);
    expect(assignments.map(({ name }) => name)).to.deep.equal(['Assignment a1']);
    expect(harness.canvas.pages['final scores']).to.equal(asked);
    expect(await leftBehind()).to.equal(3);
    // Whatever the removal policy says of assignments that have gone.
    harness.settings = { ...harness.settings, removal: 'clear', brakeRemovals: false };
    harness.advance(180_000);
    await harness.post();
    expect(ofCourse(harness).map(([, value]) => value)).to.deep.equal([88.13, 65, 0]);
  });

  it('P16 S61 somebody limited to a section reads and sends the final grades of that section alone', async () => {
    const harness = courseWithFinals({ finalGradesFor: ['course'] });
    const reach = { kind: 'sections', ids: ['s2'], sisIds: ['class-2'] } as const;
    harness.canvas.limited.set('92', reach);
    const person = { ltiUserId: 'co', canvasUserId: '92', name: 'Co', role: 'teacher' } as const;
    const launch = { ...harness.launch, person, reach };
    await harness.passback.readPostGrades(launch, signal);
    await harness.passback.requestRun(launch, only('final-course'));
    await harness.work();
    expect(ofCourse(harness)).to.deep.equal([['S2001', 0]]);
  });

  it('P16 without the category that the SIS needs they wait, with a reason for the administrator', async () => {
    for (const finalGradeCategory of ['', 'Exams']) {
      const harness = courseWithFinals({ finalGradesFor: ['course'], finalGradeCategory });
      const row = (await read(harness)).assignments.find(({ id }) => id === 'final-course');
      expect(row?.selectable).to.equal(false);
      expect(row?.problems[0]).to.deep.include({
        check: 'category_gone',
        values: { category: finalGradeCategory, of: 'final_grade' },
      });
    }
  });
});
