import { expect } from 'chai';
import { loadPlatformKeys } from '../../canvas/lti/platform-keys.ts';
import { seedSchool } from '../../canvas/school/seed/seed-school.ts';
import { installTestTool, useCanvas } from './running-canvas.ts';
import { smallSchool } from './small-school.ts';

describe('sandbox Canvas: what people do in the school (CF7)', () => {
  const current = useCanvas();
  const store = () => current().canvas.store;
  const cell = async (assignmentId: number, login: string) => ({
    assignmentId,
    studentId: (await current().person(login)).id,
    graderId: 2,
  });

  it('seeding again changes nothing', async () => {
    await store().assignments.edit(3, { name: 'Renamed by a teacher' });
    await seedSchool(store(), smallSchool, current().now());
    expect(await store().models.users.countDocuments({})).to.equal(7);
    expect((await store().assignments.find(3))?.name).to.equal('Renamed by a teacher');
  });

  it('a teacher sees their own courses, an administrator all', async () => {
    expect(await store().courses.list(await current().person('tess'))).to.have.length(1);
    expect(await store().courses.list(await current().person('ada'))).to.have.length(2);
    expect(await store().courses.list(await current().person('amy'))).to.have.length(1);
  });

  it('a score moves graded_at, and is posted at once or hidden by the posting policy', async () => {
    const shown = await store().gradebook.setScore(await cell(1, 'amy'), 6);
    expect(shown).to.deep.include({ score: 6, workflowState: 'graded', gradedAt: current().now() });
    expect((await store().gradebook.setScore(await cell(2, 'bob'), 6)).postedAt).to.equal(null);
    await store().gradebook.postGrades(2);
    expect((await store().gradebook.find(2, 5))?.postedAt).to.deep.equal(current().now());
    await store().gradebook.hideGrades(2);
    expect((await store().gradebook.find(2, 5))?.postedAt).to.equal(null);
  });

  it('an excuse removes the score, and a new score removes the excuse', async () => {
    expect(await store().gradebook.setStatus(await cell(1, 'amy'), 'excused')).to.include({
      score: null,
      excused: true,
    });
    expect(await store().gradebook.setScore(await cell(1, 'amy'), 7)).to.include({
      score: 7,
      excused: false,
    });
  });

  it('a status set by hand removes an excuse, but does not restore the score', async () => {
    await store().gradebook.setStatus(await cell(1, 'amy'), 'excused');
    expect(await store().gradebook.setStatus(await cell(1, 'amy'), 'missing')).to.include({
      score: null,
      excused: false,
      latePolicyStatus: 'missing',
    });
  });

  it('Sync to SIS is refused without a due date or with a long name if the account has those rules', async () => {
    await store().account.setSisSettings({
      requireDueDate: true,
      limitNameLength: true,
      nameLengthLimit: 10,
    });
    await store().assignments.edit(3, { dueAt: null });
    expect(await store().assignments.togglePostToSis(3)).to.deep.equal({
      ok: false,
      problems: [
        { field: 'name', message: 'Name is too long, must be under 11 characters' },
        { field: 'due_at', message: 'cannot be blank when Post to Sis is checked' },
      ],
    });
    expect((await store().assignments.find(3))?.postToSis).to.equal(false);
    await store().assignments.edit(3, { gradingType: 'not_graded', name: 'Short' });
    expect((await store().assignments.togglePostToSis(3)).ok).to.equal(true);
  });

  it('a student who moves keeps the grade in one cell, with the new section’s dates', async () => {
    const amy = await current().person('amy');
    await store().gradebook.setScore(await cell(1, 'amy'), 5);
    await store().people.moveStudent(amy.id, 1, 2);
    const { students, cells } = await store().gradebook.read(1);
    expect(students.find(({ user }) => user.id === amy.id)?.sectionIds).to.deep.equal([2]);
    expect(cells.filter((one) => one.userId === amy.id && one.assignmentId === 1)).to.have.length(1);
    expect((await store().gradebook.find(1, amy.id))?.score).to.equal(5);
  });

  it('a new student gets a cell for every assignment and is enrolled without a SIS batch', async () => {
    const user = await store().people.create({
      name: 'New Kid',
      loginId: 'new',
      email: 'n@x.test',
      sisUserId: 'sis-new',
    });
    const enrollment = await store().people.enroll(user.id, 1, 'StudentEnrollment');
    expect(enrollment.sisBatchId).to.equal(null);
    const { cells } = await store().gradebook.read(1);
    expect(cells.filter((one) => one.userId === user.id)).to.have.length(4);
  });

  it('only the assigned students have a cell for a differentiated assignment', async () => {
    const made = await store().assignments.create(1, {
      name: 'Only Bob',
      groupId: 1,
      onlyVisibleToOverrides: true,
      overrides: [
        { title: '1 student', sectionId: null, studentIds: [5], dueAt: null, unlockAt: null, lockAt: null },
      ],
    });
    if (!made.ok) throw new Error('refused');
    const { cells } = await store().gradebook.read(1);
    const own = cells.filter((one) => one.assignmentId === made.value.id);
    expect(own.map((one) => one.userId)).to.deep.equal([5]);
  });

  it('a restart keeps the signing keys, and reinstalling a tool keeps its client id and deployment id', async () => {
    const { canvas, now } = current();
    const again = await loadPlatformKeys(store(), now);
    expect(again.publicJwks).to.deep.equal(canvas.context.keys.publicJwks);
    const tool = { publicJwkUrl: 'https://tool.test/keys' };
    const first = await installTestTool(current(), 'Kept tool', tool);
    const second = await installTestTool(current(), 'Kept tool', tool, []);
    expect([second.clientId, second.deploymentId]).to.deep.equal([first.clientId, first.deploymentId]);
    expect(second.key.scopes).to.deep.equal([]);
    expect(await store().tools.listPlaced('post_grades', 1)).to.have.length(1);
  });
});
