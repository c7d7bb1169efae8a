import type { z } from 'zod';
import { describeIssues, ProductError } from '../errors.ts';

/**
 * What Canvas answered, parsed; anything else than the expected shape is `canvas_unexpected`. The detail names the
 * places that are wrong and what was expected there, never what stood there.
 */
export function parseAnswer<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ProductError('canvas_unexpected', {
    detail: `${what}: ${describeIssues(parsed.error.issues.slice(0, 3), 'code')}`,
  });
}
