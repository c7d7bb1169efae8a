import type { z } from 'zod';
import { ProductError } from '../errors.ts';

/**
 * What Canvas answered, parsed; anything else than the expected shape is `canvas_unexpected`. The detail names the
 * places that are wrong and what was expected there, never what stood there.
 */
export function parseAnswer<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')} ${issue.code}`);
  throw new ProductError('canvas_unexpected', { detail: `${what}: ${faults.join('; ')}` });
}
