import type mongoose from 'mongoose';
import { z } from 'zod';
import { type CellState, cellStates } from '../../domain/cell.ts';
import { chunk } from '../../domain/chunk.ts';
import { groupBy } from '../../domain/group-by.ts';
import { type ItemReason, itemReasons } from '../../domain/outcomes.ts';
import { openRecords, unlessDuplicate } from '../records.ts';
import { type CellRecord, cellFormat, classPrefix, type StoredCell } from './cell-record.ts';
import { type CourseScope, idsUnder, ofCourse } from './course-scope.ts';

/** A new version of a stored cell. */
export interface CellChange {
  readonly cell: CellRecord;
  /** The stored cell that it replaces, if that has not changed since it was read. */
  readonly before: CellRecord;
}

/** Which cells of a course; each part narrows it. */
export interface CellFilter {
  readonly assignmentIds: readonly string[] | null;
  readonly classKey: string | null;
  readonly states: readonly CellState[] | null;
  /** Only cells whose score the next run sends, or whose reason no run has reported yet. */
  readonly isDue: boolean;
}

const countRow = z.object({
  _id: z.object({
    assignmentId: z.string(),
    classKey: z.string(),
    sectionIds: z.array(z.string()),
    state: z.enum(cellStates),
    reason: z.enum(itemReasons).nullable(),
    due: z.enum(['send', 'tell']).nullable(),
  }),
  count: z.number(),
  lastSentAt: z.date().nullable(),
});

/** How many cells of one assignment and class are in one state. */
export interface CellCount {
  readonly assignmentId: string;
  readonly classKey: string;
  readonly sectionIds: readonly string[];
  readonly state: CellState;
  readonly reason: ItemReason | null;
  readonly due: 'send' | 'tell' | null;
  readonly count: number;
  readonly lastSentAt: Date | null;
}

export interface CellStore {
  find(scope: CourseScope, ids: readonly string[]): Promise<CellRecord[]>;
  findOfAssignment(scope: CourseScope, assignmentId: string): Promise<CellRecord[]>;
  findOfClass(scope: CourseScope, assignmentId: string, classKey: string): Promise<CellRecord[]>;
  /** Cells of an assignment that belong to one of these people, or to one of these students of the SIS. */
  findOfPeople(
    scope: CourseScope,
    assignmentId: string,
    people: { readonly personIds: readonly string[]; readonly studentSourcedIds: readonly string[] },
  ): Promise<CellRecord[]>;
  findByResults(scope: CourseScope, resultSourcedIds: readonly string[]): Promise<CellRecord[]>;
  /** In the order of their names. */
  stream(scope: CourseScope, filter: CellFilter): AsyncIterable<CellRecord>;
  /** Adds cells; false if one of them existed already. */
  insert(cells: readonly CellRecord[]): Promise<boolean>;
  /**
   * Stores new versions; false if a cell was changed meanwhile, which then stays as it is.
   * @throws an error that `isDuplicateKey` recognises if another cell of the course has the same result
   */
  replace(changes: readonly CellChange[]): Promise<boolean>;
  /** Removes cells that have not changed since they were read. */
  remove(cells: readonly CellRecord[]): Promise<void>;
  /** Records that a run has reported why these are not sent. */
  markTold(cells: readonly CellRecord[]): Promise<void>;
  count(scope: CourseScope, assignmentIds: readonly string[]): Promise<CellCount[]>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

/**
 * The grade cells, in batches. Each write is guarded by the version that its writer read. Ids begin with course,
 * assignment and class, so a range of ids finds those of one of them, and no index has a field that changes
 * with every run: that would double the cost of a write.
 */
export function createCellStore(connection: mongoose.Connection): CellStore {
  const cells = openRecords(connection, cellFormat);
  /** Sets fields of the cells that still have the version `before`. Returns how many. */
  const setVersions = async (
    changes: readonly { readonly next: NextCell; readonly before: number }[],
    optional: readonly ('due' | 'resultSourcedId')[],
  ): Promise<number> => {
    let matched = 0;
    // Nearly all cells of a batch have the same version.
    const groups = groupBy(
      changes,
      ({ next, before }) => `${before} ${next.institutionId} ${next.courseKey}`,
    );
    for (const batch of [...groups.values()].flatMap((group) => chunk(group, cellsPerStatement))) {
      const [first] = batch;
      if (!first) continue;
      const ids = batch.map(({ next }) => next._id);
      const filter = { ...ofCourse(first.next), _id: { $in: ids }, version: first.before };
      const documents = batch.map(({ next, before }) => ({ ...next, version: before + 1 }));
      matched += await cells.setEach(filter, documents, optional);
    }
    return matched;
  };
  return {
    find: (scope, ids) =>
      ids.length === 0 ? noCells : cells.find({ ...ofCourse(scope), _id: { $in: [...ids] } }),
    findOfAssignment: (scope, assignmentId) => cells.find(ofAssignments(scope, [assignmentId])),
    findOfClass: (scope, assignmentId, classKey) =>
      cells.find({
        ...ofCourse(scope),
        _id: idsUnder(classPrefix(scope.courseKey, assignmentId, classKey)),
        assignmentId,
        classKey,
      }),
    findOfPeople: (scope, assignmentId, { personIds, studentSourcedIds }) =>
      cells.find({
        ...ofCourse(scope),
        _id: idsUnder(`${scope.courseKey}:${assignmentId}`),
        assignmentId,
        $or: [{ personId: { $in: [...personIds] } }, { studentSourcedId: { $in: [...studentSourcedIds] } }],
      }),
    findByResults: (scope, resultSourcedIds) =>
      cells.find({ ...ofCourse(scope), resultSourcedId: { $in: [...resultSourcedIds] } }),
    stream: (scope, { assignmentIds, classKey, states, isDue }) =>
      cells.stream(
        {
          ...(assignmentIds === null ? ofCourse(scope) : ofAssignments(scope, assignmentIds)),
          ...(isDue ? { due: { $in: ['send', 'tell'] as const } } : {}),
          ...(classKey === null ? {} : { classKey }),
          ...(states === null ? {} : { state: { $in: [...states] } }),
        },
        { sort: { _id: 1 } },
      ),
    insert: (added) => unlessDuplicate(cells.insertMany(added.map(withoutVersion))),
    async replace(changes) {
      const matched = await setVersions(
        changes.map(({ cell, before }) => ({
          next: findChangedFields(before, cell),
          before: before.version,
        })),
        ['due', 'resultSourcedId'],
      );
      return matched === changes.length;
    },
    async remove(removed) {
      for (const { _id, institutionId, courseKey, version } of removed) {
        await cells.deleteMany({ _id, institutionId, courseKey, version });
      }
    },
    async markTold(told) {
      await setVersions(
        told.map(({ _id, institutionId, courseKey, version, reason }) => ({
          next: { _id, institutionId, courseKey, toldReason: reason },
          before: version,
        })),
        ['due'],
      );
    },
    async count(scope, assignmentIds) {
      const rows = await cells.aggregate(countRow, [
        { $match: ofAssignments(scope, assignmentIds) },
        {
          $group: {
            _id: {
              assignmentId: '$assignmentId',
              classKey: '$classKey',
              sectionIds: '$sectionIds',
              state: '$state',
              reason: '$reason',
              due: { $ifNull: ['$due', null] },
            },
            count: { $sum: 1 },
            lastSentAt: { $max: '$held.sentAt' },
          },
        },
        { $sort: { _id: 1 } },
      ]);
      return rows.map(({ _id, count, lastSentAt }) => ({ ..._id, count, lastSentAt }));
    },
    async removeInstitution(institutionId) {
      await cells.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await cells.createIndex({ institutionId: 1, courseKey: 1, _id: 1 });
      await cells.createIndex(
        { institutionId: 1, courseKey: 1, resultSourcedId: 1 },
        { unique: true, partialFilterExpression: { resultSourcedId: { $exists: true } } },
      );
    },
  };
}

/** The part of a filter that takes the cells of these assignments, in the order of their ids. */
function ofAssignments(scope: CourseScope, assignmentIds: readonly string[]) {
  const ranges = assignmentIds.map((id) => ({ _id: idsUnder(`${scope.courseKey}:${id}`), assignmentId: id }));
  const [first = { _id: { $in: [] } }] = ranges;
  return { ...ofCourse(scope), ...(ranges.length > 1 ? { $or: ranges } : first) };
}

type NextCell = Partial<StoredCell> & Pick<StoredCell, '_id' | 'institutionId' | 'courseKey'>;

/** What most changes leave alone; all else is always written. */
const settledFields = [
  'assignmentId',
  'classKey',
  'classSourcedId',
  'sectionName',
  'sectionIds',
  'personId',
  'studentName',
  'studentSisId',
  'studentSourcedId',
  'canvas',
  'wanted',
  'held',
  'createdAt',
] as const satisfies readonly (keyof CellRecord)[];

/** The fields to write so that `before` becomes `cell`. */
function findChangedFields(before: CellRecord, cell: CellRecord): NextCell {
  const next: NextCell = withoutVersion(cell);
  for (const field of settledFields) if (before[field] === cell[field]) delete next[field];
  return next;
}

/** Each statement searches its whole list for every cell. */
const cellsPerStatement = 100;

const noCells: Promise<CellRecord[]> = Promise.resolve([]);

function withoutVersion(cell: CellRecord): StoredCell {
  return { ...cell, v: cellFormat.version };
}
