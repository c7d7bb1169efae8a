import type { Habits } from '../client/habits.ts';
import { clientFailure, fail, succeed } from '../client/reply.ts';
import type { Transport } from '../client/transport.ts';
import type { SisFailure, SisReply } from '../sis-client.ts';
import {
  type Collection,
  type IdentifiedRow,
  type PagesRead,
  type Paging,
  type Reading,
  readPages,
} from './read-pages.ts';
import { isActive } from './schemas.ts';

/** What the lists of one connection share. */
export interface ListContext {
  readonly transport: Transport;
  readonly habits: Habits;
  readonly pageSize: number;
  /** By route: how the SIS takes to be asked for pages, and whether its totals are known to count more than the rows. */
  readonly learned: {
    readonly pagings: Map<string, Paging>;
    readonly looseTotals: Set<string>;
    /** Where a filter was seen to answer. */
    readonly filters: Set<string>;
  };
}

/** How often a list is read if rows come or go between its pages (H25). */
const maxReadings = 3;
/** A limit that no list of a class reaches. */
const wholeListLimit = 10_000;

/**
 * A whole collection, each object once and without deleted ones, or a failure; never a part of it. If the total changes
 * meanwhile, rows may have been missed, so reading starts again. A SIS that refuses or ignores the paging is asked for
 * smaller pages, then for whole lists, and that way is kept.
 */
export async function readCollection<R extends IdentifiedRow>(
  context: ListContext,
  collection: Collection<R>,
  signal: AbortSignal,
): Promise<SisReply<readonly R[]>> {
  const { pageSize, habits } = context;
  const { pagings } = context.learned;
  const { route } = collection;
  const usual: Paging = { limit: pageSize, hasOffset: true };
  const known = pagings.get(route);
  let refusal: SisFailure | null = null;
  const ways = known ? [known] : listPagings(usual, collection);
  for (let paging = ways.shift(); paging !== undefined; paging = ways.shift()) {
    const reading = await readUntilStill(context, collection, paging, signal);
    if (reading.kind === 'failed') return fail(reading.failure);
    if (reading.kind === 'shifted') return clientFailure('transient', 'list_keeps_changing');
    if (reading.kind === 'paging_refused') refusal ??= reading.failure;
    if (reading.kind === 'cut') {
      refusal = null;
      if (paging.hasOffset) ways.splice(0, ways.length, ...listWaysAfterCut(paging, reading.pageLength));
    }
    if (reading.kind !== 'read') continue;
    if (paging !== known && (paging.limit !== usual.limit || !paging.hasOffset)) {
      pagings.set(route, paging);
      habits.note(paging.hasOffset ? 'smaller_pages' : 'lists_unpaged', route);
    }
    return takeRows(reading, habits, route);
  }
  pagings.delete(route);
  return refusal === null ? clientFailure('institution', 'list_cut') : fail(refusal);
}

/** The usual way first. A filtered list is tried without its filter before anything else. */
function listPagings({ limit, hasOffset }: Paging, { filter }: { readonly filter?: string }): Paging[] {
  if (filter !== undefined) return [{ limit, hasOffset }];
  const smaller = [50, 10].filter((size) => size < (limit ?? 0)).map((size) => ({ limit: size, hasOffset }));
  return [{ limit, hasOffset }, ...smaller, ...unpaged];
}

/** Some SISs count offsets in pages of the length that they serve, not of the limit. */
function listWaysAfterCut({ limit }: Paging, pageLength: number): readonly Paging[] {
  const served: Paging = { limit: pageLength, hasOffset: true };
  return pageLength > 0 && pageLength < (limit ?? 0) ? [served, ...unpaged] : unpaged;
}

const unpaged: readonly Paging[] = [
  { limit: null, hasOffset: false },
  { limit: wholeListLimit, hasOffset: false },
];

async function readUntilStill<R extends IdentifiedRow>(
  context: ListContext,
  collection: Collection<R>,
  paging: Paging,
  signal: AbortSignal,
): Promise<Reading<R>> {
  let reading: Reading<R> = { kind: 'shifted' };
  for (let readings = 1; readings <= maxReadings && reading.kind === 'shifted'; readings += 1) {
    reading = await readPages(context, collection, paging, signal);
  }
  if (reading.kind !== 'read' || !reading.isShortOfTotal) return reading;
  if (context.learned.looseTotals.has(collection.route)) return reading;
  return confirmShort(context, collection, { paging, reading }, signal);
}

/**
 * A list that ends before its total may be cut, and its total may count deleted rows. Read again in smaller pages, a list
 * that is cut shows other rows.
 */
async function confirmShort<R extends IdentifiedRow>(
  context: ListContext,
  collection: Collection<R>,
  { paging, reading }: { readonly paging: Paging; readonly reading: PagesRead<R> },
  signal: AbortSignal,
): Promise<Reading<R>> {
  const limit = chooseOtherLimit(paging.limit, reading.rows.size);
  const again = await readPages(context, collection, { limit, hasOffset: true }, signal);
  if (again.kind !== 'read') return again;
  if (!again.isShortOfTotal) return again;
  const isSame =
    again.rows.size === reading.rows.size && [...again.rows.keys()].every((id) => reading.rows.has(id));
  if (!isSame) return { kind: 'shifted' };
  context.learned.looseTotals.add(collection.route);
  context.habits.note('total_miscounted', collection.route);
  return again;
}

/** A smaller limit whose last page is short, so that its end shows. */
function chooseOtherLimit(limit: number | null, rows: number): number {
  let other = Math.floor(Math.min(limit ?? rows, rows) / 2);
  while (other > 1 && rows % other === 0) other -= 1;
  return other > 1 ? other : rows + 1;
}

function takeRows<R extends IdentifiedRow>(
  { rows, oddRows }: PagesRead<R>,
  habits: Habits,
  route: string,
): SisReply<readonly R[]> {
  const active = [...rows.values()].filter(isActive);
  if (oddRows === 0) return succeed(active);
  habits.note('rows_left_out', route);
  return { ok: true, value: active, leftOut: oddRows };
}
