import { z } from 'zod';
import { refuseData } from '../sis-answer.ts';

/** Field forms that the payloads of both versions share (OF2). */

export const id = z.string().min(1, 'is empty');

const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** A date-time with an offset, converted to UTC. */
export const dateTime = z
  .string()
  .refine((text) => rfc3339.test(text) && !Number.isNaN(Date.parse(text)), 'is not a date-time')
  .transform((text) => new Date(text).toISOString());

/** `dateLastModified`: a date-time in UTC. */
const utcDateTime = z
  .string()
  .refine((text) => rfc3339.test(text) && text.endsWith('Z'), 'is not a date-time in UTC');

export const date = z.iso.date('is not a date YYYY-MM-DD');

const uri = z.string().refine((text) => URL.canParse(text), 'is not an absolute URI');

/** `{href, sourcedId, type}` where the type is one of `types`. Parses to the sourcedId. */
export function guidRef(...types: [string, ...string[]]) {
  return z
    .strictObject({ href: uri, sourcedId: id, type: z.enum(types) })
    .transform((reference) => reference.sourcedId);
}

/** The fields of every object. The legacy status `inactive` means `tobedeleted`. */
export const baseFields = {
  sourcedId: id,
  status: z.enum(['active', 'tobedeleted', 'inactive']).transform((status) => {
    return status === 'active' ? ('active' as const) : ('tobedeleted' as const);
  }),
  dateLastModified: utcDateTime,
  metadata: z.record(z.string(), z.unknown()).optional(),
};

/** The official pattern of 1.2 demands a leading slash. It looks like a mistake; we follow it. */
const source = z.union([
  z.enum(['case', 'unknown']),
  z.string().regex(/^\/(?!case$)(?!unknown$)[a-z0-9]+$/, 'is not a source'),
]);

export const learningObjectiveSet = z.array(
  z.strictObject({ source, learningObjectiveIds: z.array(z.string()).min(1) }),
);

export const learningObjectiveScores = z.array(
  z.strictObject({
    source,
    learningObjectiveResults: z
      .array(
        z.strictObject({
          learningObjectiveId: z.string(),
          score: z.number().optional(),
          textScore: z.string().optional(),
        }),
      )
      .min(1),
  }),
);

/** Describes one problem by the name of its field. */
function describeIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return `${[...path, issue.keys[0] ?? ''].join('.')} is not a field of this version`;
  }
  const field = path.join('.') || 'body';
  return issue.input === undefined ? `${field} is missing` : `${field}: ${issue.message}`;
}

/**
 * Parses `body` with `schema`.
 * @throws SisRefusal 422 `invaliddata`, naming each field that is wrong.
 */
export function parsePayload<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body, { reportInput: true });
  if (result.success) return result.data;
  throw refuseData(result.error.issues.map(describeIssue).join('; '));
}
