import { z } from 'zod';
import { findLink } from '../../http/link-header.ts';
import { addQuery, followableLink } from '../client/address.ts';
import type { Answer } from '../client/read-answer.ts';
import { clientFailure, succeed } from '../client/reply.ts';
import type { Transport } from '../client/transport.ts';
import type { SisReply } from '../sis-client.ts';
import { decideNextPage } from './next-page.ts';
import { isActive } from './schemas.ts';

export interface Collection<Row> {
  readonly url: string;
  /** Path without ids, for the log. */
  readonly route: string;
  /** The property that holds the rows. A body without it is a failure, never an empty list (H27, R13). */
  readonly key: string;
  readonly row: z.ZodType<Row>;
  /** In the specification's syntax. Providers may ignore it, so callers filter again. */
  readonly filter?: string;
}

interface Row {
  readonly sourcedId: string;
  readonly status: string | null;
}

/** More pages than any class or school has; a provider that sends more is broken (H26). */
const maxPages = 1_000;
/** How often a list is read if rows come or go between its pages (H25). */
const maxReadings = 3;

/**
 * A whole collection, each object once and without deleted ones, or a failure; never a part of it (paging: A5). If the
 * total changes meanwhile, rows may have been missed, so reading starts again.
 */
export async function readCollection<R extends Row>(
  transport: Transport,
  collection: Collection<R>,
  pageSize: number,
  signal: AbortSignal,
): Promise<SisReply<readonly R[]>> {
  for (let reading = 1; reading <= maxReadings; reading += 1) {
    const reply = await readPages(transport, collection, pageSize, signal);
    if (reply !== 'shifted') return reply;
  }
  return clientFailure('transient', 'list_keeps_changing');
}

async function readPages<R extends Row>(
  transport: Transport,
  collection: Collection<R>,
  limit: number,
  signal: AbortSignal,
): Promise<SisReply<readonly R[]> | 'shifted'> {
  const rows = new Map<string, R>();
  const visited = new Set<string>();
  let url = buildPageUrl(collection, limit, 0);
  let received = 0;
  let total: number | null = null;
  let confirming = false;
  while (visited.size < maxPages) {
    if (visited.has(url)) return clientFailure('institution', 'next_link_loops');
    visited.add(url);
    const answer = await transport({ method: 'GET', url, route: collection.route }, signal);
    // Some providers refuse an offset after the last row, which confirms the end like an empty page.
    if (!answer.ok && confirming && answer.failure.kind === 'item') break;
    if (!answer.ok) return answer;
    const page = parsePage(answer.value, collection);
    if (!page.ok) return page;
    const pageTotal = readTotal(answer.value.headers['x-total-count']);
    // A total of 0 after the last row counts the page.
    const isEmptyEnd = confirming && page.value.length === 0;
    if (total !== null && pageTotal !== null && pageTotal !== total && !isEmptyEnd) return 'shifted';
    total = isEmptyEnd ? total : (pageTotal ?? total);

    const known = rows.size;
    for (const row of page.value) rows.set(row.sourcedId, row);
    received += page.value.length;
    const link = readNextLink(answer.value, url, collection.url);
    if (!link.ok) return link;
    const next = decideNextPage({
      rows: page.value.length,
      received,
      newRows: rows.size - known,
      limit,
      next: link.value,
      hasPagingLinks: hasPagingLinks(answer.value, url),
      total,
      confirming,
    });
    if (next.step === 'end') break;
    if (next.step === 'broken') return clientFailure('transient', next.detail);
    confirming = next.step === 'offset' && next.confirm;
    url = next.step === 'follow' ? next.url : buildPageUrl(collection, limit, received);
  }
  if (visited.size >= maxPages) return clientFailure('institution', 'too_many_pages');
  return succeed([...rows.values()].filter(isActive));
}

function buildPageUrl<R>(collection: Collection<R>, limit: number, offset: number): string {
  const paging = { limit: String(limit), offset: String(offset) };
  return addQuery(collection.url, collection.filter ? { ...paging, filter: collection.filter } : paging);
}

function parsePage<R>(answer: Answer, { key, row }: Collection<R>): SisReply<readonly R[]> {
  const body = z.looseObject({ [key]: z.array(z.unknown()) }).safeParse(answer.json);
  if (!body.success) return clientFailure('institution', 'missing_collection_key', answer.status);
  const rows = z.array(row).safeParse(body.data[key]);
  if (rows.success) return succeed(rows.data);
  const path = rows.error.issues[0]?.path.slice(1).join('.') ?? '';
  return clientFailure('institution', `unreadable_row:${path}`, answer.status);
}

function readTotal(header: string | undefined): number | null {
  return header !== undefined && /^\s*\d+\s*$/.test(header) ? Number(header) : null;
}

function hasPagingLinks(answer: Answer, url: string): boolean {
  return ['first', 'prev', 'last'].some(
    (relation) => findLink(answer.headers['link'], relation, url) !== null,
  );
}

function readNextLink(answer: Answer, url: string, base: string): SisReply<string | null> {
  const link = findLink(answer.headers['link'], 'next', url);
  if (link === null) return succeed(null);
  const followable = followableLink(link, base);
  return followable === null ? clientFailure('institution', 'next_link_elsewhere') : succeed(followable);
}
