import type { Request, Response } from 'express';
import { queryOf } from './request-fields.ts';

export interface PageLimits {
  readonly standard: number;
  readonly maximum: number;
}

/** Canvas's API: 10 by default, 100 at most (doc/api/pagination.md). */
export const apiPages: PageLimits = { standard: 10, maximum: 100 };

/** `per_page` within the limits. Nonsense counts as 1, as with Ruby's `to_i`. */
export function pageSize(query: URLSearchParams, limits: PageLimits): number {
  const wanted = query.get('per_page');
  if (wanted === null) return limits.standard;
  const number = Number.parseInt(wanted, 10);
  return Math.min(limits.maximum, Math.max(1, Number.isNaN(number) ? 1 : number));
}

/**
 * Answers one numbered page of a list and sets its Link header. The links are absolute. They never hold the
 * token or the parameters in `forget`.
 */
export function takePage<T>(
  req: Request,
  res: Response,
  publicUrl: string,
  items: readonly T[],
  size: number,
  forget: readonly string[] = [],
): readonly T[] {
  const page = Math.max(1, Number.parseInt(queryOf(req).get('page') ?? '1', 10) || 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const pages: Record<string, string> = { current: String(page) };
  if (page < last) pages['next'] = String(page + 1);
  if (page > 1) pages['prev'] = String(Math.min(page - 1, last));
  setPageLinks(req, res, publicUrl, { ...pages, first: '1', last: String(last) }, size, forget);
  return items.slice((page - 1) * size, page * size);
}

/** Writes the Link header from a map of relation to `page` value. */
export function setPageLinks(
  req: Request,
  res: Response,
  publicUrl: string,
  pages: Readonly<Record<string, string>>,
  size: number,
  forget: readonly string[] = [],
): void {
  const links = Object.entries(pages).map(([rel, page]) => {
    const query = queryOf(req);
    for (const name of ['access_token', 'page', 'per_page', ...forget]) query.delete(name);
    query.set('page', page);
    query.set('per_page', String(size));
    return `<${publicUrl}${req.path}?${query}>; rel="${rel}"`;
  });
  res.set('Link', links.join(','));
}
