import { z } from 'zod';
import { cellGroups } from '../../domain/comparison.ts';
import { itemOutcomes } from '../../domain/outcomes.ts';
import { previewFilters } from '../../domain/preview.ts';
import { describeIssues, ProductError } from '../../errors.ts';

/** Any id in an address or form: short, printable, never an object or a list. */
const id = z
  .string()
  .min(1)
  .max(300)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  .regex(/^[^\u0000-\u001f\u007f]*$/);

/** Ids of runs are ours: URL-safe characters only. */
const runId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);

/** One or many values of a repeated field. */
const ids = z.union([id.transform((one) => [one]), z.array(id).max(5000)]);

const sortColumns = [
  'name',
  'due',
  'category',
  'last-sync',
  'new',
  'changed',
  'unchanged',
  'held-back',
  'problems',
] as const;
export type SortColumn = (typeof sortColumns)[number];

/** Which assignments Post Grades lists: all, those with new or changed grades, those with problems. */
export const assignmentFilters = ['all', 'new', 'problems'] as const;
export type AssignmentFilter = (typeof assignmentFilters)[number];

export const postGradesQuery = z.object({
  sort: z.enum(sortColumns).default('due'),
  order: z.enum(['up', 'down']).default('up'),
  section: id.or(z.literal('')).default(''),
  select: z.enum(['all', 'none']).default('all'),
  search: z.string().max(300).default(''),
  show: z.enum(assignmentFilters).default('all'),
});

export const selectionForm = z.object({ assignment: ids.default([]) });

/** What *Use it* found: numbers that the page repeats. */
const number = z.coerce.number().int().min(0).max(1_000_000);
export const adoptedQuery = z.object({ used: number, grades: number, differing: number });

export const settingsQuery = z.object({ done: z.literal('disconnected').optional() });

export const noticesForm = z.object({
  address: z.string().trim().max(400).default(''),
  stop: z.literal('yes').optional(),
});

export const nightlyForm = z.object({ nightly: z.enum(['on', 'off']) });

export const scheduledQuery = z.object({ run: runId, how: z.enum(['created', 'same', 'joined']) });

export const historyQuery = z.object({
  before: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .optional(),
  run: runId.optional(),
});

const runParams = z.object({ runId });

export const runQuery = z.object({ show: z.enum(['all', 'problems']).default('all') });

export const previewQuery = z.object({
  assignment: id.optional(),
  show: z.enum(previewFilters).default('sends'),
  search: z.string().max(300).default(''),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
});
export type PreviewQuery = z.infer<typeof previewQuery>;

export const cellQuery = z.object({ cell: z.string().min(1).max(2000) });

const cellGroup = z.enum(cellGroups);

export const compareQuery = z.object({
  group: cellGroup.default('changed_in_sis'),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
});

/** Absent: every group. */
export const compareCsvQuery = z.object({ group: cellGroup.optional() });

export const compareForm = z.object({
  how: z.enum(['repair', 'accept']),
  /** Absent: the whole group. */
  cell: id.optional(),
  /** A line item to send again, instead of grades. */
  lineItem: id.optional(),
  group: cellGroup,
});

export const studentsQuery = runQuery.extend({
  /** `arrived`: sent or confirmed. */
  outcome: z.enum([...itemOutcomes, 'arrived']).optional(),
  assignment: id.optional(),
  class: id.optional(),
  /** The name of a section without a SIS id, which has no class; empty for students in none. */
  section: z.string().max(300).optional(),
  /** As cells name a student within a class. */
  student: z.string().max(400).optional(),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
});

/** A page of a run's grid. */
export const gridQuery = z.object({ page: z.coerce.number().int().min(1).max(100_000).default(1) });

/**
 * Parses a form or address with `schema`.
 * @throws ProductError `form_invalid` with the names of the wrong fields, never their values.
 */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  throw new ProductError('form_invalid', {
    detail: describeIssues(parsed.error.issues, 'code'),
    next: 'fix',
  });
}

/** The run's id in the path. An impossible one is `run_not_found`, like an unknown one. */
export function parseRunId(params: unknown): string {
  const parsed = runParams.safeParse(params);
  if (!parsed.success) throw new ProductError('run_not_found');
  return parsed.data.runId;
}

export type StudentsQuery = z.infer<typeof studentsQuery>;
