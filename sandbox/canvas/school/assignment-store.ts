import type { Clock } from '../../../src/clock.ts';
import { nextId } from './ids.ts';
import { type Models, plain } from './models.ts';
import type { Account } from './records/account.ts';
import type { Assignment, AssignmentOverride } from './records/assignment.ts';
import { checkSisRules, type EditOutcome, type FieldProblem } from './sis-rules.ts';
import type { SubmissionMaker } from './submission-maker.ts';

/** What the edit page can change; absent: unchanged. */
export type AssignmentChange = Partial<
  Omit<Assignment, 'id' | 'courseId' | 'overrides' | 'createdAt' | 'updatedAt' | 'deleted'>
> & {
  /** Replaces all overrides; the store assigns their ids. */
  readonly overrides?: readonly Omit<AssignmentOverride, 'id'>[];
};

export interface AssignmentStore {
  /** The assignments of a course by position, without deleted ones. */
  list(courseId: number): Promise<readonly Assignment[]>;
  find(assignmentId: number): Promise<Assignment | null>;
  create(
    courseId: number,
    fields: AssignmentChange & { name: string; groupId: number },
  ): Promise<EditOutcome<Assignment>>;
  edit(assignmentId: number, change: AssignmentChange): Promise<EditOutcome<Assignment>>;
  /** The Sync to SIS switch of the Assignments page. Refused if it breaks one of the account's SIS rules. */
  togglePostToSis(assignmentId: number): Promise<EditOutcome<Assignment>>;
  /** "Disable Sync to {SIS}" of the More Options menu: switches it off for every assignment of the course. */
  disablePostToSis(courseId: number): Promise<void>;
  remove(assignmentId: number): Promise<void>;
}

const defaults = {
  description: null,
  pointsPossible: null,
  gradingType: 'points',
  submissionTypes: ['on_paper'],
  published: true,
  omitFromFinalGrade: false,
  onlyVisibleToOverrides: false,
  postManually: false,
  dueAt: null,
  unlockAt: null,
  lockAt: null,
  integrationId: null,
  integrationData: {},
  deleted: false,
} as const;

export function createAssignmentStore(
  models: Models,
  clock: Clock,
  getAccount: () => Promise<Account>,
  submissions: SubmissionMaker,
): AssignmentStore {
  const { assignments } = models;
  const find = (assignmentId: number): Promise<Assignment | null> =>
    assignments.findOne({ id: assignmentId, deleted: false }, plain).lean<Assignment>().exec();

  const numberOverrides = (
    overrides: readonly Omit<AssignmentOverride, 'id'>[],
  ): Promise<AssignmentOverride[]> =>
    Promise.all(
      overrides.map(async (override) => ({
        ...override,
        id: await nextId(models, 'assignment_overrides'),
      })),
    );

  const save = async (assignment: Assignment): Promise<EditOutcome<Assignment>> => {
    const problems = [...checkFields(assignment), ...checkSisRules(assignment, await getAccount())];
    if (problems.length > 0) return { ok: false, problems };
    await assignments.replaceOne({ id: assignment.id }, { ...assignment }, { upsert: true });
    await submissions.fillCourse(assignment.courseId);
    return { ok: true, value: assignment };
  };

  const edit: AssignmentStore['edit'] = async (assignmentId, change) => {
    const before = await find(assignmentId);
    if (before === null) throw new Error(`No assignment ${assignmentId}`);
    const overrides =
      change.overrides === undefined ? before.overrides : await numberOverrides(change.overrides);
    return save({ ...before, ...change, overrides, updatedAt: clock() });
  };

  return {
    find,
    edit,
    list: (courseId) =>
      assignments
        .find({ courseId, deleted: false }, plain)
        .sort({ position: 1, id: 1 })
        .lean<Assignment[]>()
        .exec(),
    create: async (courseId, fields) => {
      const account = await getAccount();
      const now = clock();
      return save({
        postToSis: account.sisSettings.defaultGradeExport,
        position: (await assignments.countDocuments({ courseId })) + 1,
        ...defaults,
        ...fields,
        overrides: await numberOverrides(fields.overrides ?? []),
        id: await nextId(models, 'assignments'),
        courseId,
        createdAt: now,
        updatedAt: now,
      });
    },
    togglePostToSis: async (assignmentId) => {
      const before = await find(assignmentId);
      if (before === null) throw new Error(`No assignment ${assignmentId}`);
      return edit(assignmentId, { postToSis: !before.postToSis });
    },
    disablePostToSis: async (courseId) => {
      await assignments.updateMany(
        { courseId, postToSis: true },
        { $set: { postToSis: false, updatedAt: clock() } },
      );
    },
    remove: async (assignmentId) => {
      await assignments.updateOne({ id: assignmentId }, { $set: { deleted: true, updatedAt: clock() } });
    },
  };
}

/** Canvas refuses a blank or overlong title (app/models/assignment.rb) and negative points. */
function checkFields(assignment: Assignment): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (assignment.name.trim() === '') problems.push({ field: 'name', message: 'is too short' });
  if (assignment.name.length > 255) problems.push({ field: 'name', message: 'is too long' });
  if ((assignment.pointsPossible ?? 0) < 0) {
    problems.push({ field: 'points_possible', message: 'must be greater than or equal to zero' });
  }
  return problems;
}
