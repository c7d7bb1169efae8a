import { type CellGroup, type CourseComparison, groupOfCell } from '../../domain/comparison.ts';
import type { LaunchContext } from '../../domain/launch-context.ts';
import { sectionIdsWithin } from '../../domain/reach.ts';
import type { RunRequestReceipt } from '../../domain/run.ts';
import { ProductError } from '../../errors.ts';
import type { CellRecord } from '../../store/passback/cell-record.ts';
import { isInSections, type SectionIds } from '../../store/passback/section-ids.ts';
import { groupBy } from '../comparison/group-by.ts';
import { forEachConcurrent } from '../delivery/for-each-concurrent.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { findReach } from '../runs/find-reach.ts';
import { courseOfLaunch } from '../runs/launched-course.ts';
import { requesterOf, requestRun, scopeOf } from '../runs/request-run.ts';
import { changeCells } from './change-cells.ts';
import { countsWithin } from './count-outcomes.ts';
import { evaluateCourse } from './evaluate-course.ts';
import { readSeen } from './seen-results.ts';

/** What a person decides about cells: send Canvas's value, or leave what the SIS holds. */
export interface CellDecision {
  readonly how: 'repair' | 'accept';
  /** One cell of the group; null: all of it. */
  readonly cellId: string | null;
  readonly group: CellGroup;
}

/** Cells on one page. */
export const cellsPerPage = 100;
/** Decided upon at once. */
const cellsAtOnce = 500;

/** The cells of a group, as far as the person may see them. */
export async function readComparison(
  deps: PassbackDeps,
  launch: LaunchContext,
  { group, page }: { readonly group: CellGroup; readonly page: number },
): Promise<CourseComparison> {
  const opened = await openCells(deps, launch);
  const { scope, sectionIds, names, sis } = opened;
  const book = await deps.stores.cellBooks.find(scope);
  const counts = new Map<CellGroup, number>();
  for (const { counts: entries } of book?.assignments ?? []) {
    for (const { state, due, count } of countsWithin(entries, sectionIds)) {
      const of = groupOfCell(state, due === 'send');
      counts.set(of, (counts.get(of) ?? 0) + count);
    }
  }
  const cells: CellRecord[] = [];
  let index = 0;
  const first = (page - 1) * cellsPerPage;
  for await (const cell of streamGroup(deps, opened, group)) {
    if (index >= first) cells.push(cell);
    index += 1;
    if (cells.length > cellsPerPage) break;
  }
  return {
    counts,
    group,
    hasMore: cells.length > cellsPerPage,
    isReadable: sis.client.profile.readsResults,
    cells: cells.slice(0, cellsPerPage).map((cell) => ({
      id: cell._id.slice(scope.courseKey.length + 1),
      assignmentName: names.get(cell.assignmentId) ?? cell.assignmentId,
      sectionName: cell.sectionName,
      studentName: cell.studentName,
      studentSisId: cell.studentSisId,
      canvas: cell.canvas?.score ?? null,
      sent: cell.held?.sent.score ?? null,
      sentAt: cell.held?.sentAt ?? null,
      seen: cell.held?.seen ?? null,
      reason: cell.reason,
    })),
  };
}

/**
 * Reads back every grade of the course that was sent, and enters what the SIS shows. A line item that cannot be read
 * leaves its cells as they are.
 * @throws ProductError `sis_unreachable` if the SIS does not answer
 */
export async function compareWithSis(
  deps: PassbackDeps,
  launch: LaunchContext,
  signal: AbortSignal,
): Promise<void> {
  const opened = await openCells(deps, launch);
  const { scope, sectionIds, institution, sis, course } = opened;
  const { stores } = deps;
  if (sis.client.profile.readsResults) {
    const lineItems = await stores.receipts.findLineItems(scope.courseKey);
    await forEachConcurrent(lineItems, sis.maxInFlight, async (lineItem) => {
      const { assignmentId, classSourcedId, sourcedId } = lineItem;
      const cells = await stores.cells.findOfClass(scope, assignmentId, classSourcedId);
      const own = cells.filter(
        (cell) => cell.held?.lineItemSourcedId === sourcedId && isInSections(cell, sectionIds),
      );
      if (own.length === 0) return true;
      // What is sent in the meantime must not look missing.
      const readAt = deps.clock();
      const reply = await sis.client.readResults(classSourcedId, sourcedId, signal);
      if (!reply.ok) {
        if (reply.failure.kind === 'item') return true;
        throw new ProductError('sis_unreachable', { next: 'retry', detail: reply.failure.sisMessage });
      }
      if (!reply.value) return true;
      const seen = readSeen(reply.value);
      await changeCells(
        stores,
        own.map(({ _id }) => _id),
        {
          scope,
          settings: institution.settings,
          now: readAt,
          fencingToken: ({ fencingToken }) => fencingToken,
          change: (cell) => (cell.held && cell.held.sentAt < readAt ? seen.enter(cell, readAt) : cell),
        },
      );
      return true;
    });
  }
  await stores.cellBooks.markStale(
    scope,
    course.assignments.map(({ id }) => id),
    new Map(),
  );
  await evaluate(deps, opened);
}

/** Does what a person decided. A repair asks for a run of the assignments concerned; null where nothing is to be sent. */
export async function decideCells(
  deps: PassbackDeps,
  launch: LaunchContext,
  { how, cellId, group }: CellDecision,
): Promise<RunRequestReceipt | null> {
  const opened = await openCells(deps, launch);
  const { scope, institution, reach } = opened;
  const chosen: CellRecord[] = [];
  for await (const cell of streamGroup(deps, opened, group)) {
    const isChosen = cellId === null || cell._id === `${scope.courseKey}:${cellId}`;
    if (isChosen && cell.held !== null && cell.wanted.kind === 'score') chosen.push(cell);
    if (chosen.length >= cellsAtOnce) break;
  }
  // Somebody else may have decided, or the SIS changed it back.
  if (chosen.length === 0) return null;
  const assignmentIds = [...groupBy(chosen, ({ assignmentId }) => assignmentId).keys()];
  await deps.stores.cellBooks.markStale(scope, assignmentIds, new Map());
  await changeCells(
    deps.stores,
    chosen.map(({ _id }) => _id),
    {
      scope,
      settings: institution.settings,
      now: deps.clock(),
      fencingToken: ({ fencingToken }) => fencingToken,
      change: (cell) =>
        how === 'repair'
          ? { ...cell, repair: true }
          : { ...cell, repair: false, held: cell.held && { ...cell.held, accepted: cell.held.seen } },
    },
  );
  await evaluate(deps, opened);
  if (how === 'accept') return null;
  const selection = { kind: 'assignments', ids: assignmentIds } as const;
  return requestRun(deps, {
    course: courseOfLaunch(launch),
    kind: 'post',
    scope: scopeOf('post', selection),
    requestedBy: requesterOf(launch),
    onBehalfOf: launch.person.canvasUserId,
    reach,
  });
}

/** The launched course with what the person may see of it. */
async function openCells(deps: PassbackDeps, launch: LaunchContext) {
  const { key, institutionId, contextId } = courseOfLaunch(launch);
  const institution = await deps.findInstitution(institutionId);
  if (!institution) throw new ProductError('institution_invalid');
  const sis = await deps.openSis(institution);
  if (!sis) throw new ProductError('sis_not_connected', { next: 'fix' });
  const reach = await findReach(deps, launch);
  const course = await deps.stores.courses.find(key);
  const sections = course?.sections ?? [];
  const assignments = course?.assignments ?? [];
  return {
    scope: { institutionId, courseKey: key },
    contextId,
    institution,
    sis,
    reach,
    sectionIds: sectionIdsWithin(reach, sections),
    course: { record: course, assignments },
    names: new Map(assignments.map(({ id, name }) => [id, name])),
  };
}
type OpenedCells = Awaited<ReturnType<typeof openCells>>;

async function evaluate(deps: PassbackDeps, { institution, sis, course, contextId }: OpenedCells) {
  if (course.record === null) return;
  const { profile } = sis.client;
  const source = { institution, profile, course: course.record, contextId, now: deps.clock() };
  await evaluateCourse(deps.stores, source, { everything: false, isQuiet: false });
}

async function* streamGroup(
  { stores }: PassbackDeps,
  { scope, sectionIds }: { readonly scope: OpenedCells['scope']; readonly sectionIds: SectionIds },
  group: CellGroup,
): AsyncGenerator<CellRecord, undefined> {
  const states = statesOfGroup[group];
  const filter = { assignmentIds: null, classKey: null, states, isDue: group === 'waiting' };
  for await (const cell of stores.cells.stream(scope, filter)) {
    const isOfGroup = groupOfCell(cell.state, cell.due === 'send') === group;
    if (isOfGroup && isInSections(cell, sectionIds)) yield cell;
  }
}

const statesOfGroup = {
  changed_in_sis: ['changed_in_sis'],
  missing_in_sis: ['missing_in_sis'],
  waiting: ['new', 'changed', 'status_changed', 'in_doubt'],
  held_back: ['held_back', 'status_changed'],
  left_behind: ['left_behind'],
  excluded: ['excluded'],
  in_order: ['in_sync', 'sent'],
} as const;
