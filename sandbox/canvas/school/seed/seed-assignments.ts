import type { SampleAssignment } from '../../../sample/types.ts';
import { reserveIds } from '../ids.ts';
import type { Models } from '../models.ts';
import type { Assignment, AssignmentOverride } from '../records/assignment.ts';
import type { Submission } from '../records/submission.ts';
import { sectionsByStudent } from '../submission-maker.ts';
import { lookUp, type SeedContext, type SeededCourse } from './seed-context.ts';
import { makeSubmissions } from './seed-submissions.ts';

/** Writes the assignments of a sample course, with a submission for every student who is assigned them. */
export async function seedAssignments(
  models: Models,
  samples: readonly SampleAssignment[],
  seeded: SeededCourse,
  context: SeedContext,
): Promise<void> {
  const sections = sectionsByStudent(seeded.enrollments);
  const submissions: Submission[] = [];
  const assignments: Assignment[] = [];
  const firstId = await reserveIds(models, 'assignments', samples.length);
  for (const [index, sample] of samples.entries()) {
    const assignment = await makeAssignment(models, sample, firstId + index, index + 1, seeded, context);
    assignments.push(assignment);
    submissions.push(...(await makeSubmissions(models, sample, assignment, sections, context)));
  }
  if (assignments.length > 0) await models.assignments.insertMany(assignments);
  if (submissions.length > 0) await models.submissions.insertMany(submissions, { ordered: false });
}

async function makeAssignment(
  models: Models,
  sample: SampleAssignment,
  id: number,
  position: number,
  seeded: SeededCourse,
  context: SeedContext,
): Promise<Assignment> {
  return {
    id,
    courseId: seeded.course.id,
    groupId: lookUp(seeded.groupIds, sample.group, 'group'),
    name: sample.name,
    description: sample.description,
    position,
    pointsPossible: sample.points,
    gradingType: sample.gradingType,
    submissionTypes: [submissionTypeOf(sample)],
    published: sample.published,
    postToSis: sample.postToSis,
    omitFromFinalGrade: false,
    onlyVisibleToOverrides: sample.onlyOverrides,
    postManually: !sample.gradesPosted,
    dueAt: context.toInstant(sample.dueAt),
    unlockAt: context.toInstant(sample.unlockAt),
    lockAt: null,
    overrides: await makeOverrides(models, sample, seeded, context),
    integrationId: null,
    integrationData: {},
    deleted: false,
    createdAt: context.now,
    updatedAt: context.now,
  };
}

/** Work that nobody submits through Canvas is on paper; otherwise Canvas would call it missing. */
function submissionTypeOf(sample: SampleAssignment): string {
  if (sample.gradingType === 'not_graded') return 'not_graded';
  return sample.submissions.some((cell) => cell.submittedAt !== null) ? 'online_text_entry' : 'on_paper';
}

async function makeOverrides(
  models: Models,
  sample: SampleAssignment,
  seeded: SeededCourse,
  context: SeedContext,
): Promise<readonly AssignmentOverride[]> {
  const count = sample.sectionDueDates.length + sample.studentOverrides.length;
  if (count === 0) return [];
  const firstId = await reserveIds(models, 'assignment_overrides', count);
  const bySection = sample.sectionDueDates.map(({ sectionKey, dueAt }) => ({
    title: sectionKey,
    sectionId: lookUp(seeded.sectionIds, sectionKey, 'section'),
    studentIds: null,
    dueAt: context.toInstant(dueAt),
  }));
  const byStudent = sample.studentOverrides.map(({ userKeys, dueAt }) => ({
    title: userKeys.length === 1 ? '1 student' : `${userKeys.length} students`,
    sectionId: null,
    studentIds: userKeys.map((key) => lookUp(context.userIds, key, 'user')),
    dueAt: context.toInstant(dueAt),
  }));
  return [...bySection, ...byStudent].map((override, index) => ({
    ...override,
    id: firstId + index,
    unlockAt: null,
    lockAt: null,
  }));
}
