import type { SisFailure } from '../../oneroster/sis-client.ts';
import type { LineItemReceipt } from '../../store/passback/receipts.ts';
import { lineItemReceiptId } from '../../store/passback/receipts.ts';
import type { RunLineItemRecord } from '../../store/passback/run-line-item-record.ts';
import { describeDetails, isShownAsSent } from '../comparison/line-item-details.ts';
import { createAdopter } from '../delivery/adopt-existing.ts';
import { createBatcher } from '../delivery/batcher.ts';
import { createCreator } from '../delivery/create-objects.ts';
import { collectIfLate } from '../delivery/late-sends.ts';
import { sendPending } from '../delivery/send-pending.ts';
import type { RunContext } from '../runs/run-context.ts';
import type { StageResult } from '../runs/stage-result.ts';

/** An answer of the SIS that is not in the database yet. */
type Answer =
  | { readonly kind: 'accepted'; readonly row: RunLineItemRecord; readonly receipt: LineItemReceipt }
  | { readonly kind: 'refused'; readonly row: RunLineItemRecord; readonly sisMessage: string };

/** A row is given up after this many passes in which the SIS answered others but not it. */
export const attemptsPerRow = 8;

/** Stage 4: sends the line items that need it. A refused one fails its results too; the others continue. */
export async function postLineItems(context: RunContext): Promise<StageResult> {
  const { deps, lease } = context;
  const { lineItems, items } = deps.stores;
  const { fence } = lease;
  await Promise.all([lineItems.takeOver(fence), items.takeOver(fence)]);
  const total = await lineItems.countPending(fence);
  const known = total === 0 ? new Map<string, LineItemReceipt>() : await findReceipts(context);
  let answered = 0;
  const answers = createBatcher<Answer>(async (batch) => {
    await saveAnswers(context, batch);
    answered += batch.length;
    await context.save({ progress: { done: answered, total }, abandonedClaims: 0 });
  });
  const refuse = (row: RunLineItemRecord, sisMessage: string): Promise<void> =>
    answers.add({ kind: 'refused', row, sisMessage });
  const adopter = createAdopter(context);
  const creator = createCreator(context, adopter);
  return sendPending<RunLineItemRecord, { sourcedId: string }>(
    context,
    {
      find: (after, limit, attempted) => lineItems.findPending(fence, after, limit, attempted),
      beginBatch: (rows) =>
        lineItems.beginAttempts(
          fence,
          rows.map(({ _id }) => _id),
        ),
      beginAttempt: ({ _id }) => lineItems.beginAttempts(fence, [_id]),
      async quarantine(row) {
        await markInDoubt(context, row);
        await items.closePending(fence, { outcome: 'failed', reason: 'quarantined', lineItemId: row._id });
        await lineItems.saveChanges(fence, [{ id: row._id, outcome: 'failed' }]);
      },
      drain: () => answers.drain(),
    },
    {
      put: async (row) => {
        const { lineItem } = row;
        if (!lineItem) throw new Error('a pending line item without content');
        deps.failpoint('before-line-item-put');
        return adopter.inTurn(lineItem.classSourcedId, async () => {
          const adopted = await adopter.adoptLineItem(lineItem);
          if (!adopted.ok) return adopted;
          const put = creator.putLineItem(adopted.value, row.existed);
          const reply = await collectIfLate(context, { rows: [row] }, put);
          deps.failpoint('after-line-item-put');
          if (reply.ok) adopter.noteLineItem(lineItem.sourcedId, reply.value.sourcedId);
          else if (reply.failure.kind === 'transient') await markInDoubt(context, row);
          return reply;
        });
      },
      accepted: async (row, { sourcedId }) => {
        const receipt = writeReceipt(context, { row, sourcedId, known });
        if (receipt) await answers.add({ kind: 'accepted', row, receipt });
      },
      refused: (row, failure) => refuse(row, failure.sisMessage),
      givenUp: (row, failure) => refuse(row, failure.sisMessage),
      unanswered: async (row, failure: SisFailure) => {
        if (row.unanswered + 1 < attemptsPerRow) {
          await lineItems.markUnanswered(fence, [row._id]);
          return true;
        }
        await refuse(row, failure.sisMessage);
        return false;
      },
    },
  );
}

/** A line item sent without an answer may have arrived, so the receipt no longer says what the SIS holds. */
async function markInDoubt(
  { deps, run, classFencingTokens }: RunContext,
  row: RunLineItemRecord,
): Promise<void> {
  const { courseKey, assignmentId, classSourcedId } = row;
  if (!row.existed || classSourcedId === null) return;
  const id = lineItemReceiptId({ courseKey, assignmentId, classSourcedId });
  await deps.stores.receipts.markLineItemsInDoubt(run, [id], classFencingTokens.get(classSourcedId) ?? 0);
}

/** What the SIS accepted in earlier runs, by receipt id. */
export async function findReceipts({ deps, run }: RunContext): Promise<ReadonlyMap<string, LineItemReceipt>> {
  const receipts = await deps.stores.receipts.findLineItems(run);
  return new Map(receipts.map((receipt) => [receipt._id, receipt]));
}

/** The receipt of a line item that the SIS has accepted under `sourcedId`. */
export function writeReceipt(
  context: RunContext,
  {
    row,
    sourcedId,
    known,
  }: {
    readonly row: RunLineItemRecord;
    readonly sourcedId: string;
    readonly known: ReadonlyMap<string, LineItemReceipt>;
  },
): LineItemReceipt | null {
  const { classSourcedId, assignmentId, fingerprint, lineItem } = row;
  if (classSourcedId === null || fingerprint === null || lineItem === null) return null;
  const { institutionId, courseKey } = context.run;
  const key = { courseKey, assignmentId, classSourcedId };
  const _id = lineItemReceiptId(key);
  const adopted = known.get(_id)?.adopted ?? null;
  return {
    _id,
    institutionId,
    ...key,
    sourcedId,
    fingerprint,
    details: describeDetails(lineItem),
    sentAt: context.deps.clock(),
    seen: null,
    seenAt: null,
    confirmedAt: null,
    accepted: null,
    acceptedAt: null,
    sendings: countSendings(context, known.get(_id)),
    runId: context.run._id,
    adopted: adopted && { ...adopted, runId: adopted.runId ?? context.run._id },
    classFencingToken: context.classFencingTokens.get(classSourcedId) ?? 0,
  };
}

/** How many runs, this one included, have sent it without the SIS having shown it as it was sent. */
function countSendings({ run }: RunContext, known: LineItemReceipt | undefined): number {
  if (known === undefined || isShownAsSent(known)) return 1;
  return known.runId === run._id ? known.sendings : known.sendings + 1;
}

/** Receipts are written first: a crash in between then repeats a PUT and never forgets one. */
async function saveAnswers(context: RunContext, batch: readonly Answer[]): Promise<void> {
  const { lease, deps } = context;
  const { receipts, lineItems, items } = deps.stores;
  const { fence } = lease;
  const accepted = batch.flatMap((answer) => (answer.kind === 'accepted' ? [answer] : []));
  const refused = batch.flatMap((answer) => (answer.kind === 'refused' ? [answer] : []));
  if (!(await receipts.saveLineItems(accepted.map((answer) => answer.receipt)))) throw lease.lose();
  for (const { row, sisMessage } of refused) {
    const end = { outcome: 'failed', reason: 'line_item_refused', sisMessage, lineItemId: row._id } as const;
    await items.closePending(fence, end);
  }
  await lineItems.saveChanges(fence, [
    ...accepted.map(({ row, receipt }) => ({
      id: row._id,
      outcome: row.existed ? ('updated' as const) : ('created' as const),
      lineItem: row.lineItem && { ...row.lineItem, sourcedId: receipt.sourcedId },
    })),
    ...refused.map(({ row, sisMessage }) => ({ id: row._id, outcome: 'failed' as const, sisMessage })),
  ]);
}
