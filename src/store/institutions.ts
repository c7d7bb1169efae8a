import { createHash } from 'node:crypto';
import { type Connection, Schema, trusted } from 'mongoose';
import { z } from 'zod';
import type { Clock, RandomBytes } from '../clock.ts';
import { canTellApart, type Institution, institutionSchema } from '../domain/institution.ts';
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
  /**
   * Adds an institution. With the issuer and client id of another one it is marked as sharing them.
   * @throws ProductError `institution_invalid` if the two could not be told apart
   */
  create(institution: Omit<Institution, 'id'>): Promise<Institution>;
  /**
   * Replaces everything but the id; what a newer version stored besides stays. While every secret is lost,
   * the stored ones are left alone: their encryption key may come back.
   * @throws ProductError `institution_invalid` if another institution has its issuer and client id and it was not added
   * as sharing them, if the two could no longer be told apart, or if it no longer exists
   */
  update(institution: Institution): Promise<void>;
  find(id: string): Promise<Institution | null>;
  /** Usually one. Several Canvases may share issuer and client id (S8). */
  listByPlatform(issuer: string, clientId: string): Promise<readonly Institution[]>;
  /**
   * Like `find`, but another process's change may be two seconds late. For login and launch; pages read it
   * fresh.
   */
  recall(id: string): Promise<Institution | null>;
  /** Like `recall`, for `listByPlatform`. */
  recallByPlatform(issuer: string, clientId: string): Promise<readonly Institution[]>;
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
  /** Of an institution that shares its client id, with a mark of its key set: the index allows each key set once. */
  clientId: z.string(),
  /** The institution without its secrets; these are one encrypted JSON object beside it. */
  facts: z.record(z.string(), z.unknown()),
  secrets: z.string(),
});
type InstitutionRow = z.infer<typeof storedInstitution>;

/**
 * Version 2 is an institution that shares its client id. A process of an older version would take its keys and tokens
 * for the other institution's, and must not see it. Version 3 has a SIS that lacks a service, because it takes files.
 */
export const institutionFormat = { collection: 'institutions', version: 3, schema: storedInstitution };
type VersionedRow = InstitutionRow & { readonly v: number };
const { known, read: readRow, readAll: readRows } = modelParts(institutionFormat);
const identified = z.object({ _id: z.string() });
/** Decided when an institution is added. */
const sharing = institutionSchema.pick({ sharesClientId: true });

const rowSchema = new Schema<VersionedRow>(
  {
    _id: { type: String, required: true },
    v: { type: Number, required: true },
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

  const toRow = (institution: Institution, present: InstitutionRow | null): VersionedRow => ({
    _id: institution.id,
    v: versionOf(institution),
    issuer: institution.platform.issuer,
    clientId: institution.sharesClientId
      ? markKeySet(institution.platform.clientId, institution.platform.jwksUrl)
      : institution.platform.clientId,
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

  /** Institutions that share `clientId`. Their rows stand beside the first one's in the index. */
  const findSharing = async (issuer: string, clientId: string): Promise<readonly Institution[]> => {
    const [after, before] = [`${clientId}#`, `${clientId}$`];
    const found = await rows
      .find({ issuer, clientId: trusted({ $gt: after, $lt: before }), ...known })
      .sort({ _id: 1 })
      .lean();
    return readAll(found).institutions.filter(({ platform }) => platform.clientId === clientId);
  };
  const listWith = async (
    first: Promise<Institution | null>,
    issuer: string,
    clientId: string,
  ): Promise<readonly Institution[]> => {
    const [found, sharing] = await Promise.all([first, findSharing(issuer, clientId)]);
    return found?.platform.clientId === clientId ? [found, ...sharing] : sharing;
  };
  const listByPlatform = (issuer: string, clientId: string) =>
    listWith(reader.findOne({ issuer, clientId }), issuer, clientId);
  /** @throws ProductError `institution_invalid` if a login could not tell it from another institution */
  const listTold = async (institution: Institution): Promise<readonly Institution[]> => {
    const { issuer, clientId } = institution.platform;
    const others = (await listByPlatform(issuer, clientId)).filter(({ id }) => id !== institution.id);
    if (others.some((other) => !canTellApart(institution, other))) throw refuseTwin();
    return others;
  };

  return {
    ensureIndexes: () => rows.createIndexes(),
    async create(described) {
      const { sharesClientId: _ofAnother, ...facts } = described;
      const institution = { ...facts, id: makeId(randomBytes) };
      const others = await listTold(institution);
      const added = others.length === 0 ? institution : { ...institution, sharesClientId: true as const };
      await refuseTwins(rows.create(toRow(added, null)));
      return added;
    },
    async update(institution) {
      const present = readRow(await rows.findOne({ _id: institution.id, ...known }).lean());
      await listTold(institution);
      const { _id, ...changes } = toRow({ ...institution, ...sharing.parse(present?.facts ?? {}) }, present);
      const result = await refuseTwins(rows.updateOne({ _id, ...known }, { $set: changes }).exec());
      reader.forget();
      if (result.matchedCount === 0) {
        throw new ProductError('institution_invalid', { detail: `no institution ${institution.id}` });
      }
    },
    find: (id) => reader.findOne({ _id: id }),
    listByPlatform,
    recall: (id) => reader.recall({ _id: id }, recallMs),
    recallByPlatform: (issuer, clientId) =>
      listWith(reader.recall({ issuer, clientId }, recallMs), issuer, clientId),
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

/** `#` follows no client id of Canvas, which are numbers. */
function markKeySet(clientId: string, jwksUrl: string): string {
  return `${clientId}#${createHash('sha256').update(jwksUrl).digest('base64url')}`;
}

/** @throws ProductError `institution_invalid` if the unique index refused the write */
async function refuseTwins<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    throw refuseTwin(error);
  }
}

const refuseTwin = (cause?: unknown): ProductError =>
  new ProductError('institution_invalid', {
    detail:
      'another institution has this issuer and client id. To change that one, use institution change or apply. Another' +
      ' Canvas that numbers its keys alike needs an address and a key set of its own; if it has them, add it as a new' +
      ' institution. Or give it an issuer of its own (lti_iss in its config/security.yml) and add it with --issuer.',
    next: 'fix',
    cause,
  });

/** The version of the first release that understands the institution. */
function versionOf({ sis, sharesClientId }: Institution): number {
  if (sis !== null && (sis.gradebookUrl === '' || sis.rosteringUrl === '')) return 3;
  return sharesClientId ? 2 : 1;
}
