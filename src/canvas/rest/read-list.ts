import { z } from 'zod';
import { createPageGuard } from '../page-guard.ts';
import { parseAnswer } from '../parse-answer.ts';
import type { CanvasGet } from './canvas-calls.ts';

/** 10,000 rows at 100 per page. */
const defaultMaxPages = 100;

/** Where a list is, and how to parse its rows; `what` names it in errors. */
interface CanvasList<T> {
  readonly address: string;
  readonly schema: z.ZodType<T>;
  readonly what: string;
  readonly maxPages?: number;
}

/**
 * Reads a whole list, page by page. Only `next` links count: pages may be shorter than requested and `last`
 * may be absent (`doc/api/pagination.md`). A row that moves to a later page meanwhile appears once (H25).
 * @throws ProductError as `CanvasGet`, and `canvas_unexpected` if the pages do not end
 */
export async function readList<T extends { readonly id: string }>(
  get: CanvasGet,
  { address, schema, what, maxPages = defaultMaxPages }: CanvasList<T>,
  signal: AbortSignal,
): Promise<readonly T[]> {
  const guard = createPageGuard(what, maxPages);
  const rows = new Map<string, T>();
  let asked: string | null = null;
  do {
    const answer = await get(asked ?? address, signal);
    for (const row of parseAnswer(z.array(schema), answer.json, what)) rows.set(row.id, row);
    guard.check(asked, answer.next);
    asked = answer.next;
  } while (asked !== null);
  return [...rows.values()];
}
