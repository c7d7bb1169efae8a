import { z } from 'zod';

/** An id: a string where `json+canvas-string-ids` is understood, a number elsewhere. Always text inside. */
export const idField = z.union([z.string().min(1), z.number().int()]).transform(String);

/** An instant; Canvas writes ISO 8601 in UTC, and null for none. */
export const instantField = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .nullable();

/** A SIS id: missing (not null) without the right to read it (`lib/api/v1/section.rb`); then also null. */
export const sisIdField = z
  .string()
  .nullish()
  .transform((text) => text?.trim() || null);
