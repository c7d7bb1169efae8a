import { type Connection, Schema, trusted } from 'mongoose';
import { z } from 'zod';
import type { Clock, RandomBytes } from '../clock.ts';
import { type Institution, institutionSchema } from '../domain/institution.ts';
import { ProductError, toProductError } from '../errors.ts';
import type { SecretCipher } from './encryption.ts';
import { createInstitutionSecrets, noDates, type SecretDates } from './institution-secrets.ts';
import { createParsedReader } from './parsed-reader.ts';
import { isDuplicateKey, modelParts, parseDocument } from './records.ts';
import { otherThan, type Reencryptable, reencryptRows } from './reencrypt.ts';

/**
 * Institutions, one per LTI platform (issuer + client id). Secrets are encrypted before they are stored
 * (S29). One that cannot be decrypted is read as `lostSecret`, so that it stops only its own connection
 * (S44).
 */
export interface InstitutionStore extends Reencryptable {
  ensureIndexes(): Promise<void>;
  /** @throws ProductError `institution_invalid` if issuer + client id belong to another institution */
  create(institution: Omit<Institution, 'id'>): Promise<Institution>;
  /**
   * Replaces everything but the id; what a newer version stored besides stays. While every secret is lost,
   * the stored ones are left alone: their encryption key may come back.
   * @throws ProductError `institution_invalid` as in `create`, or if it no longer exists
   */
  update(institution: Institution): Promise<void>;
  find(id: string): Promise<Institution | null>;
  findByPlatform(issuer: string, clientId: string): Promise<Institution | null>;
  /**
   * Like `find`, but another process's change may be two seconds late. For login and launch; pages read it
   * fresh.
   */
  recall(id: string): Promise<Institution | null>;
  /** Like `recall`, by platform. */
  recallByPlatform(issuer: string, clientId: string): Promise<Institution | null>;
  /** All with one issuer: Canvas cloud has one issuer for all schools. */
  listByIssuer(issuer: string): Promise<readonly Institution[]>;
  /** Without those whose document is damaged; `findDamaged` names them. */
  list(): Promise<readonly Institution[]>;
  /** The institutions whose document cannot be read at all, with what is wrong in it. */
  findDamaged(): Promise<readonly DamagedInstitution[]>;
  /** When each secret of an institution was last changed. */
  readSecretDates(id: string): Promise<SecretDates>;
  remove(id: string): Promise<void>;
}

export interface DamagedInstitution {
  readonly id: string;
  /** Names the faulty fields, never a value. */
  readonly fault: string;
}

const storedInstitution = z.object({
  _id: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  /** The institution without its secrets; these are one encrypted JSON object beside it. */
  facts: z.record(z.string(), z.unknown()),
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

export function createInstitutionStore(
  connection: Connection,
  cipher: SecretCipher,
  randomBytes: RandomBytes,
  clock: Clock,
): InstitutionStore {
  const rows = connection.model('Institution', rowSchema, 'institutions');

  const secrets = createInstitutionSecrets(cipher, clock);

  const toRow = (institution: Institution, present: InstitutionRow | null): InstitutionRow => ({
    _id: institution.id,
    issuer: institution.platform.issuer,
    clientId: institution.platform.clientId,
    ...secrets.seal(institution, present),
  });
  const fromRow = (row: InstitutionRow): Institution =>
    parseDocument(
      { collection: institutionFormat.collection, schema: institutionSchema },
      secrets.reveal(row),
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
      return row === null ? noDates : secrets.readDates(row);
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
        async (row) => {
          const { _id } = row;
          const sealed = secrets.reseal(row);
          const result = await rows.updateOne({ _id, secrets: row.secrets }, { $set: { secrets: sealed } });
          return result.modifiedCount === 1;
        },
      );
    },
  };
}

const recallMs = 2_000;

/** Short and without meaning. A leading `-` would start an option on the command line. */
const makeId = (randomBytes: RandomBytes): string => randomBytes(9).toString('base64url').replace(/^-/, 'A');

/** @throws ProductError `institution_invalid` if the unique index refused the write */
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
