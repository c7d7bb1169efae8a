import { z } from 'zod';

/**
 * The parts of OneRoster objects that are read, equal in 1.1 and 1.2. Tolerant where providers are known to differ
 * (facts A3, B3): numbers as strings and ids as numbers, a reference as an array of one, dates with or without time.
 */

const id = z.union([z.string().min(1), z.number().transform(String)]);
const text = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);

const oneReference = z.looseObject({ sourcedId: id }).transform((reference) => reference.sourcedId);
const manyReferences = z
  .union([z.array(oneReference), oneReference.transform((one) => [one])])
  .nullish()
  .catch(null)
  .transform((ids) => ids ?? []);
/** A reference as the id it points to; Veracross sends `category` as an array. */
const reference = manyReferences.transform((ids) => ids[0] ?? null);

/** ajtowf serialises a score as a string; an empty string is no number. */
const number = z
  .union([z.number(), z.string().trim().min(1).transform(Number)])
  .nullish()
  .catch(null)
  .transform((value) => (typeof value === 'number' && Number.isFinite(value) ? value : null));

/** 1.2 has strings, sloppy providers booleans. */
const flag = z
  .union([z.boolean(), z.string().transform((value) => value.trim().toLowerCase() === 'true')])
  .nullish()
  .catch(null)
  .transform((value) => value ?? false);

const base = { sourcedId: id, status: text };

export const classRow = z.looseObject({
  ...base,
  title: text,
  classCode: text,
  school: reference,
  terms: manyReferences,
});

const metadata = z
  .looseObject({
    classId: z
      .union([z.array(id), id.transform((one) => [one])])
      .nullish()
      .catch(null),
  })
  .nullish()
  .catch(null);

/** `metadata.classId` is Instructure's extension for 1.1, whose categories are global without it. */
export const categoryRow = z.looseObject({
  ...base,
  title: text,
  metadata: metadata.transform((value) => ({ classIds: value?.classId ?? null })),
});

export const academicSessionRow = z.looseObject({
  ...base,
  title: text,
  type: text,
  startDate: text,
  endDate: text,
  parent: reference,
  children: manyReferences,
});
export type AcademicSessionRow = z.infer<typeof academicSessionRow>;

/** What a student is matched by, and nothing else (S39). */
export const studentRow = z.object({ ...base, identifier: text, username: text, email: text });

export const lineItemRow = z.looseObject({
  ...base,
  title: text,
  description: text,
  assignDate: text,
  dueDate: text,
  class: reference,
  school: reference,
  category: reference,
  gradingPeriod: reference,
  resultValueMin: number,
  resultValueMax: number,
});

export const resultRow = z.object({
  ...base,
  lineItem: reference,
  student: reference,
  class: reference,
  scoreStatus: text,
  score: number,
  scoreDate: text,
  late: flag,
  missing: flag,
});

/** `inactive` is the word of older versions for `tobedeleted`; an object without status is active. */
export function isActive(row: { readonly status: string | null }): boolean {
  const status = row.status?.trim().toLowerCase() ?? '';
  return status !== 'tobedeleted' && status !== 'inactive';
}
