import { z } from 'zod';

/** The names that are read, as the specification writes them. */
const names = [
  'sourcedId',
  'status',
  'title',
  'classCode',
  'school',
  'terms',
  'metadata',
  'classId',
  'type',
  'startDate',
  'endDate',
  'parent',
  'children',
  'identifier',
  'username',
  'email',
  'description',
  'assignDate',
  'dueDate',
  'class',
  'category',
  'gradingPeriod',
  'resultValueMin',
  'resultValueMax',
  'lineItem',
  'student',
  'scoreStatus',
  'score',
  'textScore',
  'scoreDate',
  'late',
  'missing',
] as const;
const byLowerCase = new Map<string, string>(names.map((name) => [name.toLowerCase(), name]));

const anyObject = z.record(z.string(), z.unknown());

/**
 * A row whose property names are in other capitals (`SourcedId`), with the specification's names; references
 * inside it likewise. A row that has a `sourcedId` stays as it is.
 */
export function takeCapitals(row: unknown): { readonly value: unknown; readonly changed: boolean } {
  const parsed = anyObject.safeParse(row);
  if (!parsed.success || 'sourcedId' in parsed.data) return { value: row, changed: false };
  const value = rename(row);
  return { value, changed: anyObject.safeParse(value).data?.['sourcedId'] !== undefined };
}

function rename(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rename);
  const parsed = anyObject.safeParse(value);
  if (!parsed.success) return value;
  return Object.fromEntries(
    Object.entries(parsed.data).map(([name, inner]) => [
      byLowerCase.get(name.toLowerCase()) ?? name,
      rename(inner),
    ]),
  );
}
