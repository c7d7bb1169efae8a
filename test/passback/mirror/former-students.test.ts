import { expect } from 'chai';
import type { Harness } from '../../support/passback/harness.ts';
import { makeStudent } from '../../support/passback/in-memory-canvas.ts';
import { useHarness } from '../../support/passback/use-harness.ts';

describe('students who left before the course was first read', () => {
  const { harness: newHarness } = useHarness();
  const left = '9001';

  /** A course with a grade of somebody whom Names & Roles does not list. */
  const openCourse = (): Harness => {
    const harness = newHarness({ students: 2, assignments: 1 });
    const [section] = harness.canvas.sections;
    if (!section) throw new Error('a course without sections');
    harness.canvas.formerStudents = [
      makeStudent(left, [section], { ltiUserId: `canvas:${left}`, name: 'Gone Early', active: false }),
    ];
    harness.canvas.grade('a1', left, { score: 5 });
    return harness;
  };

  it('are named where a run leaves their grades out', async () => {
    const harness = openCourse();
    const run = await harness.post();
    const [item, ...others] = (await harness.items(run.id)).filter(
      ({ studentName }) => studentName === 'Gone Early',
    );
    expect(others).to.deep.equal([]);
    expect(item).to.include({ outcome: 'skipped', reason: 'student_inactive' });
    expect(run.counts).to.include({ eligible: 5, confirmed: 4, skipped: 1 });
  });

  it('are asked for once', async () => {
    const harness = openCourse();
    await harness.post();
    harness.advance(25 * 60 * 60_000);
    await harness.post();
    expect(harness.canvas.pages['former students']).to.equal(1);
  });

  it('R12 are students again once they come back, under the id that Names & Roles gives them', async () => {
    const harness = openCourse();
    await harness.post();
    const [section] = harness.canvas.sections;
    if (!section) throw new Error('a course without sections');
    harness.canvas.members = [...harness.canvas.members, makeStudent(left, [section])];
    harness.canvas.formerStudents = [];
    harness.sis.classes.set('class-1', [...(harness.sis.classes.get('class-1') ?? []), `S${left}`]);
    harness.advance(25 * 60 * 60_000);
    const run = await harness.post();
    expect(run.counts).to.include({ eligible: 5, confirmed: 1, unchanged: 4 });
  });
});
