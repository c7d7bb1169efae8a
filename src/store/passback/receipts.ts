import type mongoose from 'mongoose';
import type { LocalDate } from '../../domain/local-date.ts';
import type { ScoreStatus } from '../../domain/sis.ts';
import { isDuplicateKey, openRecords } from './collection.ts';

/** A score as the SIS gets it. */
export interface SentScore {
  readonly score: number | null;
  readonly scoreStatus: ScoreStatus;
  readonly late: boolean;
  readonly missing: boolean;
  readonly scoreDate: LocalDate;
}

/** What the SIS last accepted for one person, assignment and class. Outlives the run. */
export interface ResultReceipt {
  readonly _id: string;
  readonly institutionId: string;
  readonly courseKey: string;
  readonly assignmentId: string;
  readonly classSourcedId: string;
  readonly personId: string;
  readonly studentSourcedId: string;
  readonly lineItemSourcedId: string;
  /** The SIS's own id wins over ours. */
  readonly sourcedId: string;
  readonly sent: SentScore;
  readonly sentAt: Date;
  /** Read back and found different or missing, or sent anew without an answer: the next run sends it again. */
  readonly doubtful: boolean;
  /** Generation of the class lease under which it was written: an older writer cannot overwrite it. */
  readonly classGen: number;
}

/** What the SIS last accepted for one assignment and class. */
export interface LineItemReceipt {
  readonly _id: string;
  readonly institutionId: string;
  readonly courseKey: string;
  readonly assignmentId: string;
  readonly classSourcedId: string;
  readonly sourcedId: string;
  /** Hash of everything that was sent, to see whether the assignment changed; empty when it is not known what arrived. */
  readonly fingerprint: string;
  readonly sentAt: Date;
  readonly classGen: number;
}

export interface ReceiptStore {
  findLineItems(courseKey: string): Promise<LineItemReceipt[]>;
  findResults(
    courseKey: string,
    assignmentId: string,
    personIds: readonly string[],
  ): Promise<ResultReceipt[]>;
  /** When a score of each assignment was last accepted. */
  findLastSent(courseKey: string): Promise<ReadonlyMap<string, Date>>;
  /** False when a newer writer of a class has been there: this one has lost it. */
  saveLineItems(receipts: readonly LineItemReceipt[]): Promise<boolean>;
  /** `first` are those of which no receipt is known: inserting is many times faster than replacing. */
  saveResults(first: readonly ResultReceipt[], again: readonly ResultReceipt[]): Promise<boolean>;
  markDoubtful(ids: readonly string[], classGen: number): Promise<void>;
  /** Empties the fingerprints, so that the line items are sent again with their next score. */
  markLineItemsDoubtful(ids: readonly string[], classGen: number): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

export function resultReceiptId(key: ReceiptKey & { personId: string }): string {
  return `${lineItemReceiptId(key)}:${key.personId}`;
}

/** The id of an item's receipt. */
export function receiptIdOf(
  item: Pick<ResultReceipt, 'courseKey' | 'assignmentId' | 'personId'> & {
    readonly classSourcedId: string | null;
  },
): string {
  const { courseKey, assignmentId, personId, classSourcedId } = item;
  return resultReceiptId({ courseKey, assignmentId, personId, classSourcedId: classSourcedId ?? '' });
}

export function lineItemReceiptId(key: ReceiptKey): string {
  return `${key.courseKey}:${key.assignmentId}:${key.classSourcedId}`;
}

interface ReceiptKey {
  readonly courseKey: string;
  readonly assignmentId: string;
  readonly classSourcedId: string;
}

/** Receipts of line items and results. Every write is fenced by the generation of the class lease. */
export function createReceiptStore(connection: mongoose.Connection): ReceiptStore {
  const lineItems = openRecords<LineItemReceipt>(connection, 'line_item_receipts');
  const results = openRecords<ResultReceipt>(connection, 'result_receipts');
  const replace = (receipts: readonly ResultReceipt[]): Promise<boolean> =>
    fenced(receipts, () => results.bulkWrite(receipts.map(replaceUnlessNewer), { ordered: false }));
  const insertFirst = async (receipts: readonly ResultReceipt[]): Promise<boolean> => {
    if (receipts.length === 0) return true;
    try {
      await results.insertMany([...receipts], { ordered: false });
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return replace(receipts);
    }
  };
  return {
    findLineItems: (courseKey) => lineItems.find({ courseKey }).toArray(),
    findResults: (courseKey, assignmentId, personIds) =>
      results.find({ courseKey, assignmentId, personId: { $in: [...personIds] } }).toArray(),
    async findLastSent(courseKey) {
      const rows = await results
        .aggregate<{ _id: string; at: Date }>([
          { $match: { courseKey } },
          { $group: { _id: '$assignmentId', at: { $max: '$sentAt' } } },
        ])
        .toArray();
      return new Map(rows.map((row) => [row._id, row.at]));
    },
    saveLineItems: (receipts) =>
      fenced(receipts, (receipt) => lineItems.bulkWrite(receipt.map(replaceUnlessNewer), { ordered: false })),
    async saveResults(first, again) {
      const [inserted, replaced] = await Promise.all([insertFirst(first), replace(again)]);
      return inserted && replaced;
    },
    async markDoubtful(ids, classGen) {
      if (ids.length === 0) return;
      await results.updateMany(
        { _id: { $in: [...ids] }, classGen: { $lte: classGen } },
        { $set: { doubtful: true } },
      );
    },
    async markLineItemsDoubtful(ids, classGen) {
      if (ids.length === 0) return;
      await lineItems.updateMany(
        { _id: { $in: [...ids] }, classGen: { $lte: classGen } },
        { $set: { fingerprint: '' } },
      );
    },
    async removeInstitution(institutionId) {
      await lineItems.deleteMany({ institutionId });
      await results.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await lineItems.createIndex({ courseKey: 1 });
      await lineItems.createIndex({ institutionId: 1 });
      await results.createIndex({ courseKey: 1, assignmentId: 1, personId: 1 });
      await results.createIndex({ courseKey: 1, assignmentId: 1, sentAt: 1 });
      await results.createIndex({ institutionId: 1 });
    },
  };
}

/** A newer receipt does not match the filter, and the upsert then meets its `_id`: E11000 tells that we are late. */
function replaceUnlessNewer<T extends { _id: string; classGen: number }>(receipt: T) {
  const { _id, ...replacement } = receipt;
  return {
    replaceOne: { filter: { _id, classGen: { $lte: receipt.classGen } }, replacement, upsert: true },
  };
}

async function fenced<T>(
  receipts: readonly T[],
  write: (receipts: readonly T[]) => Promise<unknown>,
): Promise<boolean> {
  if (receipts.length === 0) return true;
  try {
    await write(receipts);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
