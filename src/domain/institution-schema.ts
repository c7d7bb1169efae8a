import { z } from 'zod';
import { defaultInstitutionSettings, type Institution } from './institution.ts';
import { nightlyWindowSchema } from './settings-fields.ts';

const settingsSchema = z.object({
  sisLabel: z.string(),
  resend: z.enum(['score', 'score+status', 'everything']),
  categoryPage: z.boolean(),
  matchCategoriesByName: z.boolean(),
  sendHiddenGrades: z.boolean(),
  alsoMayPost: z.array(z.enum(['ta', 'designer'])),
  titleLimit: z.number().nullable(),
  longTitles: z.enum(['refuse', 'shorten']),
  nightlySyncOffered: z.boolean(),
  nightlyWindow: nightlyWindowSchema,
  paused: z.boolean(),
  auditDays: z.number(),
  runDays: z.number(),
});

const sisAuthSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('oauth2'),
    tokenUrl: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
    clientAuthentication: z.enum(['basic', 'post']),
  }),
  z.object({
    kind: z.literal('oauth1'),
    consumerKey: z.string(),
    consumerSecret: z.string(),
    signature: z.enum(['HMAC-SHA1', 'HMAC-SHA256']),
  }),
]);

/** An institution as it is stored, secrets already decrypted. A setting younger than the row takes its default. */
export const institutionSchema = z.object({
  id: z.string().min(1),
  name: z.string(),
  enabled: z.boolean(),
  platform: z.object({
    issuer: z.string().min(1),
    clientId: z.string().min(1),
    authorizationEndpoint: z.string(),
    tokenEndpoint: z.string(),
    jwksUrl: z.string(),
  }),
  canvas: z.object({
    baseUrl: z.string(),
    apiKey: z.object({ clientId: z.string(), clientSecret: z.string() }).nullable(),
  }),
  sis: z
    .object({
      profile: z.string(),
      rosteringUrl: z.string(),
      gradebookUrl: z.string(),
      auth: sisAuthSchema,
      maxInFlight: z.number().nullable(),
      headers: z.record(z.string(), z.string()),
    })
    .nullable(),
  settings: z
    .record(z.string(), z.unknown())
    .transform((stored) => ({ ...defaultInstitutionSettings, ...stored }))
    .pipe(settingsSchema),
}) satisfies z.ZodType<Institution>;
