import { ProductError } from '../errors.ts';

/** Far more pages than any course has: a walk that long goes in circles. */
export const defaultPageLimit = 5_000;

/** Watches a walk through pages: one that does not end is an error, never a shorter list (H26, R13). */
export interface PageGuard {
  /** Reports the requested page and the next one. @throws ProductError `canvas_unexpected` */
  check(asked: string | null, next: string | null): void;
}

/** A walk starts with `asked` null and ends with `next` null; the guard can then watch another. */
export function createPageGuard(what: string, limit: number = defaultPageLimit): PageGuard {
  let pages = 0;
  return {
    check(asked, next) {
      pages = asked === null ? 1 : pages + 1;
      if (next === null) return;
      if (next === asked) {
        throw new ProductError('canvas_unexpected', { detail: `${what}: a page names itself as the next` });
      }
      if (pages >= limit) {
        throw new ProductError('canvas_unexpected', { detail: `${what}: more than ${limit} pages` });
      }
    },
  };
}
