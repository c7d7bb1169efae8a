import type { z } from 'zod';
import { findLink } from '../../http/link-header.ts';
import { addQuery, followableLink } from '../client/address.ts';
import type { Habits } from '../client/habits.ts';
import type { Answer } from '../client/read-answer.ts';
import { clientFailure, isUnknown, succeed } from '../client/reply.ts';
import type { Transport } from '../client/transport.ts';
import type { SisFailure, SisReply } from '../sis-client.ts';
import { decideNextPage } from './next-page.ts';
import { isUnsaidEmpty, readPageRows, unsaidEmpty } from './page-rows.ts';

export interface Collection<Row> {
  readonly url: string;
  /** Path without ids, for the log. */
  readonly route: string;
  /** The property that holds the rows, as each version of OneRoster calls it. */
  readonly keys: readonly string[];
  readonly row: z.ZodType<Row>;
  /** In the specification's syntax. Providers may ignore it, so callers filter again. */
  readonly filter?: string;
}

export interface IdentifiedRow {
  readonly sourcedId: string;
  readonly status: string | null;
}

/** How pages are asked for; null: without that parameter. */
export interface Paging {
  readonly limit: number | null;
  readonly hasOffset: boolean;
}

/** The pages of a collection in one reading. */
export interface PagesRead<R> {
  readonly kind: 'read';
  readonly rows: ReadonlyMap<string, R>;
  readonly oddRows: number;
  /** The list ended before `X-Total-Count`, with a page that says so. */
  readonly isShortOfTotal: boolean;
}

/**
 * `shifted`: the total changed between two pages, so rows may have been missed. `cut`: the list is as long as the page
 * asked for, and the rest cannot be asked for. `paging_refused`: the SIS refused `limit` or `offset`.
 */
export type Reading<R> =
  | PagesRead<R>
  | { readonly kind: 'shifted' }
  | { readonly kind: 'cut'; readonly pageLength: number }
  | { readonly kind: 'paging_refused'; readonly failure: SisFailure }
  | { readonly kind: 'failed'; readonly failure: SisFailure };

/** More pages than any class or school has; a provider that sends more is broken (H26). */
const maxPages = 1_000;

/** Follows the pages of a collection to the end: `Link: next`, else by offset (paging: A5). */
export async function readPages<R extends IdentifiedRow>(
  { transport, habits }: { readonly transport: Transport; readonly habits: Habits },
  collection: Collection<R>,
  { limit, hasOffset }: Paging,
  signal: AbortSignal,
): Promise<Reading<R>> {
  const { route } = collection;
  const rows = new Map<string, R>();
  const visited = new Set<string>();
  let url = buildPageUrl(collection, limit, hasOffset ? 0 : null);
  let received = 0;
  let oddRows = 0;
  let total: number | null = null;
  let totalIsOfPage = false;
  let confirming = false;
  let wasShort = false;
  let isShortOfTotal = false;
  while (visited.size < maxPages) {
    if (visited.has(url)) return failed(clientFailure('institution', 'next_link_loops'));
    visited.add(url);
    const answer = await transport({ method: 'GET', url, route }, signal);
    // Some providers refuse an offset after the last row, which confirms the end like an empty page.
    if (!answer.ok && confirming && answer.failure.kind === 'item') break;
    if (!answer.ok && wasShort && answer.failure.kind === 'item') {
      isShortOfTotal = true;
      break;
    }
    if (!answer.ok) return judgeFailure(answer.failure, visited.size === 1);
    const page = readPageRows(answer.value, collection.keys, collection.row);
    if (!page.ok && confirming && isUnsaidEmpty(page.failure)) break;
    if (!page.ok) return failed(page);
    if (page.value.otherCapitals) habits.note('other_capitals', route);
    const pageLength = page.value.rows.length + page.value.oddRows;
    const pageTotal = readTotal(answer.value.headers['x-total-count']);
    const known = rows.size;
    for (const row of page.value.rows) rows.set(row.sourcedId, row);
    const newRows = rows.size - known;
    // A later page as long as the total shows that it counts the page.
    if (received > 0 && newRows > 0 && pageTotal === pageLength) totalIsOfPage = true;
    if (totalIsOfPage) habits.note('total_miscounted', route);
    // A total of 0 after the last row counts the page.
    const isEmptyEnd = confirming && pageLength === 0;
    const isCounted = total !== null && pageTotal !== null && !totalIsOfPage && !isEmptyEnd;
    if (isCounted && pageTotal !== total) return { kind: 'shifted' };
    total = isEmptyEnd ? total : (pageTotal ?? total);
    received += pageLength;
    if (newRows > 0) oddRows += page.value.oddRows;
    const link = readNextLink(answer.value, url, collection.url);
    if (!link.ok) return failed(link);
    if (link.value?.isRewritten) habits.note('next_link_rewritten', route);
    if (!hasOffset && link.value === null) {
      const isCut = pageLength === (limit ?? specifiedLimit) || (total !== null && received < total);
      if (isCut) return { kind: 'cut', pageLength };
      break;
    }
    wasShort = pageLength < (limit ?? specifiedLimit);
    const next = decideNextPage({
      rows: pageLength,
      received,
      newRows,
      limit: limit ?? specifiedLimit,
      next: link.value?.url ?? null,
      hasPagingLinks: hasPagingLinks(answer.value, url),
      total: totalIsOfPage ? null : total,
      confirming,
    });
    if (next.step === 'end') break;
    if (next.step === 'ignored') return { kind: 'cut', pageLength };
    if (next.step === 'short_of_total') {
      if (rows.size === 0) return failed(unsaidEmpty(answer.value.status));
      isShortOfTotal = true;
      break;
    }
    confirming = next.step === 'offset' && next.confirm;
    url = next.step === 'follow' ? next.url : buildPageUrl(collection, limit, received);
  }
  if (visited.size >= maxPages) return failed(clientFailure('institution', 'too_many_pages'));
  return { kind: 'read', rows, oddRows, isShortOfTotal };
}

/** `limit` if a request names none (official OpenAPI). */
const specifiedLimit = 100;

function failed({ failure }: { readonly failure: SisFailure }): {
  readonly kind: 'failed';
  readonly failure: SisFailure;
} {
  return { kind: 'failed', failure };
}

/** Codes and statuses by which a SIS refuses a query. */
const queryRefusals = new Set([400, 414, 416, 422]);

function judgeFailure<R>(failure: SisFailure, isFirstPage: boolean): Reading<R> {
  const { status, codeMinor } = failure;
  if (codeMinor !== 'unknownobject' && status !== null && queryRefusals.has(status)) {
    return { kind: 'paging_refused', failure };
  }
  // Only a first page that is unknown can mean that there are no rows.
  if (isUnknown(failure) && !isFirstPage) return failed(clientFailure('item', 'later_page_unknown'));
  return { kind: 'failed', failure };
}

function buildPageUrl<R>(collection: Collection<R>, limit: number | null, offset: number | null): string {
  const query = {
    ...(limit === null ? {} : { limit: String(limit) }),
    ...(offset === null ? {} : { offset: String(offset) }),
    ...(collection.filter === undefined ? {} : { filter: collection.filter }),
  };
  return Object.keys(query).length === 0 ? collection.url : addQuery(collection.url, query);
}

function readTotal(header: string | undefined): number | null {
  return header !== undefined && /^\s*\d+\s*$/.test(header) ? Number(header) : null;
}

function hasPagingLinks(answer: Answer, url: string): boolean {
  return ['first', 'prev', 'last'].some(
    (relation) => findLink(answer.headers['link'], relation, url) !== null,
  );
}

function readNextLink(answer: Answer, url: string, base: string): SisReply<NextLink | null> {
  const link = findLink(answer.headers['link'], 'next', url);
  if (link === null) return succeed(null);
  const followable = followableLink(link, base);
  return followable === null ? clientFailure('institution', 'next_link_elsewhere') : succeed(followable);
}

type NextLink = NonNullable<ReturnType<typeof followableLink>>;
