import { compareScores, isCleared, outcomeOfCell, toSeenScore } from '../../domain/cell.ts';
import type { LaunchContext } from '../../domain/launch-context.ts';
import {
  actionOfOutcome,
  type CoursePreview,
  isListed,
  type PreviewAction,
  type PreviewedGrade,
  type PreviewFilter,
} from '../../domain/preview.ts';
import { sectionIdsWithin } from '../../domain/reach.ts';
import type { BookCount } from '../../store/passback/cell-books.ts';
import { type CellRecord, cellName } from '../../store/passback/cell-record.ts';
import type { CellFilter } from '../../store/passback/cells.ts';
import type { ItemRecord } from '../../store/passback/item-record.ts';
import { isInSections } from '../../store/passback/section-ids.ts';
import { listGone } from '../comparison/list-gone.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { findBefore } from '../runs/run-items.ts';
import { selects } from '../runs/scope.ts';
import { evaluate, type OpenedCells, openCells } from './compare-course.ts';
import { countsWithin, findSendingClasses, isRemoval, outcomeOfCount } from './count-outcomes.ts';

/** Which grades of a preview. */
export interface PreviewPart {
  /** Null: every assignment. */
  readonly assignmentId: string | null;
  readonly show: PreviewFilter;
  /** Part of a student's or an assignment's name, or of a student's SIS id; empty: any. */
  readonly search: string;
}

/** Grades per page. */
export const previewPageSize = 100;
const cellsAtOnce = 500;

/** One page of what the next run would do, as far as the person may see it. */
export async function readPreview(
  deps: PassbackDeps,
  launch: LaunchContext,
  { page, ...part }: PreviewPart & { readonly page: number },
): Promise<CoursePreview> {
  const preview = await openPreview(deps, launch);
  const grades: PreviewedGrade[] = [];
  const first = (page - 1) * previewPageSize;
  let index = 0;
  for await (const grade of preview.stream(part)) {
    if (index >= first) grades.push(grade);
    index += 1;
    if (grades.length > previewPageSize) break;
  }
  return {
    assignmentName: part.assignmentId === null ? null : (preview.names.get(part.assignmentId) ?? null),
    standIns: preview.findStandIns(part.assignmentId),
    counts: await preview.count(part.assignmentId),
    grades: grades.slice(0, previewPageSize),
    hasMore: grades.length > previewPageSize,
    readAt: preview.readAt,
  };
}

/** Everything in a preview, in the order of assignments and classes. */
export async function* streamPreview(
  deps: PassbackDeps,
  launch: LaunchContext,
  part: PreviewPart,
): AsyncGenerator<PreviewedGrade> {
  yield* (await openPreview(deps, launch)).stream(part);
}

async function openPreview(deps: PassbackDeps, launch: LaunchContext) {
  const opened = await openCells(deps, launch);
  const { stores } = deps;
  const { scope, sectionIds, course } = opened;
  const evaluated = await evaluate(deps, opened);
  const active = await openActive(deps, opened);
  const entries = new Map(evaluated?.book.assignments.map(({ id, counts }) => [id, counts]) ?? []);
  const countsOf = (id: string): readonly BookCount[] => countsWithin(entries.get(id) ?? [], sectionIds);
  const gone = evaluated === null ? [] : listGone(evaluated.comparison, evaluated.book);
  const names = new Map([...opened.names, ...gone.map(({ id, name }) => [id, name] as const)]);
  const known = [...course.assignments, ...gone].map(({ id }) => id);
  const sending = new Map(known.map((id) => [id, findSendingClasses(countsOf(id))]));
  const sendsDetails = (assignmentId: string, classKey: string): boolean =>
    sending.get(assignmentId)?.has(classKey) ?? false;

  async function* stream({ assignmentId, show, search }: PreviewPart): AsyncGenerator<PreviewedGrade> {
    const wanted = search.trim().toLocaleLowerCase();
    const filter = filterCells(assignmentId === null ? known : [assignmentId], show);
    const passes = (grade: PreviewedGrade): boolean =>
      isListed(show, grade.action) &&
      [grade.studentName, grade.assignmentName, grade.studentSisId ?? ''].some((text) =>
        text.toLocaleLowerCase().includes(wanted),
      );
    const describe = async (cells: readonly CellRecord[]): Promise<PreviewedGrade[]> => {
      const taken = await active.findTaken(cells);
      return cells
        .map((cell) =>
          previewGrade(cell, {
            assignmentName: names.get(cell.assignmentId) ?? cell.assignmentId,
            sendsDetails: sendsDetails(cell.assignmentId, cell.classKey),
            isTaken: taken.has(cell._id),
          }),
        )
        .filter(passes);
    };
    let batch: CellRecord[] = [];
    for await (const cell of stores.cells.stream(scope, filter)) {
      if (isInSections(cell, sectionIds)) batch.push(cell);
      if (batch.length < cellsAtOnce) continue;
      yield* await describe(batch);
      batch = [];
    }
    yield* await describe(batch);
  }

  return {
    readAt: course.record?.readAt ?? null,
    names,
    stream,
    findStandIns(assignmentId: string | null): CoursePreview['standIns'] {
      const { comparison } = evaluated ?? {};
      const shown = course.assignments.filter(({ id }) => assignmentId === null || id === assignmentId);
      return shown.flatMap((assignment) => {
        const sections = comparison?.plan(assignment).sections ?? [];
        const own = sections.filter(({ section }) => isInSections({ sectionIds: [section.id] }, sectionIds));
        return [...new Set(own.flatMap(({ standInDay }) => standInDay ?? []))].map((day) => ({
          assignmentName: assignment.name,
          day,
        }));
      });
    },
    async count(assignmentId: string | null): Promise<ReadonlyMap<PreviewAction, number>> {
      const counts = new Map<PreviewAction, number>();
      const add = (action: PreviewAction, n: number): void =>
        void counts.set(action, (counts.get(action) ?? 0) + n);
      if (active.run !== null) {
        // Only the cells themselves show what the run takes.
        for await (const { action } of stream({ assignmentId, show: 'all', search: '' })) add(action, 1);
        return counts;
      }
      for (const id of assignmentId === null ? known : [assignmentId]) {
        for (const entry of countsOf(id)) {
          const isAlong = entry.reason === 'details_only' && sendsDetails(id, entry.classKey);
          const outcome = isAlong ? 'unchanged' : outcomeOfCount(entry);
          add(
            actionOfOutcome(
              outcome,
              isRemoval(entry) ? 'removed' : entry.state === 'new' ? 'new' : 'changed',
            ),
            entry.count,
          );
        }
      }
      return counts;
    },
  };
}

/** What the next run would do with one cell. Pure. */
function previewGrade(
  cell: CellRecord,
  known: {
    readonly assignmentName: string;
    /** The next run sends its class's line item. */
    readonly sendsDetails: boolean;
    /** The active run sends it. */
    readonly isTaken: boolean;
  },
): PreviewedGrade {
  const { assignmentId, sectionName, studentName, studentSisId, wanted, held, state, due } = cell;
  const isAlong = cell.reason === 'details_only' && known.sendsDetails;
  const outcome = outcomeOfCell({ state, reason: isAlong ? null : cell.reason, sends: due === 'send' });
  const sent = wanted.kind !== 'score' ? 'removed' : held === null ? 'new' : 'changed';
  const action = known.isTaken ? 'on_its_way' : actionOfOutcome(outcome, sent);
  return {
    cellId: cellName(cell),
    assignmentId,
    assignmentName: known.assignmentName,
    sectionName,
    studentName,
    studentSisId,
    action,
    holds: findHeld(cell),
    sends: due === 'send' && wanted.kind === 'score' ? toSeenScore(wanted.score) : null,
    reason: isAlong ? null : cell.reason,
  };
}

function findHeld(cell: CellRecord): PreviewedGrade['holds'] {
  const before = findBefore(cell);
  if (before === 'unknown') return before;
  return before === 'none' || isCleared(before) ? null : toSeenScore(before);
}

/** The cells that a filter may match. */
function filterCells(assignmentIds: readonly string[], show: PreviewFilter): CellFilter {
  const of = { assignmentIds, classKey: null };
  switch (show) {
    case 'sends':
    case 'new':
    case 'changed':
    case 'removed':
    case 'on_its_way':
      return { ...of, states: null, isDue: true };
    case 'held_back':
      return {
        ...of,
        states: ['held_back', 'status_changed', 'changed_in_sis', 'missing_in_sis'],
        isDue: false,
      };
    case 'skipped':
    case 'failed':
      return { ...of, states: ['excluded', 'left_behind'], isDue: false };
    case 'unchanged':
      return { ...of, states: ['in_sync', 'sent', 'held_back'], isDue: false };
    case 'all':
      return { ...of, states: null, isDue: false };
  }
}

/** The active run, and which cells it sends as Canvas has them now. */
async function openActive({ stores }: PassbackDeps, { scope, course }: OpenedCells) {
  const active = await stores.runs.findActive(scope);
  // Neither a comparison nor an undo sends what Canvas has.
  const run = active?.kind === 'compare' || active?.kind === 'undo' ? null : active;
  const sections = course.record?.sections ?? [];
  const reached = run && sectionIdsWithin(run.reach, sections);
  const takes = (cell: CellRecord): boolean =>
    run !== null && selects(run.scope.selection, cell.assignmentId) && isInSections(cell, reached);
  return {
    run,
    async findTaken(cells: readonly CellRecord[]): Promise<ReadonlySet<string>> {
      if (run === null) return new Set();
      const due = cells.filter((cell) => cell.due === 'send');
      // It has not compared yet: it takes everything that was requested.
      if (run.stage <= 3) return new Set(due.filter(takes).map(({ _id }) => _id));
      const ids = due.map((cell) => `${run._id}:${cellName(cell)}`);
      const items = new Map((await stores.items.find(scope, ids)).map((item) => [item._id, item]));
      const isTaken = (cell: CellRecord): boolean =>
        isSending(items.get(`${run._id}:${cellName(cell)}`), cell);
      return new Set(due.filter(isTaken).map(({ _id }) => _id));
    },
  };
}

function isSending(item: ItemRecord | undefined, { wanted }: CellRecord): boolean {
  if (item?.outcome !== 'pending' || item.desired === null) return false;
  if (wanted.kind !== 'score') return isCleared(item.desired);
  return compareScores(wanted.score, item.desired) === 'none';
}
