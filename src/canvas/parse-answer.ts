import type { z } from 'zod';
import { describeIssues, ProductError } from '../errors.ts';

/**
 * Parses Canvas's answer with `schema`.
 * @throws ProductError `canvas_unexpected`; its detail names the wrong fields, never their values
 */
export function parseAnswer<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProductError('canvas_unexpected', {
    detail: `${what}: ${describeIssues(parsed.error.issues.slice(0, 3), 'code')}`,
  });
}
