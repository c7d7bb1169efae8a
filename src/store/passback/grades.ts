import type mongoose from 'mongoose';
import { forgiveDuplicates, openRecords } from './collection.ts';

/** What Canvas said of one person's grade on one assignment. */
export interface Grade {
  readonly assignmentId: string;
  readonly personId: string;
  readonly score: number | null;
  readonly excused: boolean;
  readonly late: boolean;
  readonly missing: boolean;
  readonly gradedAt: Date | null;
  readonly postedAt: Date | null;
  /** Parts still wait for a person to grade them. */
  readonly pendingReview: boolean;
}

export interface GradeRecord extends Grade {
  readonly _id: string;
  readonly institutionId: string;
  readonly courseKey: string;
  /** Canvas's clock when it said so; an older reading never overwrites a newer one, seconds apart. */
  readonly readAt: Date;
}

export interface GradeStore {
  /** Keeps what a page said. A row without any grade only empties one that is already kept. */
  savePage(
    course: { key: string; institutionId: string },
    grades: readonly Grade[],
    readAt: Date,
  ): Promise<void>;
  /** Batches of at most `size`, in a stable order. */
  streamAssignment(courseKey: string, assignmentId: string, size: number): AsyncIterable<GradeRecord[]>;
  /** Assignments with a grade that the student cannot see yet. */
  findAssignmentsWithHidden(courseKey: string): Promise<string[]>;
  countHidden(courseKey: string, assignmentIds: readonly string[]): Promise<number>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

/**
 * Canvas tells its clock in whole seconds (the `Date` header): of two readings in the same second the later may seem
 * to be the earlier one, by less than this.
 */
const clockStepMs = 1_000;

/** The mirror of a course's grades: one record per assignment and person. */
export function createGradeStore(connection: mongoose.Connection): GradeStore {
  const grades = openRecords<GradeRecord>(connection, 'grades');
  const hidden = (courseKey: string) => ({
    courseKey,
    postedAt: null,
    $or: [{ score: { $ne: null } }, { excused: true }],
  });
  return {
    async savePage(course, page, readAt) {
      if (page.length === 0) return;
      const latest = new Date(readAt.getTime() + clockStepMs);
      const writes = page.map((grade) => ({
        updateOne: {
          filter: { _id: gradeId(course.key, grade), readAt: { $lte: latest } },
          update: { $set: { ...grade, courseKey: course.key, institutionId: course.institutionId, readAt } },
          upsert: grade.score !== null || grade.excused,
        },
      }));
      // A duplicate key means that a newer reading is already kept: the filter above did not match it.
      await forgiveDuplicates(grades.bulkWrite(writes, { ordered: false }));
    },
    async *streamAssignment(courseKey, assignmentId, size) {
      let after = '';
      for (;;) {
        const batch = await grades
          .find({ courseKey, assignmentId, _id: { $gt: after } })
          .sort({ _id: 1 })
          .limit(size)
          .toArray();
        if (batch.length > 0) yield batch;
        const last = batch.at(-1);
        if (!last || batch.length < size) return;
        after = last._id;
      }
    },
    findAssignmentsWithHidden: (courseKey) => grades.distinct('assignmentId', hidden(courseKey)),
    countHidden: (courseKey, assignmentIds) =>
      grades.countDocuments({ ...hidden(courseKey), assignmentId: { $in: [...assignmentIds] } }),
    async removeInstitution(institutionId) {
      await grades.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await grades.createIndex({ courseKey: 1, assignmentId: 1, _id: 1 });
      await grades.createIndex({ courseKey: 1, postedAt: 1 });
      await grades.createIndex({ institutionId: 1 });
    },
  };
}

function gradeId(courseKey: string, grade: Grade): string {
  return `${courseKey}:${grade.assignmentId}:${grade.personId}`;
}
