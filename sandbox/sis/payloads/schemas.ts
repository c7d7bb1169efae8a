import { z } from 'zod';
import type { Version } from '../records.ts';
import type { SisStyle } from '../sis-style.ts';
import {
  baseFields,
  date,
  dateTime,
  guidRef,
  learningObjectiveScores,
  learningObjectiveSet,
} from './fields.ts';

/** A line item of either version; fields that a version lacks are undefined. */
export interface LineItemPayload {
  readonly sourcedId: string;
  readonly status: 'active' | 'tobedeleted';
  readonly metadata?: Record<string, unknown> | undefined;
  readonly title: string;
  readonly description?: string | undefined;
  readonly assignDate: string;
  readonly dueDate: string;
  readonly class: string;
  readonly school?: string | undefined;
  readonly category: string;
  readonly gradingPeriod?: string | undefined;
  readonly academicSession?: string | undefined;
  readonly scoreScale?: string | undefined;
  readonly resultValueMin?: number | undefined;
  readonly resultValueMax?: number | undefined;
  readonly learningObjectiveSet?: unknown;
}

/** A result of either version. */
export interface ResultPayload {
  readonly sourcedId: string;
  readonly status: 'active' | 'tobedeleted';
  readonly metadata?: Record<string, unknown> | undefined;
  readonly lineItem: string;
  readonly student: string;
  readonly class?: string | undefined;
  readonly scoreScale?: string | undefined;
  readonly scoreStatus: string;
  readonly score?: number | undefined;
  readonly textScore?: string | undefined;
  readonly scoreDate: string;
  readonly comment?: string | undefined;
  readonly learningObjectiveSet?: unknown;
  readonly inProgress?: 'true' | 'false' | undefined;
  readonly incomplete?: 'true' | 'false' | undefined;
  readonly late?: 'true' | 'false' | undefined;
  readonly missing?: 'true' | 'false' | undefined;
}

export interface CategoryPayload {
  readonly sourcedId: string;
  readonly status: 'active' | 'tobedeleted';
  readonly metadata?: Record<string, unknown> | undefined;
  readonly title: string;
  readonly weight?: number | undefined;
}

const lineItemFields = {
  ...baseFields,
  title: z.string().min(1, 'is empty'),
  description: z.string().optional(),
  assignDate: dateTime,
  dueDate: dateTime,
  class: guidRef('class'),
  category: guidRef('category'),
};

const lineItemSchemas: Record<Version, z.ZodType<LineItemPayload>> = {
  v1p1: z.strictObject({
    ...lineItemFields,
    gradingPeriod: guidRef('academicSession', 'gradingPeriod'),
    resultValueMin: z.number(),
    resultValueMax: z.number(),
  }),
  v1p2: z.strictObject({
    ...lineItemFields,
    school: guidRef('org'),
    gradingPeriod: guidRef('academicSession').optional(),
    academicSession: guidRef('academicSession').optional(),
    scoreScale: guidRef('scoreScale').optional(),
    resultValueMin: z.number().optional(),
    resultValueMax: z.number().optional(),
    learningObjectiveSet: learningObjectiveSet.optional(),
  }),
};

const scoreStatus = z.enum(['exempt', 'fully graded', 'not submitted', 'partially graded', 'submitted']);
const extension = z.string().regex(/^ext:[a-zA-Z0-9.\-_]+$/, 'is not a score status');
const flag = z.enum(['true', 'false']).optional();

const scoreDates = {
  date,
  'date-time': dateTime.transform((text) => text.slice(0, 10)),
  either: z.union([date, dateTime.transform((text) => text.slice(0, 10))]),
} as const satisfies Record<SisStyle['scoreDate'], z.ZodType<string>>;

function buildResultSchema(version: Version, style: SisStyle): z.ZodType<ResultPayload> {
  const common = {
    ...baseFields,
    lineItem: guidRef('lineItem'),
    scoreDate: scoreDates[style.scoreDate],
    comment: z.string().optional(),
  };
  if (version === 'v1p1') {
    return z.strictObject({ ...common, student: guidRef('user', 'student'), scoreStatus, score: z.number() });
  }
  return z.strictObject({
    ...common,
    student: guidRef('user'),
    class: guidRef('class').optional(),
    scoreScale: guidRef('scoreScale').optional(),
    scoreStatus: z.union([scoreStatus, extension], 'is not a score status'),
    score: z.number().optional(),
    textScore: z.string().optional(),
    learningObjectiveSet: learningObjectiveScores.optional(),
    inProgress: flag,
    incomplete: flag,
    late: flag,
    missing: flag,
  });
}

const categoryFields = { ...baseFields, title: z.string().min(1, 'is empty') };

const categorySchemas: Record<Version, z.ZodType<CategoryPayload>> = {
  v1p1: z.strictObject(categoryFields),
  v1p2: z.strictObject({ ...categoryFields, weight: z.number().optional() }),
};

/**
 * The payload schemas of one version, for single (`{"result":{…}}`) and plural (`{"results":[…]}`) envelopes.
 */
export interface PayloadSchemas {
  readonly category: z.ZodType<{ category: CategoryPayload }>;
  readonly lineItem: z.ZodType<{ lineItem: LineItemPayload }>;
  readonly result: z.ZodType<{ result: ResultPayload }>;
  readonly lineItems: z.ZodType<{ lineItems: LineItemPayload[] }>;
  readonly results: z.ZodType<{ results: ResultPayload[] }>;
}

/** Builds the schemas of a version: as strict as the official files, except for what `style` relaxes. */
export function buildPayloadSchemas(version: Version, style: SisStyle): PayloadSchemas {
  const result = buildResultSchema(version, style);
  const lineItem = lineItemSchemas[version];
  return {
    category: z.strictObject({ category: categorySchemas[version] }),
    lineItem: z.strictObject({ lineItem }),
    result: z.strictObject({ result }),
    lineItems: z.strictObject({ lineItems: z.array(lineItem) }),
    results: z.strictObject({ results: z.array(result) }),
  };
}
