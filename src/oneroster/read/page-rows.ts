import { z } from 'zod';
import { clientFailure, fail, succeed } from '../client/reply.ts';
import { readStatusInfos } from '../payload/status-info.ts';
import type { SisReply } from '../sis-client.ts';
import { takeCapitals } from './take-capitals.ts';

/** What one page of a collection holds. */
export interface PageRows<R> {
  readonly rows: readonly R[];
  /** Rows of the page that are no objects of this kind, such as `null`, or have no id. */
  readonly oddRows: number;
  /** The page writes names in other capitals. */
  readonly otherCapitals: boolean;
}

const anyObject = z.record(z.string(), z.unknown());

/**
 * The rows of a page. `null` and an answer without content are an empty list. So may be an answer that has
 * nothing else to say, but it does not say so: see `unsaidEmpty`. Anything else without the key is no such list
 * (H27, R13).
 * @param keys the property that holds the rows, as each version calls it
 */
export function readPageRows<R>(
  { status, json }: { readonly status: number; readonly json: unknown },
  keys: readonly string[],
  row: z.ZodType<R>,
): SisReply<PageRows<R>> {
  const none = { rows: [], oddRows: 0, otherCapitals: false };
  if (json === undefined) return succeed(none);
  const body = anyObject.safeParse(json);
  if (!body.success) return missingKey(status, []);
  const found = findKey(body.data, keys);
  if (found === null)
    return hasNothingElse(body.data) ? unsaidEmpty(status) : missingKey(status, Object.keys(body.data));
  const value = body.data[found];
  if (value === null) return succeed(none);
  if (!Array.isArray(value)) return missingKey(status, Object.keys(body.data));
  const otherCapitals = !keys.includes(found);
  const all = z.array(row).safeParse(value);
  if (all.success) return succeed({ rows: all.data, oddRows: 0, otherCapitals });
  return readRowByRow(value, row, { status, otherCapitals });
}

/** Reads a page with odd rows. If most of its rows are odd, it is no list of such objects. */
function readRowByRow<R>(
  values: readonly unknown[],
  row: z.ZodType<R>,
  { status, otherCapitals }: { readonly status: number; readonly otherCapitals: boolean },
): SisReply<PageRows<R>> {
  const capitals = values.map((value) => takeCapitals(value));
  const parsed = capitals.map(({ value }) => row.safeParse(value));
  const rows = parsed.flatMap((one) => (one.success ? [one.data] : []));
  const oddRows = values.length - rows.length;
  if (oddRows > rows.length) {
    const path = parsed.find((one) => !one.success)?.error.issues[0]?.path.join('.') ?? '';
    return clientFailure('institution', `unreadable_row:${path}`, status);
  }
  return succeed({ rows, oddRows, otherCapitals: otherCapitals || capitals.some(({ changed }) => changed) });
}

/** Names what the answer has instead; names of properties are nobody's data. */
function missingKey(status: number, names: readonly string[]) {
  const found = names.filter((name) => /^[\w.-]{1,40}$/.test(name)).slice(0, 5);
  const { failure } = clientFailure('institution', 'missing_collection_key', status);
  return fail({ ...failure, sisMessage: found.length > 0 ? `{ ${found.join(', ')} }` : '' });
}

/** The name under which `body` has one of `keys`, in any capitals. */
export function findKey(body: Readonly<Record<string, unknown>>, keys: readonly string[]): string | null {
  const exact = keys.find((key) => key in body);
  if (exact !== undefined) return exact;
  const wanted = keys.map((key) => key.toLowerCase());
  return Object.keys(body).find((key) => wanted.includes(key.toLowerCase())) ?? null;
}

/** `{}`, or nothing but a status that says success. */
function hasNothingElse(body: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(body).length === 0 || readStatusInfos(body).length > 0;
}

const unsaidEmptyDetail = 'empty_list_unsaid';

/**
 * An answer without rows that does not say that there are none. It may be an empty list, and it may be a list that
 * cannot be read: nothing may be called gone because of it. Whoever may take it for empty asks `isUnsaidEmpty`.
 */
export function unsaidEmpty(status: number) {
  return fail({
    kind: 'item',
    status,
    codeMinor: null,
    sisMessage: '',
    retryAfterMs: null,
    detail: unsaidEmptyDetail,
  });
}

export function isUnsaidEmpty({ detail }: { readonly detail?: string }): boolean {
  return detail === unsaidEmptyDetail;
}
