/** What one page of a collection said. */
export interface PageFacts {
  /** Rows on this page, and rows received so far including it; as sent, before any is dropped. */
  readonly rows: number;
  readonly received: number;
  /** Rows on this page that no page before had. */
  readonly newRows: number;
  readonly limit: number;
  /** Target of `Link: next`, already found to be followable. */
  readonly next: string | null;
  /** A `Link` header pages here: it names `first`, `prev` or `last`. */
  readonly hasPagingLinks: boolean;
  /** `X-Total-Count`. */
  readonly total: number | null;
}

/** `confirm`: a short page without any other sign of the end; the next offset is asked for to be sure. */
export type NextStep =
  | { readonly step: 'follow'; readonly url: string }
  | { readonly step: 'offset'; readonly confirm: boolean }
  | { readonly step: 'end' }
  | { readonly step: 'broken'; readonly detail: string };

/**
 * Where a collection goes on (A5): `Link: next`, then the offset until the total is reached, else until a page is
 * empty. A short page alone is not believed, because a provider may have lowered our limit without saying so; a
 * provider that ignores the offset is noticed by a page without a new row.
 */
export function decideNextPage(page: PageFacts): NextStep {
  if (page.next !== null) return { step: 'follow', url: page.next };
  if (page.total !== null) {
    // A page that only repeats rows counts towards no total: the offset was ignored.
    if (page.rows > 0 && page.newRows === 0) return { step: 'broken', detail: 'offset_ignored' };
    if (page.received >= page.total) return { step: 'end' };
    if (page.rows === 0) return { step: 'broken', detail: 'short_of_total' };
    return { step: 'offset', confirm: false };
  }
  if (page.hasPagingLinks || page.rows === 0) return { step: 'end' };
  const isShort = page.rows < page.limit;
  if (page.newRows === 0) return isShort ? { step: 'end' } : { step: 'broken', detail: 'offset_ignored' };
  return { step: 'offset', confirm: isShort };
}
