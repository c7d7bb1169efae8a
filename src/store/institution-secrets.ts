import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { findLostSecrets, type Institution, lostSecret, secretOf } from '../domain/institution.ts';
import { toProductError } from '../errors.ts';
import type { SecretCipher } from './encryption.ts';

/** When each secret was last changed. Null: there is none, or it was set before dates were stored. */
export type SecretDates = Readonly<Record<keyof Secrets, Date | null>>;

export const noDates: SecretDates = { apiKeySecret: null, sisSecret: null, sisHeaders: null };

const plainObject = z.record(z.string(), z.unknown());

/** An institution as it is stored: `facts` without the secrets, and these sealed beside them. */
interface StoredParts {
  readonly _id: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly secrets: string;
}

/** Seals the secrets of institutions for the database, and reveals them again (S29, S44). */
export interface InstitutionSecrets {
  /**
   * The parts to store. They keep what a newer version stored in `present`, and its sealed secrets as long as all
   * secrets are lost: their encryption key may come back.
   */
  seal(institution: Institution, present: StoredParts | null): Omit<StoredParts, '_id'>;
  /** The stored institution with its secrets, unparsed. A secret that cannot be decrypted is `lostSecret`. */
  reveal(stored: StoredParts): unknown;
  readDates(stored: StoredParts): SecretDates;
  /** The same secrets, sealed with the current key. */
  reseal(stored: Pick<StoredParts, '_id' | 'secrets'>): string;
}

/** The parts of an institution that must not be readable in the database. */
const secretsSchema = z.object({
  apiKeySecret: z.string().nullable(),
  sisSecret: z.string().nullable(),
  sisHeaders: z.record(z.string(), z.string()),
});
type Secrets = z.infer<typeof secretsSchema>;

/** The stored secrets with the date of each. Loose, so that a newer version's secrets are kept. */
const datedSecretsSchema = z.looseObject({
  ...secretsSchema.shape,
  setAt: z
    .object({ apiKeySecret: storedDate(), sisSecret: storedDate(), sisHeaders: storedDate() })
    .default({ apiKeySecret: null, sisSecret: null, sisHeaders: null }),
});
type DatedSecrets = z.infer<typeof datedSecretsSchema>;

function storedDate() {
  return z.iso
    .datetime()
    .transform((text) => new Date(text))
    .nullable()
    .default(null);
}

export function createInstitutionSecrets(cipher: SecretCipher, clock: Clock): InstitutionSecrets {
  /** Null if the secrets can no longer be decrypted. */
  const read = ({ _id, secrets }: StoredParts): DatedSecrets | null => {
    try {
      return datedSecretsSchema.parse(JSON.parse(cipher.decrypt(secrets, secretContext(_id))));
    } catch (error) {
      if (toProductError(error).code !== 'secret_unreadable') throw error;
      return null;
    }
  };
  return {
    seal(institution, present) {
      const before = present && read(present);
      const given = secretsOf(institution);
      const isAllLost = findLostSecrets(institution).length > 0 && isEmpty(given);
      const dated = { ...before, ...dateSecrets(given, before, clock()) };
      return {
        facts: keepUnknown(present?.facts ?? {}, withoutSecrets(institution)),
        secrets:
          present && before === null && isAllLost
            ? present.secrets
            : cipher.encrypt(JSON.stringify(dated), secretContext(institution.id)),
      };
    },
    reveal: (stored) => withSecrets({ ...stored.facts, id: stored._id }, read(stored) ?? noSecrets),
    readDates: (stored) => read(stored)?.setAt ?? noDates,
    reseal: ({ _id, secrets }) =>
      cipher.encrypt(cipher.decrypt(secrets, secretContext(_id)), secretContext(_id)),
  };
}

/**
 * `facts` plus whatever else `stored` holds: settings and parts of a newer version. Nothing is kept from an object of
 * another `kind`.
 */
function keepUnknown(
  stored: Readonly<Record<string, unknown>>,
  facts: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...stored };
  for (const [name, value] of Object.entries(facts)) {
    const before = plainObject.safeParse(stored[name]);
    const now = plainObject.safeParse(value);
    const isSameKind = before.success && now.success && before.data['kind'] === now.data['kind'];
    merged[name] = isSameKind ? keepUnknown(before.data, now.data) : value;
  }
  return merged;
}

/** Binds the secrets to their institution: they cannot be decrypted under another id. */
const secretContext = (id: string): string => `institution:${id}`;

/** The institution's secrets, without those that are lost. */
function secretsOf({ canvas, sis }: Institution): Secrets {
  return {
    apiKeySecret: canvas.apiKey?.clientSecret || null,
    sisSecret: (sis && secretOf(sis.auth)) || null,
    sisHeaders: { ...sis?.headers },
  };
}

const noSecrets: Secrets = { apiKeySecret: null, sisSecret: null, sisHeaders: {} };

function isEmpty({ apiKeySecret, sisSecret, sisHeaders }: Secrets): boolean {
  return apiKeySecret === null && sisSecret === null && Object.keys(sisHeaders).length === 0;
}

/** An unchanged secret keeps its date, a new one gets `now`, and a missing one has none. */
function dateSecrets(secrets: Secrets, before: DatedSecrets | null, now: Date): DatedSecrets {
  const dateOf = (name: keyof Secrets): Date | null => {
    const value = secrets[name];
    if (value === null || (typeof value === 'object' && Object.keys(value).length === 0)) return null;
    const isKept = before !== null && JSON.stringify(before[name]) === JSON.stringify(value);
    return isKept ? before.setAt[name] : now;
  };
  const setAt = {
    apiKeySecret: dateOf('apiKeySecret'),
    sisSecret: dateOf('sisSecret'),
    sisHeaders: dateOf('sisHeaders'),
  };
  return { ...secrets, setAt };
}

function withoutSecrets({ id: _id, ...facts }: Institution): Record<string, unknown> {
  const { canvas, sis } = facts;
  const publicAuth = (): unknown => {
    if (sis?.auth.kind === 'oauth2') return { ...sis.auth, clientSecret: '' };
    return sis?.auth.kind === 'none' ? sis.auth : { ...sis?.auth, consumerSecret: '' };
  };
  return {
    ...facts,
    canvas: { ...canvas, apiKey: canvas.apiKey && { ...canvas.apiKey, clientSecret: '' } },
    sis: sis && { ...sis, auth: publicAuth(), headers: {} },
  };
}

const storedShape = z.looseObject({
  canvas: z.looseObject({ apiKey: z.looseObject({}).nullable() }),
  sis: z.looseObject({ auth: z.looseObject({ kind: z.string() }) }).nullable(),
});

/** Puts the secrets back. One that `facts` need and `secrets` lack is lost. */
function withSecrets(facts: unknown, secrets: Secrets): unknown {
  const parsed = storedShape.safeParse(facts);
  // Parsing the whole institution reports what is wrong.
  if (!parsed.success) return facts;
  const { canvas, sis, ...rest } = parsed.data;
  const secretName = sis?.auth.kind === 'oauth2' ? 'clientSecret' : 'consumerSecret';
  const secret = sis?.auth.kind === 'none' ? {} : { [secretName]: secrets.sisSecret ?? lostSecret };
  return {
    ...rest,
    canvas: {
      ...canvas,
      apiKey: canvas.apiKey && { ...canvas.apiKey, clientSecret: secrets.apiKeySecret ?? lostSecret },
    },
    sis: sis && {
      ...sis,
      auth: { ...sis.auth, ...secret },
      headers: secrets.sisHeaders,
    },
  };
}
