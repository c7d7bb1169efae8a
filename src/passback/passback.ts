import type { CellHistory } from '../domain/cell-history.ts';
import type { CellGroup, ComparedCell, CourseComparison } from '../domain/comparison.ts';
import type { LaunchContext } from '../domain/launch-context.ts';
import type { ItemOutcome } from '../domain/outcomes.ts';
import type { AdoptionSummary, PostGradesOverview } from '../domain/post-grades.ts';
import type { CoursePreview, PreviewedGrade } from '../domain/preview.ts';
import { covers, overlaps, type Reach, sectionIdsWithin } from '../domain/reach.ts';
import {
  needsAttention,
  type RunItem,
  type RunLineItem,
  type RunRequestReceipt,
  type RunSummary,
  type Selection,
} from '../domain/run.ts';
import { ProductError } from '../errors.ts';
import type { CourseRef } from '../store/passback/course-record.ts';
import { keyOfRun, scopeOfCourse } from '../store/passback/course-scope.ts';
import type { RunRecord } from '../store/passback/run-record.ts';
import { adoptChosen } from './cells/adopt-chosen.ts';
import { readCellHistory } from './cells/cell-history.ts';
import {
  type CellDecision,
  compareWithSis,
  decideCells,
  readComparison,
  streamComparison,
} from './cells/compare-course.ts';
import { acceptLineItem, repairLineItem } from './cells/decide-line-item.ts';
import { type PreviewPart, readPreview, streamPreview } from './cells/preview-course.ts';
import { type PostGradesView, readPostGrades } from './comparison/read-post-grades.ts';
import type { PassbackDeps } from './passback-deps.ts';
import { findReach } from './runs/find-reach.ts';
import { findKnownAssignments } from './runs/known-assignments.ts';
import { courseOfLaunch } from './runs/launched-course.ts';
import { readRunLineItems, streamRunItems } from './runs/read-run-details.ts';
import { requesterOf, requestRun, scopeOf, scopeOfUndo } from './runs/request-run.ts';
import { nothing } from './runs/scope.ts';
import { summarizeRun } from './runs/summarize-run.ts';

/**
 * Grade passback as the pages use it. Each call is limited to the course of `launch` and, for a person who
 * may see only their own sections, to those: runs of other courses and other sections are `run_not_found`,
 * and a run that covers more shows only their sections' items, line items and counts (S61).
 */
export interface Passback {
  /** Of one section, if the person may see it, or of all. */
  readPostGrades(
    launch: LaunchContext,
    signal: AbortSignal,
    view?: PostGradesView,
  ): Promise<PostGradesOverview>;
  /** What the next run would do with each grade, as Canvas and the SIS were last read. */
  readPreview(launch: LaunchContext, part: PreviewPart & { readonly page: number }): Promise<CoursePreview>;
  streamPreview(launch: LaunchContext, part: PreviewPart): AsyncIterable<PreviewedGrade>;
  requestRun(
    launch: LaunchContext,
    request: { readonly kind: 'post' | 'remaster'; readonly selection: Selection },
  ): Promise<RunRequestReceipt>;
  retryFailed(launch: LaunchContext, runId: string): Promise<RunRequestReceipt>;
  /** @throws ProductError `sections_only` if the run covers sections that the person may not see */
  cancelRun(launch: LaunchContext, runId: string): Promise<void>;
  /** Continues a run that stopped before sending. @throws ProductError `sections_only` as `cancelRun` does */
  confirmRun(launch: LaunchContext, runId: string): Promise<void>;
  /** Everything that is known of one grade. @throws ProductError `not_found` */
  readCellHistory(launch: LaunchContext, cellId: string): Promise<CellHistory>;
  /** Requests a run that puts back what the SIS held before a run that has ended. */
  undoRun(launch: LaunchContext, runId: string): Promise<RunRequestReceipt>;
  /** Runs created before `before`, newest first, 1 to 100 of them. */
  readHistory(
    launch: LaunchContext,
    page: { limit: number; before: Date | null },
  ): Promise<readonly RunSummary[]>;
  /** The cells of one group, and how many each group has. */
  readComparison(
    launch: LaunchContext,
    part: { readonly group: CellGroup; readonly page: number },
  ): Promise<CourseComparison>;
  /** The cells of a group, or of all groups, for CSV. */
  streamComparison(launch: LaunchContext, only: CellGroup | null): AsyncIterable<ComparedCell>;
  /** Requests a run that reads back every grade of the course that was sent. */
  compareWithSis(launch: LaunchContext): Promise<RunRequestReceipt>;
  /** Sends Canvas's scores, or keeps what the SIS holds. Returns the requested run, if any. */
  decideCells(launch: LaunchContext, decision: CellDecision): Promise<RunRequestReceipt | null>;
  /** Sends a line item again that the SIS holds otherwise. Returns the requested run, if any. */
  repairLineItem(launch: LaunchContext, id: string): Promise<RunRequestReceipt | null>;
  /** Keeps what the SIS shows of a line item. False if there was nothing to keep. */
  acceptLineItem(launch: LaunchContext, id: string): Promise<boolean>;
  /** Adopts the line items of these assignments that another tool or a person made; changes nothing in the SIS. */
  adopt(
    launch: LaunchContext,
    assignmentIds: readonly string[],
    signal: AbortSignal,
  ): Promise<AdoptionSummary>;
  readRun(launch: LaunchContext, runId: string): Promise<RunSummary>;
  readRunLineItems(launch: LaunchContext, runId: string): Promise<readonly RunLineItem[]>;
  /** The items of a run for pages and CSV; null means every assignment, or every class. */
  streamRunItems(
    launch: LaunchContext,
    runId: string,
    filter: {
      readonly assignmentId: string | null;
      readonly classSourcedId: string | null;
      readonly problemsOnly: boolean;
      /** Only items with this outcome; `arrived`: sent or confirmed. */
      readonly outcome?: ItemOutcome | 'arrived' | undefined;
    },
  ): AsyncIterable<RunItem>;
}

/** Grade passback over the given stores, Canvas and SIS. */
export function createPassback(deps: PassbackDeps): Passback {
  const { runs, items, courses } = deps.stores;
  const { stores } = deps;
  const findRun = async (course: CourseRef, reach: Reach, runId: string): Promise<RunRecord> => {
    const run = await runs.find({ ...scopeOfCourse(course), runId });
    if (!run || !overlaps(reach, run.reach)) throw new ProductError('run_not_found');
    return run;
  };
  /** A run as the person may see it, and the sections whose items they may see; null: all. */
  const openRun = async (launch: LaunchContext, runId: string) => {
    const course = courseOfLaunch(launch);
    const reach = await findReach(deps, launch);
    const run = await findRun(course, reach, runId);
    if (covers(reach, run.reach)) return { course, reach, run, sectionIds: null };
    const sections = (await courses.find(course.key))?.sections ?? [];
    return { course, reach, run, sectionIds: sectionIdsWithin(reach, sections) };
  };
  const checkMayPost = async (course: CourseRef): Promise<void> => {
    const institution = await deps.findInstitution(course.institutionId);
    if (!institution?.enabled || institution.settings.paused) throw new ProductError('posting_paused');
  };
  const requestUndo = async (launch: LaunchContext, undoOf: readonly string[]): Promise<RunRequestReceipt> =>
    requestRun(deps, {
      course: courseOfLaunch(launch),
      kind: 'undo',
      scope: scopeOfUndo(undoOf),
      requestedBy: requesterOf(launch),
      onBehalfOf: null,
      reach: await findReach(deps, launch),
    });
  return {
    readPostGrades: (launch, signal, view) => readPostGrades(deps, launch, signal, view),
    readPreview: (launch, part) => readPreview(deps, launch, part),
    streamPreview: (launch, part) => streamPreview(deps, launch, part),
    async requestRun(launch, { kind, selection }) {
      const course = courseOfLaunch(launch);
      await checkMayPost(course);
      const known = selection.kind === 'all' ? null : await findKnownAssignments(deps, launch);
      return requestRun(deps, {
        course,
        kind,
        scope: scopeOf(kind, intersect(selection, known)),
        requestedBy: requesterOf(launch),
        onBehalfOf: launch.person.canvasUserId,
        reach: await findReach(deps, launch),
      });
    },
    async retryFailed(launch, runId) {
      const { course, reach, run, sectionIds } = await openRun(launch, runId);
      await checkMayPost(course);
      if (run.kind === 'undo') return requestUndo(launch, run.scope.undoOf);
      const failed = await items.findFailed(run, [run._id], sectionIds);
      if (failed.length === 0) throw new ProductError('nothing_selected');
      return requestRun(deps, {
        course,
        kind: 'retry',
        scope: { selection: nothing, remaster: nothing, retryOf: [run._id], undoOf: [] },
        requestedBy: requesterOf(launch),
        onBehalfOf: launch.person.canvasUserId,
        reach,
      });
    },
    async cancelRun(launch, runId) {
      const { run, sectionIds } = await openRun(launch, runId);
      if (sectionIds !== null) throw new ProductError('sections_only');
      const now = deps.clock();
      if (await runs.cancelUnstarted(keyOfRun(run), now)) await runs.promoteQueued(run, now);
      else await runs.requestCancel(keyOfRun(run), now);
      deps.log.info({ event: 'run_cancel_requested', runId: run._id }, 'A run is to be cancelled');
    },
    async confirmRun(launch, runId) {
      const { run, sectionIds } = await openRun(launch, runId);
      if (sectionIds !== null) throw new ProductError('sections_only');
      if (run.state !== 'waiting_for_person' || run.brake === null || needsAttention(run)) return;
      const at = deps.clock();
      const { figures } = run.brake;
      await runs.confirmBrake(run, { by: launch.person.name, at, figures }, at);
      deps.log.info({ event: 'run_confirmed', runId: run._id }, 'A run was confirmed');
    },
    readCellHistory: (launch, cellId) => readCellHistory(deps, launch, cellId),
    async undoRun(launch, runId) {
      const { course, run } = await openRun(launch, runId);
      await checkMayPost(course);
      if (run.endedAt === null || run.kind === 'compare') throw new ProductError('nothing_selected');
      return requestUndo(launch, [run._id]);
    },
    async readHistory(launch, { limit, before }) {
      const course = courseOfLaunch(launch);
      await courses.noteUsed(course.key, deps.clock());
      const reach = await findReach(deps, launch);
      const found = await runs.findHistory(
        scopeOfCourse(course),
        Math.min(Math.max(1, limit), 100),
        before,
        reach,
      );
      return Promise.all(found.map((run) => summarizeRun(stores, run, reach)));
    },
    async readComparison(launch, part) {
      await courses.noteUsed(courseOfLaunch(launch).key, deps.clock());
      return readComparison(deps, launch, part);
    },
    streamComparison: (launch, only) => streamComparison(deps, launch, only),
    async compareWithSis(launch) {
      await checkMayPost(courseOfLaunch(launch));
      return compareWithSis(deps, launch);
    },
    async decideCells(launch, decision) {
      if (decision.how === 'repair') await checkMayPost(courseOfLaunch(launch));
      return decideCells(deps, launch, decision);
    },
    async repairLineItem(launch, id) {
      await checkMayPost(courseOfLaunch(launch));
      return repairLineItem(deps, launch, id);
    },
    acceptLineItem: (launch, id) => acceptLineItem(deps, launch, id),
    async adopt(launch, assignmentIds, signal) {
      await checkMayPost(courseOfLaunch(launch));
      const known = await findKnownAssignments(deps, launch);
      const selection = intersect({ kind: 'assignments', ids: assignmentIds }, known);
      return adoptChosen(deps, launch, selection.kind === 'all' ? [] : selection.ids, signal);
    },
    async readRun(launch, runId) {
      const { run, reach } = await openRun(launch, runId);
      return summarizeRun(stores, run, reach);
    },
    async readRunLineItems(launch, runId) {
      const { run, sectionIds } = await openRun(launch, runId);
      return readRunLineItems(deps, run, sectionIds);
    },
    async *streamRunItems(launch: LaunchContext, runId, filter) {
      const { run, sectionIds } = await openRun(launch, runId);
      yield* streamRunItems(deps, run, { ...filter, sectionIds });
    },
  };
}

/** Drops ids that are no Sync-to-SIS assignments of the launched course (S14). @throws ProductError `nothing_selected` */
function intersect(selection: Selection, known: ReadonlySet<string> | null): Selection {
  if (selection.kind === 'all' || known === null) return selection;
  const ids = [...new Set(selection.ids)].filter((id) => known.has(id));
  if (ids.length === 0) throw new ProductError('nothing_selected');
  return { kind: 'assignments', ids };
}
