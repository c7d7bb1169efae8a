import type mongoose from 'mongoose';
import { z } from 'zod';
import { chunk } from '../../domain/chunk.ts';
import { openRecords, type RecordFormat, unlessDuplicate } from '../records.ts';
import { idsUnder } from './course-scope.ts';

const storedGrade = z.object({
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  courseKey: z.string(),
  assignmentId: z.string(),
  personId: z.string(),
  score: z.number().nullable().default(null),
  /** The grade in letters or words; null: it has none, or a version that did not read them stored it. */
  textGrade: z.string().nullable().default(null),
  excused: z.boolean().default(false),
  late: z.boolean().default(false),
  missing: z.boolean().default(false),
  gradedAt: z.date().nullable().default(null),
  postedAt: z.date().nullable().default(null),
  /** Parts still wait for somebody to grade them. */
  pendingReview: z.boolean().default(false),
  /** Bears a status that the school invented in Canvas; the SIS knows nothing of it. */
  customStatus: z.boolean().default(false),
  /** How often it changed. */
  changes: z.number().default(0),
  /** The cells do not know its last change yet. */
  unevaluated: z.literal(true).optional(),
  /** Canvas's time when it said so. An older reading never overwrites a newer one that is seconds apart. */
  readAt: z.date(),
});
export type GradeRecord = Readonly<z.output<typeof storedGrade>>;

/** What Canvas said about one person's grade for one assignment. */
export type Grade = Omit<
  GradeRecord,
  '_id' | 'v' | 'institutionId' | 'courseKey' | 'readAt' | 'changes' | 'unevaluated'
>;

/** A change of a grade that the cells do not know yet. */
export type GradeChange = Pick<GradeRecord, '_id' | 'assignmentId' | 'personId' | 'changes'>;

export const gradeFormat: RecordFormat<GradeRecord, z.input<typeof storedGrade>> = {
  collection: 'grades',
  version: 1,
  schema: storedGrade,
};

export interface GradeStore {
  /**
   * Stores a page. A row without a grade only clears a stored one. `changes` leaves out rows that are already
   * stored. `all` writes these too, with the new `readAt`: needed while somebody else reads the same course,
   * so that an older reading saved later cannot overwrite them.
   */
  savePage(
    course: { key: string; institutionId: string },
    grades: readonly Grade[],
    readAt: Date,
    write?: 'changes' | 'all',
  ): Promise<void>;
  /** The grades of an assignment, for everybody or some people. */
  find(courseKey: string, assignmentId: string, personIds: readonly string[] | null): Promise<GradeRecord[]>;
  findUnevaluated(courseKey: string): Promise<GradeChange[]>;
  /** Records that the cells know these changes; a grade that changed again meanwhile stays unevaluated. */
  markEvaluated(changes: readonly GradeChange[]): Promise<void>;
  /** Assignments with a grade that the student cannot see yet. */
  findAssignmentsWithHidden(courseKey: string): Promise<string[]>;
  /** @param personIds null: everybody's */
  countHidden(
    courseKey: string,
    assignmentIds: readonly string[],
    personIds: readonly string[] | null,
  ): Promise<number>;
  /** @param personIds null: everybody's */
  countCustomStatuses(
    courseKey: string,
    assignmentIds: readonly string[],
    personIds: readonly string[] | null,
  ): Promise<number>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

/**
 * Canvas gives its time in whole seconds (the `Date` header): of two readings in one second, the later may
 * seem earlier by less than this.
 */
const clockStepMs = 1_000;

const gradeChange = z.object({
  _id: z.string(),
  assignmentId: z.string(),
  personId: z.string(),
  changes: z.number().default(0),
});
const idsAtOnce = 1_000;

/** Ids by how often their grade has changed. */
function groupByCount(changes: readonly GradeChange[]): ReadonlyMap<number, string[]> {
  const groups = new Map<number, string[]>();
  for (const { _id, changes: count } of changes) {
    const group = groups.get(count);
    if (group) group.push(_id);
    else groups.set(count, [_id]);
  }
  return groups;
}

/** The mirror of a course's grades: one record per assignment and person. */
export function createGradeStore(connection: mongoose.Connection): GradeStore {
  const grades = openRecords(connection, gradeFormat);
  const hidden = (courseKey: string) => ({
    courseKey,
    postedAt: null,
    $or: [{ score: { $ne: null } }, { excused: true }],
  });
  return {
    async savePage(course, page, readAt, write = 'changes') {
      const ids = page.map((grade) => gradeId(course.key, grade));
      const stored = write === 'all' ? [] : await grades.find({ _id: { $in: ids } });
      const storedById = new Map(stored.map((record) => [record._id, record]));
      const written = page.filter((grade) => {
        const known = storedById.get(gradeId(course.key, grade));
        return known === undefined || !isSameGrade(known, grade);
      });
      const isGraded = ({ score, excused }: Grade): boolean => score !== null || excused;
      const of = { courseKey: course.key, institutionId: course.institutionId };
      const fresh = written.filter(
        (grade) => write === 'changes' && isGraded(grade) && !storedById.has(gradeId(course.key, grade)),
      );
      const inserted = await unlessDuplicate(
        grades.insertMany(
          fresh.map((grade) => ({
            _id: gradeId(course.key, grade),
            ...grade,
            ...of,
            readAt,
            unevaluated: true as const,
            changes: 1,
          })),
        ),
      );
      const isFresh = new Set(inserted ? fresh : []);
      const latest = new Date(readAt.getTime() + clockStepMs);
      const updates = written
        .filter((grade) => !isFresh.has(grade))
        .map((grade) => ({
          filter: { _id: gradeId(course.key, grade), readAt: { $lte: latest } },
          update: {
            $set: { ...grade, ...of, readAt, unevaluated: true as const, v: grades.version },
            $inc: { changes: 1 },
          },
          upsert: isGraded(grade),
        }));
      // A duplicate key means that a newer reading is already stored: the filter above did not match it.
      await unlessDuplicate(grades.updateEach(updates));
    },
    find: (courseKey, assignmentId, personIds) =>
      grades.find({
        courseKey,
        _id: idsUnder(`${courseKey}:${assignmentId}`),
        assignmentId,
        ...(personIds === null ? {} : { personId: { $in: [...personIds] } }),
      }),
    findUnevaluated: (courseKey) =>
      grades.findPart(
        gradeChange,
        { courseKey, unevaluated: true },
        { projection: { assignmentId: 1, personId: 1, changes: 1 } },
      ),
    async markEvaluated(changes) {
      for (const [count, known] of groupByCount(changes)) {
        for (const ids of chunk(known, idsAtOnce)) {
          await grades.updateMany({ _id: { $in: ids }, changes: count }, { $unset: { unevaluated: true } });
        }
      }
    },
    findAssignmentsWithHidden: (courseKey) => grades.distinct('assignmentId', hidden(courseKey)),
    countHidden: (courseKey, assignmentIds, personIds) =>
      grades.count({
        ...hidden(courseKey),
        assignmentId: { $in: [...assignmentIds] },
        ...(personIds === null ? {} : { personId: { $in: [...personIds] } }),
      }),
    countCustomStatuses: (courseKey, assignmentIds, personIds) =>
      grades.count({
        courseKey,
        customStatus: true,
        assignmentId: { $in: [...assignmentIds] },
        ...(personIds === null ? {} : { personId: { $in: [...personIds] } }),
      }),
    async removeInstitution(institutionId) {
      await grades.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await grades.createIndex({ courseKey: 1, _id: 1 });
      await grades.createIndex(
        { courseKey: 1, unevaluated: 1 },
        { partialFilterExpression: { unevaluated: { $exists: true } } },
      );
      await grades.createIndex({ courseKey: 1, postedAt: 1 });
      await grades.createIndex(
        { courseKey: 1, customStatus: 1 },
        { partialFilterExpression: { customStatus: true } },
      );
      await grades.createIndex({ institutionId: 1 });
    },
  };
}

/**
 * Only whether a grade is posted matters, not when; AGS has no such time and gives a different one each time.
 */
function isSameGrade(known: Grade, grade: Grade): boolean {
  return (
    known.score === grade.score &&
    known.textGrade === grade.textGrade &&
    known.excused === grade.excused &&
    known.late === grade.late &&
    known.missing === grade.missing &&
    known.pendingReview === grade.pendingReview &&
    known.customStatus === grade.customStatus &&
    known.gradedAt?.getTime() === grade.gradedAt?.getTime() &&
    (known.postedAt === null) === (grade.postedAt === null)
  );
}

function gradeId(courseKey: string, grade: Grade): string {
  return `${courseKey}:${grade.assignmentId}:${grade.personId}`;
}
