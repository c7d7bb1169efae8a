import { trusted } from 'mongoose';
import type { Clock } from '../../../src/clock.ts';
import { datesForStudent } from './dates.ts';
import { applyGradeChange, type GradeChange } from './grading.ts';
import { type Models, plain } from './models.ts';
import type { Assignment, CheckpointTag } from './records/assignment.ts';
import type { Course } from './records/course.ts';
import type { Enrollment } from './records/enrollment.ts';
import type { GradebookStatus, Submission } from './records/submission.ts';
import type { User } from './records/user.ts';
import { sectionsByStudent } from './submission-maker.ts';

export interface GradebookStudent {
  readonly user: User;
  readonly sectionIds: readonly number[];
  /** The best of the student's enrollment states. */
  readonly state: Enrollment['state'];
}

/** Everything the Gradebook page shows for a course. */
export interface Gradebook {
  /** By sortable name, the test student last. */
  readonly students: readonly GradebookStudent[];
  /** Published assignments, by position. */
  readonly assignments: readonly Assignment[];
  readonly cells: readonly Submission[];
}

/** Which cell, and who changes it. A tool has a negative grader id. */
export interface CellRef {
  readonly assignmentId: number;
  readonly studentId: number;
  readonly graderId: number;
}

export interface GradebookStore {
  read(courseId: number): Promise<Gradebook>;
  /** One cell; null if the assignment is not assigned to the student. */
  find(assignmentId: number, studentId: number): Promise<Submission | null>;
  setScore(cell: CellRef, score: number): Promise<Submission>;
  /** Grades one part of a discussion with checkpoints. */
  setPartScore(cell: CellRef, tag: CheckpointTag, score: number): Promise<Submission>;
  /** Removes score and excuse. */
  clearScore(cell: CellRef): Promise<Submission>;
  setStatus(cell: CellRef, status: GradebookStatus): Promise<Submission>;
  /** One of the school's own statuses; it changes neither score nor dates. */
  setCustomStatus(cell: CellRef, statusId: number): Promise<Submission | null>;
  /** Submits the student's work now. */
  submit(assignmentId: number, studentId: number, body?: string): Promise<Submission>;
  /** "Post grades": shows students all graded cells of an assignment. */
  postGrades(assignmentId: number): Promise<void>;
  /** "Hide grades". */
  hideGrades(assignmentId: number): Promise<void>;
}

const stateRank: readonly Enrollment['state'][] = ['active', 'inactive', 'completed', 'deleted'];

export function createGradebookStore(models: Models, clock: Clock): GradebookStore {
  const { submissions } = models;
  const find = (assignmentId: number, studentId: number): Promise<Submission | null> =>
    submissions.findOne({ assignmentId, userId: studentId }, plain).lean<Submission>().exec();

  const requireAssignment = async (assignmentId: number): Promise<Assignment> => {
    const assignment = await models.assignments
      .findOne({ id: assignmentId, deleted: false }, plain)
      .lean<Assignment>();
    if (assignment === null) throw new Error(`No assignment ${assignmentId}`);
    return assignment;
  };

  const change = async (cell: CellRef, gradeChange: GradeChange): Promise<Submission> => {
    const assignment = await requireAssignment(cell.assignmentId);
    const [before, course, enrollments] = await Promise.all([
      find(cell.assignmentId, cell.studentId),
      models.courses.findOne({ id: assignment.courseId }, plain).lean<Course>(),
      models.enrollments
        .find({ courseId: assignment.courseId, userId: cell.studentId }, plain)
        .lean<Enrollment[]>(),
    ]);
    if (before === null || course === null) {
      throw new Error(`Assignment ${cell.assignmentId} is not given to student ${cell.studentId}`);
    }
    const sectionIds = sectionsByStudent(enrollments).get(cell.studentId) ?? [];
    const after = applyGradeChange(before, gradeChange, {
      assignment,
      latePolicy: course.latePolicy,
      dueAt: datesForStudent(assignment, cell.studentId, sectionIds)?.dueAt ?? null,
      now: clock(),
      graderId: cell.graderId,
    });
    await submissions.replaceOne({ id: before.id }, { ...after });
    return after;
  };

  return {
    find,
    read: (courseId) => readGradebook(models, courseId),
    setScore: (cell, score) => change(cell, { kind: 'score', score }),
    setPartScore: (cell, tag, score) => change(cell, { kind: 'part', tag, score }),
    clearScore: (cell) => change(cell, { kind: 'clear' }),
    setStatus: (cell, status) => change(cell, { kind: 'status', status }),
    setCustomStatus: async ({ assignmentId, studentId }, customGradeStatusId) => {
      const change = { $set: { customGradeStatusId, updatedAt: clock() } };
      await submissions.updateOne({ assignmentId, userId: studentId }, change);
      return find(assignmentId, studentId);
    },
    submit: async (assignmentId, studentId, body) => {
      const before = await find(assignmentId, studentId);
      if (before === null) throw new Error(`Assignment ${assignmentId} is not given to student ${studentId}`);
      const now = clock();
      const handedIn: Submission = {
        ...before,
        submittedAt: now,
        ...(body === undefined ? {} : { body }),
        submissionType: 'online_text_entry',
        attempt: (before.attempt ?? 0) + 1,
        workflowState: before.workflowState === 'graded' ? 'graded' : 'submitted',
        updatedAt: now,
      };
      await submissions.replaceOne({ id: before.id }, { ...handedIn });
      return handedIn;
    },
    postGrades: async (assignmentId) => {
      const postedAt = clock();
      await submissions.updateMany(
        { assignmentId, postedAt: null, workflowState: 'graded' },
        { $set: { postedAt, updatedAt: postedAt } },
      );
    },
    hideGrades: async (assignmentId) => {
      await submissions.updateMany({ assignmentId }, { $set: { postedAt: null, updatedAt: clock() } });
    },
  };
}

async function readGradebook(models: Models, courseId: number): Promise<Gradebook> {
  const [enrollments, assignments, cells] = await Promise.all([
    models.enrollments.find({ courseId, state: trusted({ $ne: 'deleted' }) }, plain).lean<Enrollment[]>(),
    models.assignments
      .find({ courseId, deleted: false, published: true }, plain)
      .sort({ position: 1, id: 1 })
      .lean<Assignment[]>(),
    models.submissions.find({ courseId }, plain).sort({ id: 1 }).lean<Submission[]>(),
  ]);
  const sections = sectionsByStudent(enrollments);
  const users = await models.users.find({ id: trusted({ $in: [...sections.keys()] }) }, plain).lean<User[]>();
  const students = users.map((user) => ({
    user,
    sectionIds: sections.get(user.id) ?? [],
    state: bestState(enrollments.filter((enrollment) => enrollment.userId === user.id)),
  }));
  students.sort(
    (a, b) =>
      Number(a.user.testStudent) - Number(b.user.testStudent) ||
      a.user.sortableName.localeCompare(b.user.sortableName),
  );
  return { students, assignments, cells };
}

function bestState(enrollments: readonly Enrollment[]): Enrollment['state'] {
  return stateRank.find((state) => enrollments.some((enrollment) => enrollment.state === state)) ?? 'deleted';
}
