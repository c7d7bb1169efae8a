import { z } from 'zod';

/**
 * The fields that are read, the same in 1.1 and 1.2. Tolerant where providers are known to differ (OF10): numbers
 * as strings, ids as numbers, a reference as an array of one, dates with or without a time.
 */

const id = z.union([z.string().min(1), z.number().transform(String)]);
const text = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null)
  .transform((value) => value ?? null);

const oneReference = z.looseObject({ sourcedId: id }).transform((reference) => reference.sourcedId);
const manyReferences = z
  .union([z.array(oneReference), oneReference.transform((only) => [only])])
  .nullish()
  .catch(null)
  .transform((ids) => ids ?? []);
/** The id that a reference points to; Veracross sends `category` as an array. */
const reference = manyReferences.transform((ids) => ids[0] ?? null);

/**
 * ajtowf's server writes a score as a string, some with a decimal comma. An empty string is no number.
 */
const number = z
  .union([z.number(), z.string().trim().min(1).transform(readDecimal)])
  .nullish()
  .catch(null)
  .transform((value) => (typeof value === 'number' && Number.isFinite(value) ? value : null));

/** With a point or a comma before the decimals, not with both: which of them groups thousands is a guess. */
function readDecimal(written: string): number {
  return Number(/^-?\d+,\d+$/.test(written) ? written.replace(',', '.') : written);
}

/** A string in 1.2; some providers send a boolean. */
const flag = z
  .union([z.boolean(), z.string().transform((value) => value.trim().toLowerCase() === 'true')])
  .nullish()
  .catch(null)
  .transform((value) => value ?? false);

const base = { sourcedId: id, status: text };

export const classSchema = z.looseObject({
  ...base,
  title: text,
  classCode: text,
  school: reference,
  terms: manyReferences,
});

const metadata = z
  .looseObject({
    classId: z
      .union([z.array(id), id.transform((only) => [only])])
      .nullish()
      .catch(null),
  })
  .nullish()
  .catch(null);

/** `metadata.classId` is Instructure's extension of 1.1; without it a category is global. */
export const categorySchema = z.looseObject({
  ...base,
  title: text,
  metadata: metadata.transform((value) => ({ classIds: value?.classId ?? null })),
});

export const academicSessionSchema = z.looseObject({
  ...base,
  title: text,
  type: text,
  startDate: text,
  endDate: text,
  parent: reference,
  children: manyReferences,
});
export type AcademicSessionRow = z.infer<typeof academicSessionSchema>;

/** The fields a student is matched by, and no others (S39). */
export const studentSchema = z.object({ ...base, identifier: text, username: text, email: text });

export const lineItemSchema = z.looseObject({
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

export const resultSchema = z.object({
  ...base,
  lineItem: reference,
  student: reference,
  class: reference,
  scoreStatus: text,
  score: number,
  textScore: text,
  scoreDate: text,
  late: flag,
  missing: flag,
});

/** `inactive` is `tobedeleted` in older versions; an object without a status is active. */
export function isActive(row: { readonly status: string | null }): boolean {
  const status = row.status?.trim().toLowerCase() ?? '';
  return status !== 'tobedeleted' && status !== 'inactive';
}
