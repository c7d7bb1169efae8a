import type { RunLineItemRecord } from '../../store/passback/item-record.ts';
import { itemFence, type RunContext } from '../runs/run-context.ts';
import { writeReceipt } from '../stages/post-line-items.ts';

/**
 * Sends a line item again that the SIS has lost since it was last seen, once however many results notice; true when
 * the SIS has it under the same id again. Its other results are lost with it: they are sent again too.
 */
export function createLineItemRestorer(context: RunContext): (row: RunLineItemRecord) => Promise<boolean> {
  const restored = new Map<string, Promise<boolean>>();
  return (row) => {
    const under = restored.get(row._id) ?? restore(context, row);
    restored.set(row._id, under);
    return under;
  };
}

async function restore(context: RunContext, row: RunLineItemRecord): Promise<boolean> {
  const { deps, sis, lease } = context;
  const { receipts, lineItems, items } = deps.stores;
  if (!row.lineItem) return false;
  const reply = await sis.client.putLineItem(row.lineItem, lease.signal);
  // Under another id the planned results would point nowhere; the next run knows better.
  if (!reply.ok || reply.value.sourcedId !== row.lineItem.sourcedId) return false;
  const receipt = writeReceipt(context, row, reply.value.sourcedId);
  if (receipt && !(await receipts.saveLineItems([receipt]))) throw lease.lose();
  const fence = itemFence(context);
  await lineItems.saveChanges(fence, [{ id: row._id, outcome: 'created' }]);
  const lost = await items.findOfLineItem(row._id, ['unchanged', 'held_back']);
  await items.reopen(
    fence,
    lost.map((item) => item._id),
  );
  return true;
}
