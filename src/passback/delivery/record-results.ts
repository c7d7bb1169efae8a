import { compareScores, type SeenScore } from '../../domain/cell.ts';
import { type SisResult, toSentScore } from '../../domain/sis.ts';
import { blankCell, type CellRecord, cellId } from '../../store/passback/cell-record.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import type { ItemRecord } from '../../store/passback/item-record.ts';
import { lineItemReceiptId } from '../../store/passback/receipts.ts';
import type { RunLineItemRecord } from '../../store/passback/run-line-item-record.ts';
import { changeCells, releaseResults } from '../cells/change-cells.ts';
import { decideStored } from '../cells/evaluate-cells.ts';
import type { RunContext } from '../runs/run-context.ts';

/** A result that the SIS accepted. */
export interface AcceptedResult {
  readonly item: ItemRecord;
  readonly result: SisResult;
  /** The SIS's own id takes precedence over ours. */
  readonly sourcedId: string;
  readonly sentAt: Date;
}

/** The cell that an item belongs to. */
export function cellIdOf(item: ItemRecord): string {
  const { courseKey, assignmentId, classSourcedId, studentSourcedId, personId } = item;
  return cellId(courseKey, { assignmentId, classKey: classSourcedId ?? ' ', studentSourcedId, personId });
}

/** Writes what the SIS accepted into the cells. False if this run has lost one of its classes. */
export async function recordAccepted(
  context: RunContext,
  accepted: readonly AcceptedResult[],
): Promise<boolean> {
  if (accepted.length === 0) return true;
  const { deps, run, institution } = context;
  const scope = ofCourse(run);
  const byCell = new Map(accepted.map((answer) => [cellIdOf(answer.item), answer]));
  const { settings } = institution;
  const edit = {
    scope,
    settings,
    now: deps.clock(),
    fencingToken: ({ classSourcedId }: CellRecord) => tokenOf(context, classSourcedId),
    change: (cell: CellRecord): CellRecord => {
      const answer = byCell.get(cell._id);
      return answer ? enter(context, cell, answer) : cell;
    },
  };
  const ids = [...byCell.keys()];
  const known = await deps.stores.cells.find(scope, ids);
  const knownIds = new Set(known.map(({ _id }) => _id));
  // A run that an older version started has items without cells.
  const fresh = accepted
    .filter(({ item }) => !knownIds.has(cellIdOf(item)))
    .flatMap((answer) => decideStored(enter(context, createCell(answer), answer), settings) ?? []);
  if (fresh.length > 0) {
    await releaseResults(deps.stores, edit, fresh);
    await deps.stores.cells.insert(fresh);
  }
  return changeCells(deps.stores, ids, { ...edit, known });
}

/**
 * A result sent without an answer may have arrived: whatever the cell says, the SIS may hold the newer score.
 * Marked at once, because the run may be cancelled or the score changed back before the SIS answers.
 */
export async function recordDoubt(
  context: Pick<RunContext, 'deps' | 'run' | 'institution'>,
  items: readonly ItemRecord[],
  fencingToken: (classSourcedId: string | null) => number,
): Promise<void> {
  await doubtCells(
    context,
    items.filter((item) => !item.isNew),
    fencingToken,
  );
}

/** Marks what the cells of these items hold as in doubt, whoever sent it. */
export async function doubtCells(
  { deps, run, institution }: Pick<RunContext, 'deps' | 'run' | 'institution'>,
  items: readonly ItemRecord[],
  fencingToken: (classSourcedId: string | null) => number,
): Promise<void> {
  if (items.length === 0) return;
  await changeCells(deps.stores, items.map(cellIdOf), {
    scope: ofCourse(run),
    settings: institution.settings,
    now: deps.clock(),
    fencingToken: (cell) => fencingToken(cell.classSourcedId),
    change: (cell) => ({ ...cell, held: cell.held && { ...cell.held, inDoubt: true } }),
  });
}

/** Marks what is known of these line items as in doubt, whoever sent them. */
export async function doubtLineItems(
  { deps, run }: Pick<RunContext, 'deps' | 'run'>,
  rows: readonly RunLineItemRecord[],
): Promise<void> {
  const ids = rows.flatMap(({ courseKey, assignmentId, classSourcedId }) =>
    classSourcedId === null ? [] : [lineItemReceiptId({ courseKey, assignmentId, classSourcedId })],
  );
  await deps.stores.receipts.markLineItemsInDoubt(run, ids, Number.MAX_SAFE_INTEGER);
}

/** Marks what a worker may have been sending when it died or lost the run: it may have arrived. */
export async function noteAbandonedAttempts({
  deps,
  run,
  lease,
}: Pick<RunContext, 'deps' | 'run' | 'lease'>): Promise<void> {
  if (!run.takenOver || run.sendingUpTo === null) return;
  await deps.stores.items.noteAttempted(lease.fence, run.sendingUpTo);
}

export function tokenOf({ classFencingTokens }: RunContext, classSourcedId: string | null): number {
  return classFencingTokens.get(classSourcedId ?? '') ?? 0;
}

function enter(
  context: RunContext,
  cell: CellRecord,
  { result, sourcedId, sentAt }: AcceptedResult,
): CellRecord {
  const { lineItemSourcedId, classSourcedId } = result;
  return {
    ...cell,
    resultSourcedId: sourcedId,
    repair: false,
    undone:
      context.run.kind === 'undo'
        ? { wanted: cell.wanted.kind === 'score' ? cell.wanted.score : null }
        : null,
    // It was accepted, so the line item exists.
    lineItemMissing: false,
    fencingToken: tokenOf(context, classSourcedId),
    held: {
      lineItemSourcedId,
      sent: toSentScore(result),
      sentAt,
      runId: context.run._id,
      confirmedAt: null,
      seen: null,
      seenAt: null,
      accepted: null,
      inDoubt: false,
      flaw: null,
      sendings: countSendings(context, cell, result),
      replaced: findReplaced(cell),
    },
  };
}

/** How many runs, this one included, have sent the score without the SIS having shown it. */
function countSendings({ run }: RunContext, { held }: CellRecord, result: SisResult): number {
  if (held === null || held.confirmedAt !== null || held.lineItemSourcedId !== result.lineItemSourcedId)
    return 1;
  if (compareScores(result, held.sent) !== 'none') return 1;
  return held.runId === run._id ? held.sendings : held.sendings + 1;
}

/** What the SIS is known to hold, as far as nobody doubts it; of a score that it never showed, what it held before. */
function findReplaced({ held }: CellRecord): SeenScore | null {
  if (held === null || held.inDoubt || held.seen === 'absent') return null;
  if (held.seen !== null) return held.seen;
  if (held.flaw === 'unverified') return held.replaced;
  const { score, scoreStatus } = held.sent;
  return { score, scoreStatus };
}

function createCell({ item, result, sentAt }: AcceptedResult): CellRecord {
  const { sectionName, sectionIds, studentName, studentSisId } = item;
  const { classSourcedId, studentSourcedId, lineItemSourcedId } = result;
  const key = { ...item, classKey: classSourcedId, classSourcedId, studentSourcedId };
  const wanted = {
    kind: 'score',
    score: toSentScore(result),
    lineItemSourcedId,
  } as const;
  return {
    ...blankCell(item, key, wanted, sentAt),
    sectionName,
    sectionIds,
    studentName,
    studentSisId,
  };
}
