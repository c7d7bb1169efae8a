import type { SisResult } from '../../domain/sis.ts';
import type { ItemRecord, RunLineItemRecord } from '../../store/passback/item-record.ts';
import { receiptIdOf } from '../../store/passback/receipts.ts';
import { createBatcher } from '../delivery/batcher.ts';
import { forEachConcurrent } from '../delivery/for-each-concurrent.ts';
import type { RunContext } from '../runs/run-context.ts';
import { done, resultOfFailure, type StageResult } from '../runs/stage-result.ts';

/**
 * Reads back each line item of which a score was sent. A result that the SIS shows as sent is confirmed; any other fails
 * as not confirmed. If the SIS offers no reading of results, items stay `sent`.
 * @param options.resendMissing reopen unchanged items whose result is missing in the SIS
 */
export async function readBack(
  context: RunContext,
  options: { resendMissing: boolean },
): Promise<StageResult> {
  const { deps, run, sis, lease } = context;
  const { items, lineItems } = deps.stores;
  if (!sis.client.profile.readsResults) return done;
  const rows = await lineItems.find(await items.findLineItemIds(run._id, 'sent'));
  const confirmed = createBatcher<string>((ids) => items.markConfirmed(lease.fence, ids));
  let result: StageResult = done;
  await forEachConcurrent(rows, sis.maxInFlight, async (row) => {
    const halt = lease.haltRequested();
    if (halt) result = { kind: 'halted', by: halt };
    if (result.kind !== 'done' || !row.lineItem) return result.kind === 'done';
    const { classSourcedId, sourcedId } = row.lineItem;
    const reply = await sis.client.readResults(classSourcedId, sourcedId, lease.signal);
    deps.failpoint('read-back');
    if (!reply.ok) {
      // The SIS refuses this reading, yet it accepted the scores: they stay `sent`.
      if (reply.failure.kind === 'item') return true;
      result = resultOfFailure(reply.failure);
      return false;
    }
    if (reply.value) {
      const ids = await settleLineItem(context, row, reply.value, options.resendMissing);
      for (const id of ids) await confirmed.add(id);
    }
    return true;
  });
  await confirmed.drain();
  return result;
}

/**
 * Fails results that the SIS shows differently or not at all, and reopens missing ones. Returns the ids of the confirmed
 * items, which the caller writes in larger batches.
 */
async function settleLineItem(
  context: RunContext,
  row: RunLineItemRecord,
  results: readonly SisResult[],
  resendMissing: boolean,
): Promise<string[]> {
  const { items, receipts } = context.deps.stores;
  const { fence } = context.lease;
  const compared = await items.findOfLineItem(
    row._id,
    resendMissing ? ['sent', 'unchanged', 'held_back'] : ['sent'],
  );
  const byStudent = new Map<string, SisResult[]>();
  for (const result of results) {
    byStudent.set(result.studentSourcedId, [...(byStudent.get(result.studentSourcedId) ?? []), result]);
  }
  const resultsOf = (item: ItemRecord): readonly SisResult[] =>
    byStudent.get(item.studentSourcedId ?? '') ?? [];
  const sent = compared.filter((item) => item.outcome === 'sent');
  const confirmed = sent.filter((item) => resultsOf(item).some((result) => isEqual(item, result)));
  const denied = sent.filter((item) => !confirmed.includes(item));
  const missing = compared.filter((item) => item.outcome !== 'sent' && resultsOf(item).length === 0);
  if (denied.length > 0) {
    await receipts.markInDoubt(
      denied.map(receiptIdOf),
      context.classFencingTokens.get(row.classSourcedId ?? '') ?? 0,
    );
    await items.markFailed(
      fence,
      denied.map(({ _id }) => ({ id: _id, reason: 'not_confirmed', sisMessage: null })),
    );
  }
  if (missing.length > 0) {
    await items.reopen(
      fence,
      missing.map((item) => item._id),
    );
  }
  return confirmed.map((item) => item._id);
}

/**
 * Whether the SIS shows what was sent: the score, and whether the student is exempt. Other statuses are not compared,
 * because SISs merge them (Blackbaud turns `submitted` and `partially graded` into `fully graded`).
 */
function isEqual(item: ItemRecord, result: SisResult): boolean {
  if (!item.desired) return false;
  const { score, scoreStatus } = item.desired;
  if ((scoreStatus === 'exempt') !== (result.scoreStatus === 'exempt')) return false;
  // The SIS may show an exempt student's score as nothing or as a placeholder.
  if (scoreStatus === 'exempt' && score === null) return true;
  if (score === null || result.score === null) return score === result.score;
  return Math.abs(score - result.score) < 1e-6;
}
