import { z } from 'zod';

/** An id as text. Canvas sends a string if it understands `json+canvas-string-ids`, else a number. */
export const idField = z.union([z.string().min(1), z.number().int()]).transform(String);

/** An instant in ISO 8601, or null. */
export const instantField = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .nullable();

/**
 * A SIS id. Also null if Canvas leaves it out because the person may not read it (`lib/api/v1/section.rb`).
 */
export const sisIdField = z
  .string()
  .nullish()
  .transform((text) => text?.trim() || null);
