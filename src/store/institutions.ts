import { type Connection, Schema, trusted } from 'mongoose';
import { z } from 'zod';
import type { Clock, RandomBytes } from '../clock.ts';
import {
  findLostSecrets,
  type Institution,
  institutionSchema,
  lostSecret,
  secretOf,
} from '../domain/institution.ts';
import { ProductError, toProductError } from '../errors.ts';
import type { SecretCipher } from './encryption.ts';
import { createParsedReader } from './parsed-reader.ts';
import { isDuplicateKey, modelParts, parseDocument } from './records.ts';
import { otherThan, type Reencryptable, reencryptRows } from './reencrypt.ts';

/**
 * Institutions, one per LTI platform (issuer + client id). Secrets are encrypted before they are stored (S29). One that
 * cannot be decrypted is read as `lostSecret`, so that it stops its own connection and nothing else (S44).
 */
export interface InstitutionStore extends Reencryptable {
  ensureIndexes(): Promise<void>;
  /** @throws ProductError `institution_invalid` when issuer + client id belong to another institution */
  create(institution: Omit<Institution, 'id'>): Promise<Institution>;
  /**
   * Takes everything but the id; what a newer version keeps beside it stays. As long as every secret is lost, the stored
   * ones are left alone: their encryption key may come back.
   * @throws ProductError `institution_invalid` as `create`, or when it is gone
   */
  update(institution: Institution): Promise<void>;
  find(id: string): Promise<Institution | null>;
  findByPlatform(issuer: string, clientId: string): Promise<Institution | null>;
  /** As `find`, but what another process changed may be two seconds late. For login and launch: pages read it anew. */
  recall(id: string): Promise<Institution | null>;
  /** As `recall`, by platform. */
  recallByPlatform(issuer: string, clientId: string): Promise<Institution | null>;
  /** All of one issuer: Canvas cloud has one issuer for all schools. */
  listByIssuer(issuer: string): Promise<readonly Institution[]>;
  /** Without those whose document is damaged, which `findDamaged` names. */
  list(): Promise<readonly Institution[]>;
  /** Institutions whose document cannot be read at all, with what is wrong in it. */
  findDamaged(): Promise<readonly DamagedInstitution[]>;
  /** When each secret of an institution was last changed. */
  readSecretDates(id: string): Promise<SecretDates>;
  remove(id: string): Promise<void>;
}

export interface DamagedInstitution {
  readonly id: string;
  /** Names the fields that are wrong, never a value. */
  readonly fault: string;
}

/** Null: there is no such secret, or it was set before dates were kept. */
export type SecretDates = Readonly<Record<keyof Secrets, Date | null>>;

const plainObject = z.record(z.string(), z.unknown());

const storedInstitution = z.object({
  _id: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  /** The institution without its secrets, and beside it the secrets: one encrypted JSON object. */
  facts: plainObject,
  secrets: z.string(),
});
type InstitutionRow = z.infer<typeof storedInstitution>;

export const institutionFormat = { collection: 'institutions', version: 1, schema: storedInstitution };
const { versionField, known, read: readRow, readAll: readRows } = modelParts(institutionFormat);
const identified = z.object({ _id: z.string() });

const rowSchema = new Schema<InstitutionRow & { readonly v?: number }>(
  {
    _id: { type: String, required: true },
    v: versionField,
    issuer: { type: String, required: true },
    clientId: { type: String, required: true },
    facts: { type: Schema.Types.Mixed, required: true },
    secrets: { type: String, required: true },
  },
  { minimize: false, versionKey: false },
);
rowSchema.index({ issuer: 1, clientId: 1 }, { unique: true });

/** The parts of an institution that nobody may read in the database. */
const secretsSchema = z.object({
  apiKeySecret: z.string().nullable(),
  sisSecret: z.string().nullable(),
  sisHeaders: z.record(z.string(), z.string()),
});
type Secrets = z.infer<typeof secretsSchema>;

/** The secrets as they are stored, with the day of each; loose, so that those of a newer version are kept. */
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

export function createInstitutionStore(
  connection: Connection,
  cipher: SecretCipher,
  randomBytes: RandomBytes,
  clock: Clock,
): InstitutionStore {
  const rows = connection.model('Institution', rowSchema, 'institutions');

  const readSecrets = ({ _id, secrets }: Pick<InstitutionRow, '_id' | 'secrets'>): DatedSecrets =>
    datedSecretsSchema.parse(JSON.parse(cipher.decrypt(secrets, secretContext(_id))));
  /** Null where they cannot be decrypted any more. */
  const tryToReadSecrets = (row: InstitutionRow): DatedSecrets | null => {
    try {
      return readSecrets(row);
    } catch (error) {
      if (toProductError(error).code !== 'secret_unreadable') throw error;
      return null;
    }
  };
  const toRow = (institution: Institution, present: InstitutionRow | null): InstitutionRow => {
    const before = present && tryToReadSecrets(present);
    const given = secretsOf(institution);
    const isAllLost = findLostSecrets(institution).length > 0 && isEmpty(given);
    const secrets = { ...before, ...dateSecrets(given, before, clock()) };
    return {
      _id: institution.id,
      issuer: institution.platform.issuer,
      clientId: institution.platform.clientId,
      facts: keepUnknown(present?.facts ?? {}, withoutSecrets(institution)),
      secrets:
        present && before === null && isAllLost
          ? present.secrets
          : cipher.encrypt(JSON.stringify(secrets), secretContext(institution.id)),
    };
  };
  const fromRow = (row: InstitutionRow): Institution =>
    parseDocument(
      { collection: institutionFormat.collection, schema: institutionSchema },
      withSecrets({ ...row.facts, id: row._id }, tryToReadSecrets(row) ?? noSecrets),
    );
  /** The institutions whose documents can be read, and what is wrong with the others. */
  const readAll = (raw: readonly unknown[]) => {
    const institutions: Institution[] = [];
    const damaged: DamagedInstitution[] = [];
    for (const one of raw) {
      try {
        const institution = read(one);
        if (institution !== null) institutions.push(institution);
      } catch (error) {
        damaged.push({ id: identified.parse(one)._id, fault: toProductError(error).detail ?? '' });
      }
    }
    return { institutions, damaged };
  };
  const read = (raw: unknown): Institution | null => {
    const row = readRow(raw);
    return row === null ? null : fromRow(row);
  };
  const reader = createParsedReader(connection, institutionFormat, fromRow, clock);

  return {
    ensureIndexes: () => rows.createIndexes(),
    async create(facts) {
      const institution = { ...facts, id: makeId(randomBytes) };
      await refuseTwins(rows.create(toRow(institution, null)));
      return institution;
    },
    async update(institution) {
      const present = readRow(await rows.findOne({ _id: institution.id, ...known }).lean());
      const { _id, ...changes } = toRow(institution, present);
      const result = await refuseTwins(rows.updateOne({ _id, ...known }, { $set: changes }).exec());
      reader.forget();
      if (result.matchedCount === 0) {
        throw new ProductError('institution_invalid', { detail: `no institution ${institution.id}` });
      }
    },
    find: (id) => reader.findOne({ _id: id }),
    findByPlatform: (issuer, clientId) => reader.findOne({ issuer, clientId }),
    recall: (id) => reader.recall({ _id: id }, recallMs),
    recallByPlatform: (issuer, clientId) => reader.recall({ issuer, clientId }, recallMs),
    listByIssuer: async (issuer) => readAll(await rows.find({ issuer, ...known }).lean()).institutions,
    list: async () => readAll(await rows.find(known).sort({ _id: 1 }).lean()).institutions,
    findDamaged: async () => readAll(await rows.find(known).sort({ _id: 1 }).lean()).damaged,
    async readSecretDates(id) {
      const row = readRow(await rows.findOne({ _id: id, ...known }).lean());
      return (row && tryToReadSecrets(row)?.setAt) ?? noDates;
    },
    async remove(id) {
      await rows.deleteOne({ _id: id });
      reader.forget();
    },
    async reencrypt(after, limit) {
      const found = await rows
        .find({
          _id: trusted({ $gt: after ?? '' }),
          secrets: trusted(otherThan(cipher.currentPrefix)),
          ...known,
        })
        .sort({ _id: 1 })
        .limit(limit)
        .lean();
      return reencryptRows(
        readRows(found),
        limit,
        ({ _id }) => _id,
        async ({ _id, secrets }) => {
          const plain = cipher.decrypt(secrets, secretContext(_id));
          const sealed = cipher.encrypt(plain, secretContext(_id));
          const result = await rows.updateOne({ _id, secrets }, { $set: { secrets: sealed } });
          return result.modifiedCount === 1;
        },
      );
    },
  };
}

/**
 * `facts` with what `stored` has beside them: settings and parts of a newer version. An object of another `kind` has
 * nothing to keep.
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

const recallMs = 2_000;

/** Short and without meaning. On the command line a leading `-` would begin an option. */
const makeId = (randomBytes: RandomBytes): string => randomBytes(9).toString('base64url').replace(/^-/, 'A');

/** What the secrets are bound to: they cannot be read under another institution's id. */
const secretContext = (id: string): string => `institution:${id}`;

/** Lost secrets are left out. */
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

const noDates: SecretDates = { apiKeySecret: null, sisSecret: null, sisHeaders: null };

/** A secret that is as it was keeps its date; a new one is of now, a missing one has none. */
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
    return { ...sis?.auth, consumerSecret: '' };
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

/** A secret that `facts` tell of and that is not among `secrets` is lost. */
function withSecrets(facts: unknown, secrets: Secrets): unknown {
  const parsed = storedShape.safeParse(facts);
  // Its fault is told by whoever parses the whole.
  if (!parsed.success) return facts;
  const { canvas, sis, ...rest } = parsed.data;
  const secretName = sis?.auth.kind === 'oauth2' ? 'clientSecret' : 'consumerSecret';
  return {
    ...rest,
    canvas: {
      ...canvas,
      apiKey: canvas.apiKey && { ...canvas.apiKey, clientSecret: secrets.apiKeySecret ?? lostSecret },
    },
    sis: sis && {
      ...sis,
      auth: { ...sis.auth, [secretName]: secrets.sisSecret ?? lostSecret },
      headers: secrets.sisHeaders,
    },
  };
}

/** @throws ProductError `institution_invalid` where the unique index refused the write */
async function refuseTwins<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    throw new ProductError('institution_invalid', {
      detail:
        'another institution has this issuer and client id. To change that one, use institution change or apply. If this is' +
        ' another Canvas that numbers its keys alike, give it an issuer of its own (lti_iss in its config/security.yml)' +
        ' and add it with --issuer.',
      next: 'fix',
      cause: error,
    });
  }
}
