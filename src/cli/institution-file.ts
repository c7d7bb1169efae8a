import { z } from 'zod';
import {
  defaultInstitutionSettings,
  type Institution,
  type InstitutionSettings,
  type SisConnection,
} from '../domain/institution.ts';
import { nightlyWindowSchema, retentionDaysSchema } from '../domain/settings-fields.ts';
import { describeIssues, ProductError } from '../errors.ts';

/** An absolute web address without a closing slash. */
export const address = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
export const text = z.string().trim().min(1);

const sisAuth = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('oauth2'),
    tokenUrl: address,
    clientId: text,
    clientSecret: text,
    clientAuthentication: z.enum(['basic', 'post']).default('basic'),
  }),
  z.strictObject({
    kind: z.literal('oauth1'),
    consumerKey: text,
    consumerSecret: text,
    signature: z.enum(['HMAC-SHA1', 'HMAC-SHA256']).default('HMAC-SHA256'),
  }),
]);

const settingsFields = z
  .strictObject({
    sisLabel: text.max(60),
    resend: z.enum(['score', 'score+status', 'everything']),
    categoryPage: z.boolean(),
    matchCategoriesByName: z.boolean(),
    sendHiddenGrades: z.boolean(),
    alsoMayPost: z.array(z.enum(['ta', 'designer'])),
    titleLimit: z.int().min(10).max(1000).nullable(),
    longTitles: z.enum(['refuse', 'shorten']),
    nightlySyncOffered: z.boolean(),
    nightlyWindow: nightlyWindowSchema,
    paused: z.boolean(),
    auditDays: retentionDaysSchema,
    runDays: retentionDaysSchema,
  })
  .partial()
  // An absent key must stay absent, or it would overwrite the default with undefined.
  .transform(dropUndefined);

const sisConnection = z.strictObject({
  profile: text,
  rosteringUrl: address,
  gradebookUrl: address,
  auth: sisAuth,
  maxInFlight: z.int().min(1).max(64).nullable().default(null),
  headers: z.record(z.string(), z.string()).default({}),
});

/** The file that sets up one institution; an example stands in the README. */
const institutionFile = z.strictObject({
  name: text.max(200),
  enabled: z.boolean().default(true),
  platform: z.strictObject({
    issuer: text,
    clientId: text,
    authorizationEndpoint: address,
    tokenEndpoint: address,
    jwksUrl: address,
  }),
  /** Deployment ids that may launch at once; others are kept for approval when they first appear. */
  deployments: z.array(text).default([]),
  canvas: z.strictObject({
    baseUrl: address,
    apiKey: z.strictObject({ clientId: text, clientSecret: text }).nullable().default(null),
  }),
  sis: sisConnection.nullable().default(null),
  settings: settingsFields
    .transform((given) => ({ ...defaultInstitutionSettings, ...given }))
    .default(defaultInstitutionSettings),
});

/** An institution as its file describes it, without the id that we give it. */
export interface InstitutionDescription {
  readonly institution: Omit<Institution, 'id'>;
  readonly deployments: readonly string[];
}

/**
 * The institution described by the JSON `content` of a file.
 * @throws ProductError `institution_invalid`; its detail lists every fault by its path, never a value.
 */
export function parseInstitutionFile(content: unknown): InstitutionDescription {
  const { deployments, ...institution } = parsePart(institutionFile, content);
  return { institution, deployments };
}

/** A SIS connection as the member `sis` of the file. @throws as `parseInstitutionFile` */
export function parseSisConnection(content: unknown): SisConnection {
  return parsePart(sisConnection, content);
}

/** Some settings, as the member `settings` of the file. @throws as `parseInstitutionFile` */
export function parseSettings(content: unknown): Partial<InstitutionSettings> {
  return parsePart(settingsFields, content);
}

function parsePart<T>(schema: z.ZodType<T>, content: unknown): T {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new ProductError('institution_invalid', {
    detail: describeIssues(parsed.error.issues, 'message', 'file'),
    next: 'fix',
  });
}

function dropUndefined<T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept: { [K in keyof T]?: Exclude<T[K], undefined> } = {};
  for (const key of Object.keys(given)) {
    if (isKeyOf(given, key) && given[key] !== undefined) Object.assign(kept, { [key]: given[key] });
  }
  return kept;
}

function isKeyOf<T extends object>(object: T, key: string): key is string & keyof T {
  return key in object;
}
