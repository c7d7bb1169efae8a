import { chunk } from '../../domain/chunk.ts';
import type { SisResult } from '../../domain/sis.ts';
import type { ItemRecord } from '../../store/passback/item-record.ts';
import type { RunLineItemRecord } from '../../store/passback/run-line-item-record.ts';
import type { RunContext } from '../runs/run-context.ts';
import { done, resultOfFailure, type StageResult } from '../runs/stage-result.ts';
import { forEachConcurrent } from './for-each-concurrent.ts';
import { collectIfLate } from './late-sends.ts';
import type { AcceptedResult } from './record-results.ts';

/** Results of one request: a SIS that refuses one of them refuses all. */
const resultsPerRequest = 200;

type Ground = Pick<RunContext, 'institution' | 'sis' | 'offers'>;

/**
 * Whether the first results of a line item are created at once. Only where results can be read: after a lost answer
 * nobody else knows what arrived.
 */
function createsColumns({ institution, sis, offers }: Ground): boolean {
  const { version, readsResults } = sis.client.profile;
  const { firstGrades } = institution.settings;
  const isFound = offers.columns === true || (offers.putCreates === false && offers.columns === null);
  const isWanted = firstGrades === 'together' || (firstGrades === 'found' && isFound);
  return isWanted && version === '1.2' && readsResults;
}

/**
 * Whether a result that nobody knows of may stand in the SIS under an id that it gave: in a column that was created at once
 * and whose answer was lost, by this run or one before, whatever is settled now.
 */
export function mayHaveCreated(context: Ground, item: Pick<ItemRecord, 'unanswered'>): boolean {
  const { version, readsResults } = context.sis.client.profile;
  if (version !== '1.2' || !readsResults) return false;
  const { columns, putCreates } = context.offers;
  return item.unanswered > 0 || columns === true || putCreates === false || createsColumns(context);
}

/**
 * Sends the results of line items that this run has created, a column at a time. A POST is tried once: whatever it
 * leaves open, because the answer is lost, is a refusal or names only some of the results, stays pending and goes the way
 * of single PUTs, which read the column first (OF15).
 */
export async function createColumns(
  context: RunContext,
  how: {
    readonly describe: (item: ItemRecord, row: RunLineItemRecord) => SisResult;
    readonly accepted: (accepted: AcceptedResult) => Promise<void>;
  },
): Promise<StageResult> {
  const { deps, run, sis, lease, offers } = context;
  if (run.kind === 'undo' || !createsColumns(context)) return done;
  const { items, lineItems } = deps.stores;
  const { fence } = lease;
  const rows = await lineItems.find(fence, await items.findLineItemIds(fence, 'pending'));
  const created = rows.filter(({ outcome, lineItem }) => outcome === 'created' && lineItem !== null);
  let result: StageResult = done;
  let isOffered = true;
  const post = async (row: RunLineItemRecord, batch: readonly ItemRecord[]): Promise<void> => {
    deps.failpoint('before-result-put');
    const results = batch.map((item) => how.describe(item, row));
    const reply = await collectIfLate(
      context,
      { items: [...batch] },
      sis.client.createResults(results, lease.signal),
    );
    deps.failpoint('after-result-put');
    const sentAt = deps.clock();
    const ids = reply.ok ? reply.value : new Map<string, string>();
    if (lease.isOver()) context.lateSends.created.push(...ids.values());
    if (!reply.ok) {
      const { kind, status } = reply.failure;
      if (kind === 'rate') result = resultOfFailure(reply.failure);
      // A SIS without bulk POSTs, or without leave for them: each of its columns would be refused.
      const isUnoffered = kind === 'institution' || kind === 'auth';
      if (isUnoffered || status === 403 || status === 404) isOffered = false;
      if (isUnoffered) await offers.note({ kind: 'columns', offered: false });
      return;
    }
    await offers.note({ kind: 'columns', offered: true });
    await context.sisAnswered();
    for (const [index, item] of batch.entries()) {
      const sourcedId = ids.get(item.resultSourcedId ?? '');
      const sent = results[index];
      if (sourcedId !== undefined && sent) await how.accepted({ item, result: sent, sourcedId, sentAt });
    }
  };
  /**
   * The next columns, marked as sent before any of them is: whoever continues after a death knows that they may have
   * arrived.
   */
  const prepare = async (rows: readonly RunLineItemRecord[]): Promise<readonly Column[]> => {
    if (result.kind !== 'done' || !isOffered) return [];
    const found = await Promise.all(
      rows.map(async (row) => ({ row, pending: await items.findOfRow(row, ['pending']) })),
    );
    const columns = found.filter(({ pending }) => pending.length > 1 && pending.every(isUntried));
    await items.markUnanswered(
      fence,
      columns.flatMap(({ pending }) => pending.map(({ _id }) => _id)),
    );
    return columns;
  };
  let preparing: Promise<readonly Column[]> = Promise.resolve([]);
  const columns = streamColumns(created, sis.maxInFlight, (rows) => {
    preparing = prepare(rows);
    return preparing;
  });
  await forEachConcurrent(columns, sis.maxInFlight, async ({ row, pending }) => {
    const halt = lease.haltRequested();
    if (halt) result = { kind: 'halted', by: halt };
    // What was prepared before a pause is another worker's by now.
    lease.permit.check();
    for (const batch of chunk(pending, resultsPerRequest)) {
      if (result.kind === 'done' && isOffered) await post(row, batch);
    }
    return result.kind === 'done' && isOffered;
  });
  // What is sent next must not be marked while it is.
  await preparing;
  return result;
}

/** A line item of which nothing is in the SIS yet, and its results. */
interface Column {
  readonly row: RunLineItemRecord;
  readonly pending: readonly ItemRecord[];
}

/**
 * Prepares the next few columns while the present ones are in flight. One that is prepared and then not sent goes the way of
 * single PUTs, so there are no more of them than are sent at once.
 */
async function* streamColumns(
  rows: readonly RunLineItemRecord[],
  atOnce: number,
  prepare: (rows: readonly RunLineItemRecord[]) => Promise<readonly Column[]>,
): AsyncGenerator<Column> {
  const parts = chunk(rows, atOnce);
  let preparing = prepare(parts[0] ?? []);
  for (const index of parts.keys()) {
    const columns = await preparing;
    preparing = prepare(parts[index + 1] ?? []);
    // If sending stops early, nobody awaits these.
    preparing.catch(() => {});
    yield* columns;
  }
}

/** Nobody has sent it yet, so nothing of it can be in the SIS. */
function isUntried({ isNew, attempts, unanswered, desired, resultSourcedId }: ItemRecord): boolean {
  return isNew && attempts === 0 && unanswered === 0 && desired !== null && resultSourcedId !== null;
}
