import { z } from 'zod';
import { ProductError } from '../errors.ts';
import { defaultInstitutionSettings, institutionSettingsSchema } from './institution-settings.ts';

const text = z.string().trim().min(1);
/** An absolute web address without a closing slash. */
export const addressSchema = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));

/** Endpoints of the LTI platform. Canvas cloud: one issuer and key set for all schools, so the client id tells tenants apart. */
export const platformSchema = z.object({
  issuer: text,
  clientId: text,
  authorizationEndpoint: addressSchema,
  tokenEndpoint: addressSchema,
  jwksUrl: addressSchema,
});
export type Platform = Readonly<z.infer<typeof platformSchema>>;

/**
 * Stands for a secret that is stored but cannot be decrypted any more: its key is no longer among the encryption keys, or
 * the stored text is damaged. Nothing is ever sent with it; see `findLostSecrets`.
 */
export const lostSecret = '';
const storedSecret = z.union([text, z.literal(lostSecret)]);

/** The school's Canvas host and, where the school gave one, its API key for OAuth2. */
const apiKeySchema = z.object({ clientId: text, clientSecret: storedSecret });
export type ApiKey = Readonly<z.infer<typeof apiKeySchema>>;
/** What is wrong with an API key, as far as Canvas tells without a person. */
export type ApiKeyFault =
  | { readonly fault: 'lti_key' | 'unknown_number' | 'redirect_uri' | 'other_account' | 'secret' }
  /** The scopes that Canvas names, of those that the tool needs. */
  | { readonly fault: 'scopes'; readonly missing: readonly string[] }
  /** Canvas could not be asked: the key may be right. */
  | { readonly fault: 'unreachable' };

const canvasConnectionSchema = z.object({
  /** For example `https://school.instructure.com`, without a closing slash. */
  baseUrl: addressSchema,
  /**
   * Further addresses of the same Canvas: Names & Roles, AGS, registration and frames use the account's primary domain,
   * often a host of the school's own (CF19).
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
const sisAuthSchema = z.discriminatedUnion('kind', [oauth2Schema, oauth1Schema]);
export type SisAuth = Readonly<z.infer<typeof sisAuthSchema>>;

/** Where and how results are posted. The profile in `config/sis/` says how this SIS behaves. */
const sisConnectionSchema = z.object({
  /** Name of a file in `config/sis/`, for example `oneroster-1p2`. */
  profile: text,
  rosteringUrl: addressSchema,
  gradebookUrl: addressSchema,
  auth: sisAuthSchema.readonly(),
  /** Most requests in flight at once; null takes the profile's. */
  maxInFlight: z.int().min(1).max(64).nullable().default(null),
  /** Extra headers that a vendor demands, such as `x-vendor-authorization`. Secret. */
  headers: z.record(z.string(), z.string()).readonly().default({}),
});
export type SisConnection = Readonly<z.infer<typeof sisConnectionSchema>>;

/**
 * A SIS connection as somebody writes it down: a member that is not known is a mistake here, while in the database it
 * may come from a newer version.
 */
export const writtenSisConnectionSchema = z.strictObject({
  ...sisConnectionSchema.shape,
  auth: z.discriminatedUnion('kind', [
    z.strictObject({ ...oauth2Schema.shape, clientSecret: text }),
    z.strictObject({ ...oauth1Schema.shape, consumerSecret: text }),
  ]),
});

/** As `writtenSisConnectionSchema`, the Canvas connection. */
export const writtenCanvasConnectionSchema = z.strictObject({
  ...canvasConnectionSchema.shape,
  apiKey: z
    .strictObject({ ...apiKeySchema.shape, clientSecret: text })
    .nullable()
    .default(null),
});

/**
 * One tenant: an LTI platform (issuer and client id), its SIS connection and its settings. As it is stored, with its
 * secrets decrypted: a setting younger than the row takes its default, one of a newer version is left alone.
 */
export const institutionSchema = z.object({
  /** Our own id: a short random string that says nothing. */
  id: z.string().min(1),
  name: text.max(200),
  /** False stops launches and runs without erasing anything. */
  enabled: z.boolean().default(true),
  platform: platformSchema.readonly(),
  canvas: canvasConnectionSchema.readonly(),
  sis: sisConnectionSchema.readonly().nullable(),
  settings: z
    .record(z.string(), z.unknown())
    .transform((stored) => keepKnown(stored))
    .pipe(institutionSettingsSchema.readonly()),
});
export type Institution = Readonly<z.infer<typeof institutionSchema>>;

/** The connections of an institution that have a secret. */
export type SecretOwner = 'canvas-api' | 'sis';

/** Which connections cannot be used because their secret cannot be decrypted; see `lostSecret`. */
export function findLostSecrets({
  canvas,
  sis,
}: Pick<Institution, 'canvas' | 'sis'>): readonly SecretOwner[] {
  return [
    ...(canvas.apiKey?.clientSecret === lostSecret ? (['canvas-api'] as const) : []),
    ...(sis && secretOf(sis.auth) === lostSecret ? (['sis'] as const) : []),
  ];
}

/** @throws ProductError `secret_unreadable` where this connection's secret is lost */
export function requireSecret(institution: Pick<Institution, 'canvas' | 'sis'>, owner: SecretOwner): void {
  if (!findLostSecrets(institution).includes(owner)) return;
  throw new ProductError('secret_unreadable', {
    detail: `the stored secret of ${owner} cannot be decrypted`,
    next: 'fix',
  });
}

/** The secret with which a SIS knows the tool. */
export function secretOf(auth: SisAuth): string {
  return auth.kind === 'oauth2' ? auth.clientSecret : auth.consumerSecret;
}

function keepKnown(stored: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = Object.keys(defaultInstitutionSettings);
  return Object.fromEntries(Object.entries(stored).filter(([name]) => known.includes(name)));
}
