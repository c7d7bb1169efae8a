import { chunk } from '../../domain/chunk.ts';
import {
  type CellGroup,
  type ComparedCell,
  type ComparedLineItem,
  type CourseComparison,
  cellGroups,
  groupOfCell,
} from '../../domain/comparison.ts';
import type { LaunchContext } from '../../domain/launch-context.ts';
import { overlaps, sectionIdsWithin } from '../../domain/reach.ts';
import type { RunRequestReceipt, RunSummary } from '../../domain/run.ts';
import { ProductError } from '../../errors.ts';
import type { CellBook } from '../../store/passback/cell-books.ts';
import type { CellRecord } from '../../store/passback/cell-record.ts';
import { isInSections, type SectionIds } from '../../store/passback/section-ids.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { findReach } from '../runs/find-reach.ts';
import { courseOfLaunch } from '../runs/launched-course.ts';
import { requesterOf, requestRun, scopeOf } from '../runs/request-run.ts';
import { summarizeRun } from '../runs/summarize-run.ts';
import { changeCells } from './change-cells.ts';
import { compareLineItems } from './compare-line-items.ts';
import { countsWithin } from './count-outcomes.ts';
import { evaluateCourse } from './evaluate-course.ts';

/** A person's decision about cells: send Canvas's value, or keep what the SIS holds. */
export interface CellDecision {
  readonly how: 'repair' | 'accept';
  /** One cell of the group; null: the whole group. */
  readonly cellId: string | null;
  readonly group: CellGroup;
}

/** Cells per page. */
export const cellsPerPage = 100;
/** Decisions that a cell keeps. */
const maxDecisions = 20;
const cellsAtOnce = 500;

/** The cells of a group, as far as the person may see them. */
export async function readComparison(
  deps: PassbackDeps,
  launch: LaunchContext,
  { group, page }: { readonly group: CellGroup; readonly page: number },
): Promise<CourseComparison> {
  const opened = await openCells(deps, launch);
  const { scope, sectionIds, sis } = opened;
  const book = await deps.stores.cellBooks.find(scope);
  const counts = new Map<CellGroup, number>();
  for (const { counts: entries } of book?.assignments ?? []) {
    for (const { state, reason, due, count } of countsWithin(entries, sectionIds)) {
      const of = groupOfCell(state, reason, due === 'send');
      counts.set(of, (counts.get(of) ?? 0) + count);
    }
  }
  const cells: CellRecord[] = [];
  let index = 0;
  const first = (page - 1) * cellsPerPage;
  const assignmentIds = book && findAssignmentsOfGroup(book, group);
  for await (const cell of streamGroup(deps, { ...opened, assignmentIds }, group)) {
    if (index >= first) cells.push(cell);
    index += 1;
    if (cells.length > cellsPerPage) break;
  }
  return {
    counts,
    group,
    hasMore: cells.length > cellsPerPage,
    isReadable: sis.client.profile.readsResults,
    comparedAt: await findComparedAt(deps, opened, book),
    openRun: await findOpenComparison(deps, opened),
    lineItems: await findLineItems(deps, opened, book),
    cells: cells.slice(0, cellsPerPage).map((cell) => describeCell(opened, group, cell)),
  };
}

/** Assignments that may have cells of a group: those counted there, and those whose cells are just changing. */
function findAssignmentsOfGroup(book: CellBook, group: CellGroup): readonly string[] {
  const counted = book.assignments.filter(({ counts }) =>
    counts.some(({ state, reason, due }) => groupOfCell(state, reason, due === 'send') === group),
  );
  const changing = book.evaluations.flatMap(({ assignmentIds }) => assignmentIds);
  return [...new Set([...counted.map(({ id }) => id), ...book.stale, ...changing])];
}

/** Line items that the SIS holds otherwise, as far as the person may see them. */
export async function findLineItems(
  { stores, clock }: PassbackDeps,
  { institution, sis, course, contextId, sectionIds }: OpenedCells,
  book: CellBook | null,
): Promise<readonly ComparedLineItem[]> {
  if (course.record === null) return [];
  const { profile } = sis.client;
  const source = { institution, profile, course: course.record, contextId, now: clock() };
  return compareLineItems(stores, source, book, sectionIds);
}

function describeCell({ scope, names }: OpenedCells, group: CellGroup, cell: CellRecord): ComparedCell {
  return {
    id: cell._id.slice(scope.courseKey.length + 1),
    group,
    assignmentName: names.get(cell.assignmentId) ?? cell.assignmentId,
    sectionName: cell.sectionName,
    studentName: cell.studentName,
    studentSisId: cell.studentSisId,
    canvas: cell.canvas?.score ?? null,
    sent: cell.held?.sent.score ?? null,
    sentAt: cell.held?.sentAt ?? null,
    seen: cell.held?.seen ?? null,
    reason: cell.reason,
  };
}

/** The later of the last comparison of the whole course and the last one of the person's own sections. */
async function findComparedAt(
  { stores }: PassbackDeps,
  { scope, reach }: OpenedCells,
  book: CellBook | null,
): Promise<Date | null> {
  const ofCourse = book?.comparedAt ?? null;
  if (reach.kind === 'course') return ofCourse;
  const ofSections = await stores.runs.findLastComparison(scope, reach);
  if (ofCourse === null || ofSections === null) return ofCourse ?? ofSections;
  return new Date(Math.max(ofCourse.getTime(), ofSections.getTime()));
}

/** The comparison that the person waits for: active, or queued behind another run. */
async function findOpenComparison(
  { stores }: PassbackDeps,
  { scope, reach }: OpenedCells,
): Promise<RunSummary | null> {
  const active = await stores.runs.findActive(scope);
  const like = { reach, kind: 'compare' } as const;
  const isIt = active?.kind === 'compare' && overlaps(reach, active.reach);
  const run = isIt ? active : await stores.runs.findQueued(scope, like);
  return run && summarizeRun(stores, run, reach);
}

/** Every cell that the person may see, group by group; only one group if `only` names it. */
export async function* streamComparison(
  deps: PassbackDeps,
  launch: LaunchContext,
  only: CellGroup | null,
): AsyncGenerator<ComparedCell, undefined> {
  const opened = await openCells(deps, launch);
  for (const group of only === null ? cellGroups : [only]) {
    for await (const cell of streamGroup(deps, opened, group)) yield describeCell(opened, group, cell);
  }
}

/**
 * Requests a run that reads back every grade of the course that was sent, as far as the person may see it.
 */
export async function compareWithSis(deps: PassbackDeps, launch: LaunchContext): Promise<RunRequestReceipt> {
  return requestRun(deps, {
    course: courseOfLaunch(launch),
    kind: 'compare',
    scope: scopeOf('compare', { kind: 'all' }),
    requestedBy: requesterOf(launch),
    onBehalfOf: null,
    reach: await findReach(deps, launch),
  });
}

/**
 * Carries out a decision. A repair requests a run of the assignments concerned; null if there is nothing to
 * send.
 */
export async function decideCells(
  deps: PassbackDeps,
  launch: LaunchContext,
  { how, cellId, group }: CellDecision,
): Promise<RunRequestReceipt | null> {
  const opened = await openCells(deps, launch);
  const { scope, institution, reach } = opened;
  const chosenIds: string[] = [];
  const touched = new Set<string>();
  for await (const { _id, assignmentId, held, wanted } of streamGroup(deps, opened, group)) {
    const isChosen = cellId === null || _id === `${scope.courseKey}:${cellId}`;
    if (!isChosen || held === null || wanted.kind !== 'score') continue;
    chosenIds.push(_id);
    touched.add(assignmentId);
  }
  // Somebody else may have decided, or the SIS changed it back.
  if (chosenIds.length === 0) return null;
  const at = deps.clock();
  const assignmentIds = [...touched];
  // A run that compares meanwhile counts these cells, but cannot know whether it counted them changed.
  const edit = { id: deps.randomBytes(12).toString('hex'), at: deps.clock(), assignmentIds };
  await deps.stores.cellBooks.beginEvaluation(scope, edit);
  for (const ids of chunk(chosenIds, cellsAtOnce)) {
    await changeCells(deps.stores, ids, {
      scope,
      settings: institution.settings,
      now: at,
      fencingToken: ({ fencingToken }) => fencingToken,
      change(cell) {
        const decision = { how, by: launch.person.name, at, seen: cell.held?.seen ?? null };
        const decided = { ...cell, decisions: [...cell.decisions, decision].slice(-maxDecisions) };
        return how === 'repair'
          ? { ...decided, repair: true }
          : { ...decided, repair: false, held: cell.held && { ...cell.held, accepted: cell.held.seen } };
      },
    });
  }
  await evaluate(deps, opened);
  await deps.stores.cellBooks.endEvaluations(scope, [edit.id]);
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

/** The launched course with what the person may see of it. @throws ProductError `sis_not_connected` */
export async function openCells(deps: PassbackDeps, launch: LaunchContext) {
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
export type OpenedCells = Awaited<ReturnType<typeof openCells>>;

/**
 * Brings the cells up to date with what is known, without reading Canvas or the SIS; null if Canvas was never
 * read.
 */
export async function evaluate(deps: PassbackDeps, { institution, sis, course, contextId }: OpenedCells) {
  if (course.record === null) return null;
  const { profile } = sis.client;
  const source = { institution, profile, course: course.record, contextId, now: deps.clock() };
  return evaluateCourse(deps.stores, source, { everything: false, isQuiet: false });
}

interface StreamedCells {
  readonly scope: OpenedCells['scope'];
  readonly sectionIds: SectionIds;
  /** Null: all of the course. */
  readonly assignmentIds?: readonly string[] | null;
}

async function* streamGroup(
  { stores }: PassbackDeps,
  { scope, sectionIds, assignmentIds = null }: StreamedCells,
  group: CellGroup,
): AsyncGenerator<CellRecord, undefined> {
  if (assignmentIds?.length === 0) return;
  const states = statesOfGroup[group];
  const filter = { assignmentIds, classKey: null, states, isDue: group === 'waiting' };
  for await (const cell of stores.cells.stream(scope, filter)) {
    const isOfGroup = groupOfCell(cell.state, cell.reason, cell.due === 'send') === group;
    if (isOfGroup && isInSections(cell, sectionIds)) yield cell;
  }
}

const statesOfGroup = {
  changed_in_sis: ['changed_in_sis'],
  missing_in_sis: ['missing_in_sis'],
  not_as_sent: ['sent'],
  waiting: ['new', 'changed', 'status_changed', 'in_doubt'],
  held_back: ['held_back', 'status_changed'],
  left_behind: ['left_behind'],
  excluded: ['excluded'],
  in_order: ['in_sync', 'sent'],
} as const;
