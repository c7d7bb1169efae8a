import { compareScores, isCleared } from '../../domain/cell.ts';
import { outcomeOfReason } from '../../domain/outcomes.ts';
import { sectionIdsWithin } from '../../domain/reach.ts';
import { type CellRecord, cellName } from '../../store/passback/cell-record.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import type { ItemRecord } from '../../store/passback/item-record.ts';
import type { ItemRenewal } from '../../store/passback/items.ts';
import { isInSections } from '../../store/passback/section-ids.ts';
import { evaluateCourse } from '../cells/evaluate-course.ts';
import { cellIdOf } from '../delivery/record-results.ts';
import { requestRun } from '../runs/request-run.ts';
import type { RunContext } from '../runs/run-context.ts';
import { nothing, selects } from '../runs/scope.ts';
import { readCanvas } from './read-canvas.ts';

/** Follows changes in Canvas while results are sent. */
export interface CanvasFollower {
  /**
   * Before a batch is sent: once a minute, what is still to be sent takes the newer value or is left out. All
   * items up to the id `after` may be on their way.
   */
  renewPending(after: string): Promise<void>;
  /** Before the run ends: what changed after it was sent is left to a next run. */
  requestNext(): Promise<void>;
}

/** In milliseconds. */
const renewAfterMs = 60_000;
/** A run that read Canvas this recently ends without asking again. */
const freshMs = 15_000;
const itemsAtOnce = 500;

export function createCanvasFollower(context: RunContext): CanvasFollower {
  const { deps, run } = context;
  let readAt = run.stages.find(({ stage }) => stage === 1)?.endedAt ?? deps.clock();
  /** False while Canvas does not answer: then what is known is sent. */
  const renew = async (): Promise<boolean> => {
    readAt = deps.clock();
    const result = await readCanvas({ ...context, run: { ...run, kind: 'post', pageCursor: null } });
    if (result.kind !== 'done') return false;
    await evaluateCells(context);
    return true;
  };
  const isOlderThan = (ms: number): boolean => deps.clock().getTime() - readAt.getTime() > ms;
  return {
    async renewPending(after) {
      if (!isOlderThan(renewAfterMs) || !(await renew())) return;
      await renewItems(context, after);
    },
    async requestNext() {
      if (!isOlderThan(freshMs)) return;
      const { sent, confirmed } = await deps.stores.items.count(context.lease.fence);
      if (sent + confirmed === 0 || !(await renew())) return;
      const changed = await findChanged(context);
      if (changed.size === 0) return;
      const { course, requestedBy, onBehalfOf, reach } = run;
      const selection = { kind: 'assignments', ids: [...changed] } as const;
      const scope = { selection, remaster: nothing, retryOf: [], undoOf: [] };
      await requestRun(deps, {
        course,
        kind: run.kind === 'nightly' ? 'nightly' : 'post',
        scope,
        requestedBy,
        onBehalfOf,
        reach,
        knowsMore: true,
      });
    },
  };
}

async function evaluateCells({ deps, run, institution, sis }: RunContext): Promise<void> {
  const course = await deps.stores.courses.find(run.courseKey);
  if (!course) return;
  const { profile } = sis.client;
  const source = { institution, profile, course, contextId: run.course.contextId, now: deps.clock() };
  await evaluateCourse(deps.stores, source, { everything: false, isQuiet: false });
}

/**
 * Unsent items after the id `from`, as their cells are now: with the newer score, or without hidden grades and
 * departed students.
 */
async function renewItems({ deps, run, lease }: RunContext, from: string): Promise<void> {
  const { items, cells } = deps.stores;
  let after = from;
  for (;;) {
    const batch = await items.findPending(lease.fence, after, itemsAtOnce, false);
    const found = await cells.find(ofCourse(run), batch.map(cellIdOf));
    const cellOf = new Map(found.map((cell) => [cell._id, cell]));
    const waiting = batch.filter(({ attempts }) => attempts === 0);
    const renewals = waiting.flatMap((item) => renewItem(item, cellOf.get(cellIdOf(item)) ?? null) ?? []);
    await items.renew(lease.fence, renewals);
    const last = batch.at(-1);
    if (!last || batch.length < itemsAtOnce) return;
    after = last._id;
  }
}

function renewItem(item: ItemRecord, cell: CellRecord | null): ItemRenewal | null {
  const clears = item.desired !== null && isCleared(item.desired);
  if (clears && cell?.due === 'send' && cell.wanted.kind !== 'score') return null;
  if (cell?.wanted.kind === 'score') {
    const { score } = cell.wanted;
    const isSame = item.desired !== null && compareScores(score, item.desired) === 'none';
    return isSame ? null : { id: item._id, desired: score };
  }
  const reason = cell?.wanted.reason ?? 'score_removed';
  const outcome = outcomeOfReason(reason);
  return { id: item._id, outcome: outcome === 'failed' ? 'failed' : 'skipped', reason };
}

/** Assignments with a score that is to be sent and that this run did not send as it is now. */
async function findChanged({ deps, run }: RunContext): Promise<ReadonlySet<string>> {
  const { items, cells, courses } = deps.stores;
  const sectionIds = sectionIdsWithin(run.reach, (await courses.find(run.courseKey))?.sections ?? []);
  const filter = { assignmentIds: null, classKey: null, states: null, isDue: true };
  const changed = new Set<string>();
  let batch: CellRecord[] = [];
  const check = async (): Promise<void> => {
    const known = await items.find(
      ofCourse(run),
      batch.map((cell) => `${run._id}:${cellName(cell)}`),
    );
    const sentAs = new Map(known.map((item) => [cellIdOf(item), item]));
    for (const { _id, wanted, assignmentId } of batch) {
      const desired = sentAs.get(_id)?.desired ?? null;
      if (wanted.kind !== 'score') continue;
      if (desired === null || compareScores(wanted.score, desired) !== 'none') changed.add(assignmentId);
    }
    batch = [];
  };
  for await (const cell of cells.stream(ofCourse(run), filter)) {
    if (cell.due !== 'send' || changed.has(cell.assignmentId)) continue;
    if (!selects(run.scope.selection, cell.assignmentId) || !isInSections(cell, sectionIds)) continue;
    batch.push(cell);
    if (batch.length === itemsAtOnce) await check();
  }
  await check();
  return changed;
}
