import type { SisResult } from '../../domain/sis.ts';
import type { ItemRecord, RunLineItemRecord } from '../../store/passback/item-record.ts';
import { receiptIdOf } from '../../store/passback/receipts.ts';
import { createBatcher } from '../delivery/batcher.ts';
import { runPool } from '../delivery/for-each-concurrent.ts';
import { endForFailure } from '../delivery/sis-failure-end.ts';
import { itemFence, type RunContext } from '../runs/run-context.ts';
import { done, type StageEnd } from '../runs/stage-result.ts';

/**
 * Reads back every line item of which a score was sent, once: what the SIS shows equal is confirmed, anything else
 * fails as not confirmed. Where the SIS offers no reading, items stay sent.
 */
export async function readBack(context: RunContext, options: { replanLost: boolean }): Promise<StageEnd> {
  const { deps, run, sis, lease } = context;
  const { items, lineItems } = deps.stores;
  if (!sis.client.profile.readsResults) return done;
  const rows = await lineItems.find(await items.findLineItemIds(run._id, 'sent'));
  const fence = itemFence(context);
  const confirmed = createBatcher<string>((ids) => items.markConfirmed(fence, ids));
  let end: StageEnd = done;
  await runPool(rows, sis.maxInFlight, async (row) => {
    const halt = lease.haltRequested();
    if (halt) end = { kind: 'halted', by: halt };
    if (end.kind !== 'done' || !row.lineItem) return end.kind === 'done';
    const { classSourcedId, sourcedId } = row.lineItem;
    const reply = await sis.limit.run(
      () => sis.client.readResults(classSourcedId, sourcedId, lease.signal),
      lease.signal,
    );
    deps.killPoint('read-back');
    if (!reply.ok) {
      // A SIS that refuses this one reading has still accepted the scores: they stay sent.
      if (reply.failure.kind === 'item') return true;
      end = endForFailure(reply.failure);
      return false;
    }
    if (reply.value) {
      const ids = await settle(context, row, reply.value, options.replanLost);
      for (const id of ids) await confirmed.add(id);
    }
    return true;
  });
  await confirmed.drain();
  return end;
}

/** Settles what was denied or lost; returns what is confirmed, for writing in larger batches. */
async function settle(
  context: RunContext,
  row: RunLineItemRecord,
  results: readonly SisResult[],
  replanLost: boolean,
): Promise<string[]> {
  const { items, receipts } = context.deps.stores;
  const fence = itemFence(context);
  const of = await items.findOfLineItem(row._id, replanLost ? ['sent', 'unchanged', 'held_back'] : ['sent']);
  const byStudent = new Map<string, SisResult[]>();
  for (const result of results) {
    byStudent.set(result.studentSourcedId, [...(byStudent.get(result.studentSourcedId) ?? []), result]);
  }
  const shows = (item: ItemRecord): readonly SisResult[] => byStudent.get(item.studentSourcedId ?? '') ?? [];
  const sent = of.filter((item) => item.outcome === 'sent');
  const confirmed = sent.filter((item) => shows(item).some((result) => isEqual(item, result)));
  const denied = sent.filter((item) => !confirmed.includes(item));
  const lost = of.filter((item) => item.outcome !== 'sent' && shows(item).length === 0);
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
  if (lost.length > 0) {
    await items.reopen(
      fence,
      lost.map((item) => item._id),
    );
  }
  return confirmed.map((item) => item._id);
}

/**
 * Whether the SIS keeps what was sent: the score, and whether the student is exempt. The other statuses are not
 * compared, because SISs fold them (Blackbaud makes `submitted` and `partially graded` fully graded).
 */
function isEqual(item: ItemRecord, result: SisResult): boolean {
  if (!item.desired) return false;
  const { score, scoreStatus } = item.desired;
  if ((scoreStatus === 'exempt') !== (result.scoreStatus === 'exempt')) return false;
  // An exempt student's score may come back as nothing or as a placeholder.
  if (scoreStatus === 'exempt' && score === null) return true;
  if (score === null || result.score === null) return score === result.score;
  return Math.abs(score - result.score) < 1e-6;
}
