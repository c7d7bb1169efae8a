/** What is known after one page of a collection. */
export interface PageSummary {
  /** Rows on this page, and on all pages so far, before any are dropped. */
  readonly rows: number;
  readonly received: number;
  /** Rows on this page that no earlier page had. */
  readonly newRows: number;
  readonly limit: number;
  /** The target of `Link: next`, already checked. */
  readonly next: string | null;
  /** The provider pages by `Link`: the header names `first`, `prev` or `last`. */
  readonly hasPagingLinks: boolean;
  /** `X-Total-Count`. */
  readonly total: number | null;
  /** This page was requested to be sure that the one before was the last. */
  readonly confirming: boolean;
}

/** `confirm`: the end is only likely, so the next offset is requested to be sure. */
export type NextStep =
  | { readonly step: 'follow'; readonly url: string }
  | { readonly step: 'offset'; readonly confirm: boolean }
  | { readonly step: 'end' }
  /** The same rows again, whatever the offset. */
  | { readonly step: 'ignored' }
  | { readonly step: 'short_of_total' };

/** Pages that providers cut their lists to, whatever the limit. */
const usualPageSizes = new Set([10, 20, 25, 50, 100, 200, 250, 500, 1_000]);

/**
 * Where to continue (OF6): by `Link: next`, else by offset until the total is reached or a page is empty. A short page
 * alone proves nothing, because a provider may silently lower our limit. Nor does a first page that is exactly full, or
 * as long as pages usually are: some providers cut the list there, count the page as the total and link no next one. A
 * page without a new row shows that the provider ignores the offset.
 */
export function decideNextPage(page: PageSummary): NextStep {
  if (page.next !== null) return { step: 'follow', url: page.next };
  const mayBeCut = page.received === page.rows && (page.rows === page.limit || usualPageSizes.has(page.rows));
  if (page.total !== null) {
    // Repeated rows must not count towards the total.
    if (page.rows > 0 && page.newRows === 0) {
      return page.confirming ? { step: 'end' } : { step: 'ignored' };
    }
    if (page.received >= page.total) {
      return mayBeCut ? { step: 'offset', confirm: true } : { step: 'end' };
    }
    if (page.rows === 0) return { step: 'short_of_total' };
    return { step: 'offset', confirm: false };
  }
  if (page.rows === 0) return { step: 'end' };
  if (page.hasPagingLinks) {
    return mayBeCut ? { step: 'offset', confirm: true } : { step: 'end' };
  }
  const isShort = page.rows < page.limit;
  if (page.newRows === 0) return isShort ? { step: 'end' } : { step: 'ignored' };
  return { step: 'offset', confirm: isShort };
}
