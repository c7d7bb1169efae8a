import { ProductError } from '../errors.ts';

/** Far more than any course has; reaching it means that Canvas leads us in circles. */
export const defaultPageLimit = 5_000;

/** Watches one walk through pages: a walk that does not end is an error, never a shorter list (H26, R13). */
export interface PageGuard {
  /** Tells the guard which page was asked for and which comes next. @throws ProductError `canvas_unexpected` */
  check(asked: string | null, next: string | null): void;
}

/** A walk starts at page null and ends at next null, and can then start again. */
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
