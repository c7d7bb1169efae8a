import { isCleared } from '../../domain/cell.ts';
import type { ItemReason } from '../../domain/outcomes.ts';
import type { SisResult } from '../../domain/sis.ts';
import type { SisFailure, SisReply } from '../../oneroster/sis-client.ts';
import { ofCourse } from '../../store/passback/course-scope.ts';
import type { ItemRecord } from '../../store/passback/item-record.ts';
import type { RunLineItemRecord } from '../../store/passback/run-line-item-record.ts';
import { createAdopter } from '../delivery/adopt-existing.ts';
import { createBatcher } from '../delivery/batcher.ts';
import { createColumns } from '../delivery/create-columns.ts';
import { createCreator } from '../delivery/create-objects.ts';
import { collectIfLate } from '../delivery/late-sends.ts';
import {
  type AcceptedResult,
  noteAbandonedAttempts,
  recordAccepted,
  recordDoubt,
  tokenOf,
} from '../delivery/record-results.ts';
import { sendPending } from '../delivery/send-pending.ts';
import type { RunContext } from '../runs/run-context.ts';
import type { StageResult } from '../runs/stage-result.ts';
import { type CanvasFollower, createCanvasFollower } from './follow-canvas.ts';
import {
  attemptsPerRow,
  findReceipts,
  postLineItems,
  writeReceipt as writeLineItemReceipt,
} from './post-line-items.ts';
import { findHeldCells, readBack, takeUpAgain } from './read-back.ts';
import { readBackLineItems } from './read-back-line-items.ts';
import { removeLineItems } from './remove-line-items.ts';

/** An item and the line item it belongs to. */
interface PendingItem {
  readonly _id: string;
  readonly attempts: number;
  readonly item: ItemRecord;
  readonly row: RunLineItemRecord;
}

type Answer =
  | { readonly kind: 'sent'; readonly accepted: AcceptedResult }
  | {
      readonly kind: 'failed';
      readonly id: string;
      readonly reason: ItemReason;
      readonly sisMessage: string;
    };

/** Changes in Canvas meanwhile do not affect what is put back. */
const noFollower: CanvasFollower = { renewPending: async () => {}, requestNext: async () => {} };
/** Rounds of sending and reading back. The second is for results that reading back found missing in the SIS. */
const rounds = 2;

/**
 * Stage 5: sends the results, then reads back the results of each line item and the line items that were sent, because a
 * 2xx alone proves nothing.
 */
export async function postResults(context: RunContext): Promise<StageResult> {
  const { items, lineItems } = context.deps.stores;
  const { fence } = context.lease;
  await Promise.all([items.takeOver(fence), lineItems.takeOver(fence)]);
  if (context.run.kind === 'undo') {
    const restored = await postLineItems(context);
    if (restored.kind !== 'done') return restored;
  }
  await noteAbandonedAttempts(context);
  const canvas = context.run.kind === 'undo' ? noFollower : createCanvasFollower(context);
  for (let round = 1; ; round += 1) {
    const sent = await sendResults(context, canvas);
    if (sent.kind !== 'done') return sent;
    const read = await readBack(context, { resendMissing: round < rounds && context.run.kind !== 'undo' });
    if (read.kind !== 'done') return read;
    if (round < rounds && (await items.count(fence)).pending > 0) continue;
    const lineItemsRead = await readBackLineItems(context);
    if (lineItemsRead.kind !== 'done') return lineItemsRead;
    const removed = await removeLineItems(context);
    if (removed.kind !== 'done') return removed;
    await canvas.requestNext();
    return read;
  }
}

async function sendResults(context: RunContext, canvas: CanvasFollower): Promise<StageResult> {
  const { deps, lease } = context;
  const { items } = deps.stores;
  const { fence } = lease;
  const { pending: total } = await items.count(fence);
  if (total === 0) return { kind: 'done' };
  let answered = 0;
  const answers = createBatcher<Answer>(async (batch) => {
    await saveAnswers(context, batch);
    answered += batch.length;
    deps.failpoint('results-acknowledged');
    await context.save({ progress: { done: answered, total }, abandonedClaims: 0 });
  });
  const fail = (id: string, reason: ItemReason, sisMessage: string): Promise<void> =>
    answers.add({ kind: 'failed', id, reason, sisMessage });
  const columns = await createColumns(context, {
    describe: writeResult,
    accepted: (accepted) => answers.add({ kind: 'sent', accepted }),
  });
  await answers.drain();
  if (columns.kind !== 'done') return columns;
  const put = createResultSender(context);

  return sendPending<PendingItem, AcceptedResult>(
    context,
    {
      async find(after, limit, attempted) {
        await canvas.renewPending(after);
        return findPendingItems(context, after, limit, attempted);
      },
      async beginBatch(rows) {
        const last = rows.at(-1);
        if (last) await context.save({ sendingUpTo: last._id });
      },
      beginAttempt: ({ _id }) => items.beginAttempt(fence, _id),
      async quarantine({ _id, item }) {
        await markInDoubt(context, item);
        await items.markFailed(fence, [{ id: _id, reason: 'quarantined', sisMessage: null }]);
      },
      drain: () => answers.drain(),
    },
    {
      put,
      accepted: (_pending, accepted) => answers.add({ kind: 'sent', accepted }),
      refused: ({ _id }, failure) => fail(_id, 'sis_refused', failure.sisMessage),
      givenUp: ({ _id }, failure) => fail(_id, reasonOfGivingUp(failure), failure.sisMessage),
      unanswered: async ({ _id, item }, failure) => {
        if (item.unanswered + 1 < attemptsPerRow) {
          await items.markUnanswered(fence, [_id]);
          return true;
        }
        await fail(_id, reasonOfGivingUp(failure), failure.sisMessage);
        return false;
      },
    },
  );
}

/** "Did not answer" is only said if it did not. */
function reasonOfGivingUp({ status }: SisFailure): ItemReason {
  return status === null ? 'sis_unreachable' : 'sis_error';
}

async function findPendingItems(
  context: RunContext,
  after: string,
  limit: number,
  attempted: boolean,
): Promise<PendingItem[]> {
  const { items, lineItems } = context.deps.stores;
  const found = await items.findPending(context.lease.fence, after, limit, attempted);
  const rows = await lineItems.find(ofCourse(context.run), [
    ...new Set(found.flatMap((item) => item.lineItemId ?? [])),
  ]);
  const rowOf = new Map(rows.map((row) => [row._id, row]));
  return found.map((item) => {
    const row = rowOf.get(item.lineItemId ?? '');
    if (!row) throw new Error('a pending item without its line item');
    return { _id: item._id, attempts: item.attempts, item, row };
  });
}

/** Sends one result. If the SIS has lost its line item, that is sent again first. */
function createResultSender(
  context: RunContext,
): (pending: PendingItem) => Promise<SisReply<AcceptedResult>> {
  const { deps, sis, lease } = context;
  const restoreOnce = createLineItemRestorer(context);
  const adopter = createAdopter(context);
  const creator = createCreator(context, adopter);
  const send = async ({ item, row }: PendingItem): Promise<SisReply<AcceptedResult>> => {
    const result = writeResult(item, row);
    const put = async (): Promise<SisReply<{ sourcedId: string }>> => {
      deps.failpoint('before-result-put');
      const adopted = item.isNew
        ? await adopter.adoptResult(result, item)
        : ({ ok: true, value: result } as const);
      if (!adopted.ok) return adopted;
      const isUnknown = item.isNew && adopted.value.sourcedId === result.sourcedId;
      const verb = clears(item) ? 'clearResult' : 'putResult';
      const reply =
        isUnknown && creator.createsResults
          ? await creator.createResult(adopted.value)
          : creator.refuseAlone(await sis.client[verb](adopted.value, lease.signal));
      deps.failpoint('after-result-put');
      return reply;
    };
    const first = await put();
    const reply =
      !first.ok &&
      !clears(item) &&
      context.run.kind !== 'undo' &&
      isLineItemGone(first.failure, row) &&
      (await restoreOnce(row))
        ? await put()
        : first;
    if (!reply.ok) {
      if (reply.failure.kind === 'transient') await markInDoubt(context, item);
      return reply;
    }
    const { sourcedId } = reply.value;
    return { ok: true, value: { item, result, sourcedId, sentAt: deps.clock() } };
  };
  return (pending) => collectIfLate(context, { items: [pending.item] }, send(pending));
}

/**
 * Sends a line item again that the SIS has lost since it was last read, once however many results notice.
 * True if the SIS has it under the same id again. The line item's other results were lost with it, so they
 * are reopened.
 */
function createLineItemRestorer(context: RunContext): (row: RunLineItemRecord) => Promise<boolean> {
  const restoring = new Map<string, Promise<boolean>>();
  return (row) => {
    const restored = restoring.get(row._id) ?? restoreLineItem(context, row);
    restoring.set(row._id, restored);
    return restored;
  };
}

async function restoreLineItem(context: RunContext, row: RunLineItemRecord): Promise<boolean> {
  const { deps, sis, lease } = context;
  const { receipts, lineItems } = deps.stores;
  if (!row.lineItem) return false;
  const put = sis.client.putLineItem(row.lineItem, lease.signal);
  const reply = await collectIfLate(context, { rows: [row] }, put);
  // Under another id the pending results would point nowhere; the next run plans them again.
  if (!reply.ok || reply.value.sourcedId !== row.lineItem.sourcedId) return false;
  const known = await findReceipts(context);
  const receipt = writeLineItemReceipt(context, { row, sourcedId: reply.value.sourcedId, known });
  if (receipt && !(await receipts.saveLineItems([receipt]))) throw lease.lose();
  await lineItems.saveChanges(lease.fence, [{ id: row._id, outcome: 'created' }]);
  const cells = await findHeldCells(context, row);
  await takeUpAgain(context, row, cells);
  return true;
}

function markInDoubt(context: RunContext, item: ItemRecord): Promise<void> {
  return recordDoubt(context, [item], (classSourcedId) => tokenOf(context, classSourcedId));
}

/** A 404 may be about the line item, unless this run has just sent it (H21). */
function isLineItemGone(failure: SisFailure, row: RunLineItemRecord): boolean {
  return failure.kind === 'item' && failure.status === 404 && row.outcome === 'unchanged';
}

function writeResult(item: ItemRecord, row: RunLineItemRecord): SisResult {
  const { desired, studentSourcedId, resultSourcedId, classSourcedId } = item;
  const lineItemSourcedId = findLineItem(item, row);
  if (!desired || studentSourcedId === null || resultSourcedId === null) {
    throw new Error('a pending item without content');
  }
  if (lineItemSourcedId === null || classSourcedId === null)
    throw new Error('a pending item without a place');
  return { sourcedId: resultSourcedId, lineItemSourcedId, studentSourcedId, classSourcedId, ...desired };
}

/**
 * A result is cleared in the line item it was sent to, even if nothing else of its assignment may be sent
 * there now.
 */
function findLineItem(item: ItemRecord, row: RunLineItemRecord): string | null {
  const { before } = item;
  if (clears(item) && before !== null && typeof before === 'object') return before.lineItemSourcedId;
  return row.lineItem?.sourcedId ?? null;
}

function clears({ desired }: ItemRecord): boolean {
  return desired !== null && isCleared(desired);
}

/** Cells are written first: a crash in between then repeats a PUT and never forgets one. */
async function saveAnswers(context: RunContext, batch: readonly Answer[]): Promise<void> {
  const { items } = context.deps.stores;
  const { fence } = context.lease;
  const accepted = batch.flatMap((answer) => (answer.kind === 'sent' ? [answer.accepted] : []));
  const failed = batch.flatMap((answer) => (answer.kind === 'failed' ? [answer] : []));
  if (!(await recordAccepted(context, accepted))) throw context.lease.lose();
  await items.markSent(
    fence,
    accepted.map(({ item }) => item._id),
  );
  await items.markFailed(fence, failed);
}
