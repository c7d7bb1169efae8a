import type { ItemReason } from '../../domain/outcomes.ts';
import type { SisResult } from '../../domain/sis.ts';
import type { SisFailure, SisReply } from '../../oneroster/sis-client.ts';
import type { ItemRecord, RunLineItemRecord } from '../../store/passback/item-record.ts';
import { type ResultReceipt, receiptIdOf, resultReceiptId } from '../../store/passback/receipts.ts';
import { createAdopter } from '../delivery/adopt-existing.ts';
import { createBatcher } from '../delivery/batcher.ts';
import { createLineItemRestorer } from '../delivery/restore-line-item.ts';
import { sendOpen } from '../delivery/send-open.ts';
import { itemFence, type RunContext } from '../runs/run-context.ts';
import type { StageEnd } from '../runs/stage-result.ts';
import { attemptsPerRow } from './post-line-items.ts';
import { readBack } from './read-back.ts';

/** An item with the line item it belongs to. */
interface OpenItem {
  readonly _id: string;
  readonly attempts: number;
  readonly item: ItemRecord;
  readonly row: RunLineItemRecord;
}

type Answer =
  | { readonly kind: 'sent'; readonly item: ItemRecord; readonly receipt: ResultReceipt }
  | {
      readonly kind: 'failed';
      readonly id: string;
      readonly reason: ItemReason;
      readonly sisMessage: string;
    };

/** Rounds of sending and reading back: a second one for results that the SIS turned out to have lost. */
const rounds = 2;

/** Stage 5: sends the scores, then reads each line item back, since a 2xx alone proves nothing. */
export async function postResults(context: RunContext): Promise<StageEnd> {
  const { items, lineItems } = context.deps.stores;
  const fence = itemFence(context);
  await Promise.all([items.takeOver(fence), lineItems.takeOver(fence)]);
  for (let round = 1; ; round += 1) {
    const sent = await sendResults(context);
    if (sent.kind !== 'done') return sent;
    const read = await readBack(context, { replanLost: round < rounds });
    if (read.kind !== 'done' || round === rounds) return read;
    if ((await items.count(context.run._id)).pending === 0) return read;
  }
}

async function sendResults(context: RunContext): Promise<StageEnd> {
  const { deps, run } = context;
  const { items } = deps.stores;
  const fence = itemFence(context);
  const { pending: total } = await items.count(run._id);
  if (total === 0) return { kind: 'done' };
  let answered = 0;
  const answers = createBatcher<Answer>(async (batch) => {
    await saveAnswers(context, batch);
    answered += batch.length;
    deps.killPoint('results-acknowledged');
    await context.save({ progress: { done: answered, total }, abandonedClaims: 0 });
  });
  const fail = (id: string, reason: ItemReason, sisMessage: string): Promise<void> =>
    answers.add({ kind: 'failed', id, reason, sisMessage });
  const put = createResultSender(context);

  return sendOpen<OpenItem, ResultReceipt>(
    context,
    {
      find: (after, limit, suspect) => findOpenItems(context, after, limit, suspect),
      beginAttempts: (ids) => items.beginAttempts(fence, ids),
      async quarantine({ _id, item }) {
        await doubt(context, item);
        await items.markFailed(fence, [{ id: _id, reason: 'quarantined', sisMessage: null }]);
      },
      drain: () => answers.drain(),
    },
    {
      put,
      accepted: ({ item }, receipt) => answers.add({ kind: 'sent', item, receipt }),
      refused: ({ _id }, failure) => fail(_id, 'sis_refused', failure.sisMessage),
      unanswered: async ({ _id, item }, failure) => {
        if (item.unanswered + 1 < attemptsPerRow) {
          await items.markUnanswered(fence, [_id]);
          return true;
        }
        await fail(_id, 'sis_unreachable', failure.sisMessage);
        return false;
      },
    },
  );
}

async function findOpenItems(
  context: RunContext,
  after: string,
  limit: number,
  suspect: boolean,
): Promise<OpenItem[]> {
  const { items, lineItems } = context.deps.stores;
  const found = await items.findPending(context.run._id, after, limit, suspect);
  const rows = await lineItems.find([...new Set(found.flatMap((item) => item.lineItemId ?? []))]);
  const rowOf = new Map(rows.map((row) => [row._id, row]));
  return found.map((item) => {
    const row = rowOf.get(item.lineItemId ?? '');
    if (!row) throw new Error('a pending item without its line item');
    return { _id: item._id, attempts: item.attempts, item, row };
  });
}

/** One PUT of a result; where the SIS no longer has the line item, that is sent again first. */
function createResultSender(context: RunContext): (open: OpenItem) => Promise<SisReply<ResultReceipt>> {
  const { deps, sis, lease } = context;
  const restoreLineItem = createLineItemRestorer(context);
  const adopter = createAdopter(context);
  return async ({ item, row }) => {
    const result = writeResult(item, row);
    const put = async (): Promise<SisReply<{ sourcedId: string }>> => {
      deps.killPoint('before-result-put');
      const adopted = item.isNew ? await adopter.adoptResult(result) : ({ ok: true, value: result } as const);
      if (!adopted.ok) return adopted;
      const reply = await sis.client.putResult(adopted.value, lease.signal);
      deps.killPoint('after-result-put');
      return reply;
    };
    const first = await put();
    const reply =
      !first.ok && isLineItemGone(first.failure, row) && (await restoreLineItem(row)) ? await put() : first;
    if (!reply.ok) {
      if (reply.failure.kind === 'transient') await doubt(context, item);
      return reply;
    }
    return { ok: true, value: writeReceipt(context, item, result, reply.value.sourcedId) };
  };
}

/**
 * What was sent without an answer may have arrived: whatever the receipt says, the SIS may hold the newer score. Kept at
 * once, since the run may be cancelled, or the score changed back, before anything is answered.
 */
async function doubt({ deps, classFencingTokens }: RunContext, item: ItemRecord): Promise<void> {
  if (item.isNew) return;
  const classFencingToken = classFencingTokens.get(item.classSourcedId ?? '') ?? 0;
  await deps.stores.receipts.markInDoubt([receiptIdOf(item)], classFencingToken);
}

/** A 404 may mean the line item, if this run has not just sent it (H21). */
function isLineItemGone(failure: SisFailure, row: RunLineItemRecord): boolean {
  return failure.kind === 'item' && failure.status === 404 && row.outcome === 'unchanged';
}

function writeResult(item: ItemRecord, row: RunLineItemRecord): SisResult {
  const { desired, studentSourcedId, resultSourcedId } = item;
  if (!desired || studentSourcedId === null || resultSourcedId === null || !row.lineItem) {
    throw new Error('a pending item without content');
  }
  return {
    sourcedId: resultSourcedId,
    lineItemSourcedId: row.lineItem.sourcedId,
    studentSourcedId,
    classSourcedId: row.lineItem.classSourcedId,
    ...desired,
  };
}

function writeReceipt(
  context: RunContext,
  item: ItemRecord,
  result: SisResult,
  sourcedId: string,
): ResultReceipt {
  const { institutionId, courseKey, assignmentId, personId } = item;
  const { classSourcedId, studentSourcedId, lineItemSourcedId } = result;
  const { score, scoreStatus, late, missing, scoreDate } = result;
  return {
    _id: resultReceiptId({ courseKey, assignmentId, classSourcedId, personId }),
    institutionId,
    courseKey,
    assignmentId,
    classSourcedId,
    personId,
    studentSourcedId,
    lineItemSourcedId,
    sourcedId,
    sent: { score, scoreStatus, late, missing, scoreDate },
    sentAt: context.deps.clock(),
    inDoubt: false,
    classFencingToken: context.classFencingTokens.get(classSourcedId) ?? 0,
  };
}

/** Receipts first: a crash in between repeats a PUT, and never forgets one. */
async function saveAnswers(context: RunContext, batch: readonly Answer[]): Promise<void> {
  const { receipts, items } = context.deps.stores;
  const fence = itemFence(context);
  const sent = batch.flatMap((answer) => (answer.kind === 'sent' ? [answer] : []));
  const failed = batch.flatMap((answer) => (answer.kind === 'failed' ? [answer] : []));
  const first = sent.filter((answer) => answer.item.isNew).map((answer) => answer.receipt);
  const again = sent.filter((answer) => !answer.item.isNew).map((answer) => answer.receipt);
  if (!(await receipts.saveResults(first, again))) throw context.lease.lose();
  await items.markSent(
    fence,
    sent.map((answer) => answer.item._id),
  );
  await items.markFailed(fence, failed);
}
