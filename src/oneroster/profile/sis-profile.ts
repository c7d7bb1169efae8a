import { z } from 'zod';

const count = z.int().min(1);

/**
 * What a profile says about a SIS. The descriptions also help people who edit a profile
 * (`config/sis-profile.schema.json`).
 */
const habits = {
  version: z.enum(['1.1', '1.2']).describe('The OneRoster version that the SIS speaks.'),
  matchClassBy: z
    .enum(['sourcedId', 'classCode'])
    .describe("The field of a class that holds the Canvas section's SIS id."),
  matchStudentBy: z
    .enum(['sourcedId', 'identifier', 'username', 'email'])
    .describe("The field of a student that holds the Canvas user's SIS id."),
  titleLimit: count
    .nullable()
    .describe('The longest line item title that the SIS keeps, in characters; null for no limit.'),
  categoryTitleLimit: count
    .nullable()
    .optional()
    .describe('The longest category title that the SIS keeps, in characters; no limit if omitted.'),
  uniqueTitles: z
    .boolean()
    .describe('The SIS refuses or confuses two line items with the same title in one class.'),
  wholePointsOnly: z.boolean().describe('Points possible must be a whole number.'),
  wholeScoresOnly: z.boolean().describe('Scores must be whole numbers.'),
  overMaximum: z
    .enum(['send', 'cap', 'refuse'])
    .describe('What happens to a score above the points possible: sent as it is, lowered, or not sent.'),
  rounding: z
    .enum(['exact', 'whole', 'refuse'])
    .describe('What happens to a fractional score where only whole scores are taken.'),
  category: z.enum(['required', 'optional']).describe('Whether a line item needs a category.'),
  gradingPeriod: z
    .enum(['required', 'optional', 'omit'])
    .describe('Whether a line item needs a grading period; omit: none is sent.'),
  scoreDate: z.enum(['date', 'date-time']).describe('The form of a score date.'),
  lineItemDate: z
    .enum(['date', 'date-time'])
    .optional()
    .describe(
      "The form of a line item's assign date and due date; a date-time, as the specification requires, if omitted.",
    ),
  readsLineItems: z.boolean().describe('The SIS lists the line items of a class.'),
  readsResults: z.boolean().describe('The SIS lists the results of a line item, so results can be verified.'),
  pathId: z
    .enum(['ours', 'theirs'])
    .describe(
      'Who chooses the id of a new object: the tool in the path of the PUT, or the SIS in its answer.',
    ),
  exempt: z
    .enum(['status', 'score-zero', 'refuse'])
    .describe('How an excused student without a score is sent. OneRoster 1.1 requires a score.'),
  lateAndMissing: z
    .enum(['flags', 'omit'])
    .describe('Whether the late and missing flags are sent (1.2 only).'),
  maxInFlight: count.max(64).describe('The most requests at the same time.'),
  rate: z
    .strictObject({ requests: count, seconds: count })
    .readonly()
    .optional()
    .describe('The most requests in any time of so many seconds; no limit if omitted.'),
  pageSize: count.max(10_000).describe('The `limit` of list requests.'),
  periodEnd: z
    .enum(['included', 'excluded'])
    .optional()
    .describe(
      'Whether an academic session includes its endDate. If omitted it does, unless another period of the class starts on that day.',
    ),
  deletes: z
    .enum(['nothing', 'results', 'lineItems'])
    .optional()
    .describe('What the SIS deletes when asked to: results, or line items as well; nothing if omitted.'),
  delivery: z
    .enum(['rest', 'csv'])
    .optional()
    .describe('How grades reach the SIS: requests, or OneRoster CSV files; requests if omitted.'),
  roster: z
    .enum(['sis', 'canvas'])
    .optional()
    .describe(
      "Where classes and students come from: read from the SIS, or Canvas's SIS ids taken for the SIS's own (only with files); from the SIS if omitted.",
    ),
  lineItemMetadata: z
    .record(z.string(), z.string())
    .readonly()
    .optional()
    .describe("`metadata` that every line item must carry, such as PowerSchool's scoreType."),
};

const identity = {
  name: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .describe('The name of the file without .json.'),
  title: z.string().min(1).describe('The name that administrators see.'),
};

/** How one SIS behaves, complete and without sources. */
export const sisProfileSchema = z
  .strictObject({ ...identity, ...habits })
  .readonly()
  .refine(({ version, exempt }) => version !== '1.1' || exempt !== 'status', {
    path: ['exempt'],
    message: 'OneRoster 1.1 requires a score: exempt must be score-zero or refuse',
  })
  .refine(({ version, category }) => version !== '1.2' || category === 'required', {
    path: ['category'],
    message: 'OneRoster 1.2 requires a category',
  })
  .refine(({ version, lateAndMissing }) => version !== '1.1' || lateAndMissing === 'omit', {
    path: ['lateAndMissing'],
    message: 'OneRoster 1.1 has no late and missing',
  })
  .refine(
    ({ delivery, readsLineItems, readsResults }) => delivery !== 'csv' || !(readsLineItems || readsResults),
    {
      path: ['delivery'],
      message:
        'nothing can be read back of a SIS that takes files: readsLineItems and readsResults must be false',
    },
  )
  .refine(({ delivery, pathId }) => delivery !== 'csv' || pathId === 'ours', {
    path: ['pathId'],
    message: 'a file has our ids: pathId must be ours',
  })
  .refine(({ delivery, roster }) => delivery === 'csv' || roster !== 'canvas', {
    path: ['roster'],
    message: 'a SIS that takes requests shows its classes and students',
  });
export type SisProfile = z.infer<typeof sisProfileSchema>;

/** Whether grades reach the SIS as OneRoster CSV files. */
export function takesFiles({ delivery }: Pick<SisProfile, 'delivery'>): boolean {
  return delivery === 'csv';
}

/** Whether nothing at all is read of the SIS: Canvas's SIS ids of sections and people are taken for its own. */
export function trustsCanvasIds({ roster }: Pick<SisProfile, 'roster'>): boolean {
  return roster === 'canvas';
}

/** Whether a score can be taken out of the SIS: 1.2 lets a result have none, 1.1 can only delete the result (OF3). */
export function canClearResults({ version, deletes }: Pick<SisProfile, 'version' | 'deletes'>): boolean {
  return version === '1.2' || deletes === 'results' || deletes === 'lineItems';
}

const source = z.string().min(1).describe('Where this was read: a page, a specification, a running server.');

function sourced<V extends z.ZodType>(value: V) {
  const disputed = z.string().min(1).describe('What speaks against the value, and where.');
  return z.strictObject({ value, source, disputed: disputed.optional() });
}

const sourcedHabits = Object.fromEntries(
  Object.entries(habits).map(([name, value]) => [name, sourced(value).optional()]),
);

/** A file of `config/sis/`: the values in which this SIS differs from the plain profile it extends, each with its source. */
export const sisProfileFileSchema = z.strictObject({
  ...sourcedHabits,
  $schema: z.string().optional(),
  ...identity,
  extends: sourced(z.enum(['oneroster-1p1', 'oneroster-1p2']))
    .optional()
    .describe('The plain profile whose values hold wherever this file states none.'),
  notes: z
    .array(z.strictObject({ fact: z.string().min(1), source }))
    .optional()
    .describe('Facts that whoever connects this SIS needs.'),
});
