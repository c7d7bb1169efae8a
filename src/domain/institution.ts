import { z } from 'zod';
import { ProductError } from '../errors.ts';
import { defaultInstitutionSettings, institutionSettingsSchema } from './institution-settings.ts';

const text = z.string().trim().min(1);
/** An absolute web address without a trailing slash. */
export const addressSchema = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/**
 * The endpoints of the LTI platform. All schools in Canvas's cloud share one issuer and key set, so the
 * client id tells tenants apart. Self-hosted Canvases claim the same issuer and number their keys alike; there, the key
 * set does.
 */
export const platformSchema = z.object({
  issuer: text,
  clientId: text,
  authorizationEndpoint: addressSchema,
  tokenEndpoint: addressSchema,
  jwksUrl: addressSchema,
});
export type Platform = Readonly<z.infer<typeof platformSchema>>;

/**
 * Stands for a stored secret that can no longer be decrypted: its key is missing from the encryption keys, or
 * the stored text is damaged. It is never sent anywhere; see `findLostSecrets`.
 */
export const lostSecret = '';
const storedSecret = z.union([text, z.literal(lostSecret)]);

/** The school's Canvas host and, if the school gave one, its API key for OAuth 2. */
const apiKeySchema = z.object({ clientId: text, clientSecret: storedSecret });
export type ApiKey = Readonly<z.infer<typeof apiKeySchema>>;
/** What is wrong with an API key, as far as Canvas tells without a person. */
export type ApiKeyFault =
  | { readonly fault: 'lti_key' | 'unknown_number' | 'redirect_uri' | 'other_account' | 'secret' }
  /** The needed scopes that Canvas lists as missing. */
  | { readonly fault: 'scopes'; readonly missing: readonly string[] }
  /** Canvas could not be asked: the key may be right. */
  | { readonly fault: 'unreachable' };

const canvasConnectionSchema = z.object({
  /** For example `https://school.instructure.com`, without a trailing slash. */
  baseUrl: addressSchema,
  /**
   * Other addresses of the same Canvas: Names & Roles, AGS, registration and frames use the account's primary
   * domain, often the school's own host (CF19).
   */
  otherUrls: z.array(addressSchema).readonly().exactOptional(),
  apiKey: apiKeySchema.readonly().nullable().default(null),
});
export type CanvasConnection = Readonly<z.infer<typeof canvasConnectionSchema>>;

const oauth2Schema = z.object({
  kind: z.literal('oauth2'),
  tokenUrl: addressSchema,
  clientId: text,
  clientSecret: storedSecret,
  clientAuthentication: z.enum(['basic', 'post']).default('basic'),
});
const oauth1Schema = z.object({
  kind: z.literal('oauth1'),
  consumerKey: text,
  consumerSecret: storedSecret,
  signature: z.enum(['HMAC-SHA1', 'HMAC-SHA256']).default('HMAC-SHA256'),
});
/** A SIS that is never asked anything: it takes files. */
const noAuthSchema = z.object({ kind: z.literal('none') });
const sisAuthSchema = z.discriminatedUnion('kind', [oauth2Schema, oauth1Schema, noAuthSchema]);
/** Empty: the SIS has no such service. Only a SIS that takes files does without. */
const serviceAddress = z.union([addressSchema, z.literal('')]);
export type SisAuth = Readonly<z.infer<typeof sisAuthSchema>>;

/** Where and how results are posted. The profile in `config/sis/` says how this SIS behaves. */
const sisConnectionSchema = z.object({
  /** The name of a file in `config/sis/`, for example `oneroster-1p2`. */
  profile: text,
  rosteringUrl: serviceAddress,
  gradebookUrl: serviceAddress,
  auth: sisAuthSchema.readonly(),
  /** The most requests in flight at once; null: as the profile says. */
  maxInFlight: z.int().min(1).max(64).nullable().default(null),
  /** Extra headers that a vendor requires, such as `x-vendor-authorization`. Secret. */
  headers: z.record(z.string(), z.string()).readonly().default({}),
});
export type SisConnection = Readonly<z.infer<typeof sisConnectionSchema>>;

/**
 * A SIS connection as a person writes it: an unknown member is a mistake here, while in the database it may
 * come from a newer version.
 */
export const writtenSisConnectionSchema = z.strictObject({
  ...sisConnectionSchema.shape,
  auth: z.discriminatedUnion('kind', [
    z.strictObject({ ...oauth2Schema.shape, clientSecret: text }),
    z.strictObject({ ...oauth1Schema.shape, consumerSecret: text }),
    z.strictObject(noAuthSchema.shape),
  ]),
});

/** A Canvas connection as a person writes it; see `writtenSisConnectionSchema`. */
export const writtenCanvasConnectionSchema = z.strictObject({
  ...canvasConnectionSchema.shape,
  apiKey: z
    .strictObject({ ...apiKeySchema.shape, clientSecret: text })
    .nullable()
    .default(null),
});

/**
 * One tenant: an LTI platform (issuer and client id), its SIS connection and its settings, as stored, with
 * its secrets decrypted. A setting that is younger than the row takes its default; one from a newer version
 * is left alone.
 */
export const institutionSchema = z.object({
  /** Our own id: a short random text without meaning. */
  id: z.string().min(1),
  name: text.max(200),
  /** False stops launches and runs but erases nothing. */
  enabled: z.boolean().default(true),
  /**
   * Set when the institution was added beside another with the same issuer and client id: two self-hosted Canvases
   * that number their keys alike. Their key sets and deployments tell them apart (S8).
   */
  sharesClientId: z.literal(true).exactOptional(),
  platform: platformSchema.readonly(),
  canvas: canvasConnectionSchema.readonly(),
  sis: sisConnectionSchema.readonly().nullable(),
  settings: z
    .record(z.string(), z.unknown())
    .transform((stored) => keepKnown(stored))
    .pipe(institutionSettingsSchema.readonly()),
});
export type Institution = Readonly<z.infer<typeof institutionSchema>>;

/**
 * Whether logins and launches can tell two institutions with one issuer and client id apart: the keys of one may not
 * sign for the other, and they are at different addresses (S8).
 */
export function canTellApart(one: Omit<Institution, 'id'>, other: Omit<Institution, 'id'>): boolean {
  const ofOther = listCanvasOrigins(other);
  return (
    one.platform.jwksUrl !== other.platform.jwksUrl &&
    !listCanvasOrigins(one).some((origin) => ofOther.includes(origin))
  );
}

/** The web origins of the school's Canvas. */
export function listCanvasOrigins({ canvas }: Pick<Institution, 'canvas'>): readonly string[] {
  return [canvas.baseUrl, ...(canvas.otherUrls ?? [])].map((url) => new URL(url).origin);
}

/**
 * What the LTI engine, which knows platforms by issuer and client id, takes for the issuer. Keys and tokens of two
 * institutions that share both must not mix.
 */
export function engineIssuer({
  id,
  platform,
  sharesClientId,
}: Pick<Institution, 'id' | 'platform' | 'sharesClientId'>): string {
  return sharesClientId ? `${platform.issuer}#${id}` : platform.issuer;
}

/** An institution's connections that have a secret. */
export type SecretOwner = 'canvas-api' | 'sis';

/** The connections that are unusable because their secret cannot be decrypted; see `lostSecret`. */
export function findLostSecrets({
  canvas,
  sis,
}: Pick<Institution, 'canvas' | 'sis'>): readonly SecretOwner[] {
  return [
    ...(canvas.apiKey?.clientSecret === lostSecret ? (['canvas-api'] as const) : []),
    ...(sis && secretOf(sis.auth) === lostSecret ? (['sis'] as const) : []),
  ];
}

/** @throws ProductError `secret_unreadable` if this connection's secret is lost */
export function requireSecret(institution: Pick<Institution, 'canvas' | 'sis'>, owner: SecretOwner): void {
  if (!findLostSecrets(institution).includes(owner)) return;
  throw new ProductError('secret_unreadable', {
    detail: `the stored secret of ${owner} cannot be decrypted`,
    next: 'fix',
  });
}

/** The secret that the tool shows to a SIS; null: it asks the SIS nothing. */
export function secretOf(auth: SisAuth): string | null {
  if (auth.kind === 'none') return null;
  return auth.kind === 'oauth2' ? auth.clientSecret : auth.consumerSecret;
}

function keepKnown(stored: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = Object.keys(defaultInstitutionSettings);
  // How the previous release stored `firstGrades`.
  const former = stored['createColumns'] === true ? { firstGrades: 'together' } : {};
  return Object.fromEntries(
    Object.entries({ ...former, ...stored }).filter(([name]) => known.includes(name)),
  );
}
