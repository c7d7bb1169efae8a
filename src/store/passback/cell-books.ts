import type mongoose from 'mongoose';
import { z } from 'zod';
import { cellStates } from '../../domain/cell.ts';
import { itemReasons } from '../../domain/outcomes.ts';
import { list, openRecords, type RecordFormat, unlessDuplicate } from '../records.ts';
import { cellDues } from './cell-record.ts';
import type { CourseScope } from './course-scope.ts';

const bookCount = z.object({
  classKey: z.string(),
  sectionIds: list(z.string()).default([]),
  state: z.enum(cellStates),
  reason: z.enum(itemReasons).nullable().default(null),
  due: z.enum(cellDues).nullable().default(null),
  count: z.number(),
  lastSentAt: z.date().nullable().default(null),
});

const bookAssignment = z.object({
  id: z.string(),
  /** Everything except grades that the evaluation of its cells relied on. */
  basis: z.string(),
  counts: list(bookCount).default([]),
});

/** An evaluation that may have written cells, and has not said what became of them. */
const openEvaluation = z.object({ id: z.string(), at: z.date(), assignmentIds: list(z.string()) });
export type OpenEvaluation = Readonly<z.output<typeof openEvaluation>>;

const storedBook = z.object({
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  /** The last receipt taken over from the version before cells; null if there was none. */
  importedUpTo: z.date().nullable().default(null),
  /** When every cell is evaluated again, because a process of that version may still have changed grades. */
  recheckAt: z.date().nullable().default(null),
  /** The roster with which the cells were evaluated. */
  rosterId: z.string().nullable().default(null),
  assignments: list(bookAssignment).default([]),
  /** Assignments with cells that a run may have changed since they were counted. */
  stale: list(z.string()).default([]),
  /** Whoever dies while writing cells leaves one here, and its assignments are evaluated in full. */
  evaluations: list(openEvaluation).default([]),
  /** Since when the SIS has been asked about every grade of the course; null: never. */
  comparedAt: z.date().nullable().default(null),
  /**
   * How far the partial comparisons of the nightly syncs got: the last receipt, and whether all could be
   * read.
   */
  rotation: z
    .object({ after: z.string(), startedAt: z.date(), isWhole: z.boolean() })
    .nullable()
    .default(null),
  /** The problems of each assignment that a run has reported. */
  toldProblems: z.record(z.string(), z.string()).default({}),
  version: z.number(),
});

/** How the cells of one assignment were evaluated, and how many are in each state. */
export type BookAssignment = Readonly<z.output<typeof bookAssignment>>;
export type BookCount = Readonly<z.output<typeof bookCount>>;
/** What pages and runs know about a course's cells without reading them. */
export type CellBook = Readonly<Omit<z.output<typeof storedBook>, '_id' | 'v'>>;

export const cellBookFormat: RecordFormat<CellBook, z.input<typeof storedBook>> = {
  collection: 'cell_books',
  version: 1,
  schema: storedBook.transform(({ _id, v: _v, ...book }) => book),
};

/** One document per course with the counts of its cells, so that pages never count them. */
export interface CellBookStore {
  find(scope: CourseScope): Promise<CellBook | null>;
  /** Stores the next version; false if somebody else was faster. */
  save(
    scope: CourseScope,
    book: Omit<CellBook, 'institutionId' | 'version' | 'evaluations'>,
    before: number,
  ): Promise<boolean>;
  /** Notes that cells are about to be written; nothing where there is no book, which is then made in full. */
  beginEvaluation(scope: CourseScope, evaluation: OpenEvaluation): Promise<void>;
  endEvaluations(scope: CourseScope, ids: readonly string[]): Promise<void>;
  /** Records that cells of these assignments are about to change, and which problems have been reported. */
  markStale(
    scope: CourseScope,
    assignmentIds: readonly string[],
    toldProblems: ReadonlyMap<string, string>,
  ): Promise<void>;
  /** Records what was compared with the SIS; does nothing if the course has no book. */
  noteCompared(scope: CourseScope, change: Partial<Pick<CellBook, 'comparedAt' | 'rotation'>>): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

export function createCellBookStore(connection: mongoose.Connection): CellBookStore {
  const books = openRecords(connection, cellBookFormat);
  return {
    find: ({ institutionId, courseKey }) => books.findOne({ _id: courseKey, institutionId }),
    async save({ institutionId, courseKey }, book, before) {
      const next = { institutionId, ...book, version: before + 1 };
      if (before === 0) return unlessDuplicate(books.insertOne({ _id: courseKey, ...next }));
      return (
        (await books.updateOne({ _id: courseKey, institutionId, version: before }, { $set: next })) === 1
      );
    },
    async beginEvaluation({ institutionId, courseKey }, evaluation) {
      await books.updateOne({ _id: courseKey, institutionId }, { $push: { evaluations: evaluation } });
    },
    async endEvaluations({ institutionId, courseKey }, ids) {
      const ended = { $pull: { evaluations: { id: { $in: [...ids] } } } };
      await books.updateOne({ _id: courseKey, institutionId }, ended);
    },
    async markStale({ institutionId, courseKey }, assignmentIds, toldProblems) {
      if (assignmentIds.length === 0 && toldProblems.size === 0) return;
      const told = [...toldProblems].map(([id, problems]) => [`toldProblems.${id}`, problems] as const);
      await books.updateOne(
        { _id: courseKey, institutionId },
        {
          $addToSet: { stale: { $each: [...assignmentIds] } },
          ...(told.length > 0 ? { $set: Object.fromEntries(told) } : {}),
          $inc: { version: 1 },
        },
      );
    },
    async noteCompared({ institutionId, courseKey }, change) {
      await books.updateOne({ _id: courseKey, institutionId }, { $set: change, $inc: { version: 1 } });
    },
    async removeInstitution(institutionId) {
      await books.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await books.createIndex({ institutionId: 1 });
    },
  };
}
