import type mongoose from 'mongoose';
import { z } from 'zod';
import { type SisResult, scoreStatuses } from '../../domain/sis.ts';
import { isDuplicateKey, openRecords, type RecordFormat, unlessDuplicate } from '../records.ts';

/** A score as the SIS gets it. */
export type SentScore = Pick<SisResult, 'score' | 'scoreStatus' | 'late' | 'missing' | 'scoreDate'>;

export const sentScoreSchema = z.object({
  score: z.number().nullable(),
  scoreStatus: z.enum(scoreStatuses),
  late: z.boolean().default(false),
  missing: z.boolean().default(false),
  scoreDate: z.string(),
}) satisfies z.ZodType<SentScore>;

const storedResultReceipt = z.object({
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  courseKey: z.string(),
  assignmentId: z.string(),
  classSourcedId: z.string(),
  personId: z.string(),
  studentSourcedId: z.string(),
  lineItemSourcedId: z.string(),
  sourcedId: z.string(),
  sent: sentScoreSchema,
  sentAt: z.date(),
  doubtful: z.boolean().default(false),
  classGen: z.number(),
});
type StoredResultReceipt = z.input<typeof storedResultReceipt>;

/** What the SIS last accepted for one person, assignment and class. Outlives the run. */
export interface ResultReceipt
  extends Readonly<Omit<z.output<typeof storedResultReceipt>, 'v' | 'doubtful' | 'classGen'>> {
  /** The SIS's own id wins over ours. */
  readonly sourcedId: string;
  /** Read back and found different or missing, or sent again without an answer: the next run sends it again. */
  readonly inDoubt: boolean;
  /** Of the class lease under which it was written: an older writer cannot overwrite it. */
  readonly classFencingToken: number;
}

export const resultReceiptFormat: RecordFormat<ResultReceipt, StoredResultReceipt> = {
  collection: 'result_receipts',
  version: 1,
  // Field by field: spreading the rest of an object costs ten times the parsing, and a course has thousands of these.
  schema: storedResultReceipt.transform((stored) => ({
    _id: stored._id,
    institutionId: stored.institutionId,
    courseKey: stored.courseKey,
    assignmentId: stored.assignmentId,
    classSourcedId: stored.classSourcedId,
    personId: stored.personId,
    studentSourcedId: stored.studentSourcedId,
    lineItemSourcedId: stored.lineItemSourcedId,
    sourcedId: stored.sourcedId,
    sent: stored.sent,
    sentAt: stored.sentAt,
    inDoubt: stored.doubtful,
    classFencingToken: stored.classGen,
  })),
};

const toStoredResult = ({ inDoubt, classFencingToken, ...receipt }: ResultReceipt): StoredResultReceipt => ({
  ...receipt,
  doubtful: inDoubt,
  classGen: classFencingToken,
});

const sentDetails = z.object({
  /** Of the receipt that they belong to: a version that does not know them writes receipts without. */
  fingerprint: z.string(),
  title: z.string(),
  resultValueMax: z.number(),
  assignDate: z.string(),
  dueDate: z.string(),
  categorySourcedId: z.string().nullable(),
  gradingPeriodSourcedId: z.string().nullable(),
});
/** The details of a line item that a teacher sees and may wait for. */
export type SentDetails = Readonly<z.output<typeof sentDetails>>;

const storedLineItemReceipt = z.object({
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  courseKey: z.string(),
  assignmentId: z.string(),
  classSourcedId: z.string(),
  sourcedId: z.string(),
  fingerprint: z.string().default(''),
  details: sentDetails.nullable().default(null),
  sentAt: z.date(),
  classGen: z.number(),
});
type StoredLineItemReceipt = z.input<typeof storedLineItemReceipt>;

/** What the SIS last accepted for one assignment and class. */
export interface LineItemReceipt
  extends Readonly<Omit<z.output<typeof storedLineItemReceipt>, 'v' | 'classGen'>> {
  /** Hash of everything that was sent, to see whether the assignment changed; empty when it is not known what arrived. */
  readonly fingerprint: string;
  /** Null if the version that wrote the receipt did not know them. */
  readonly details: SentDetails | null;
  readonly classFencingToken: number;
}

export const lineItemReceiptFormat: RecordFormat<LineItemReceipt, StoredLineItemReceipt> = {
  collection: 'line_item_receipts',
  version: 1,
  schema: storedLineItemReceipt.transform(({ v: _v, classGen, ...receipt }) => ({
    ...receipt,
    classFencingToken: classGen,
  })),
};

const toStoredLineItem = ({ classFencingToken, ...receipt }: LineItemReceipt): StoredLineItemReceipt => ({
  ...receipt,
  classGen: classFencingToken,
});

export interface ReceiptStore {
  findLineItems(courseKey: string): Promise<LineItemReceipt[]>;
  findResults(
    courseKey: string,
    assignmentId: string,
    personIds: readonly string[],
  ): Promise<ResultReceipt[]>;
  /** When a score of each assignment was last accepted, in some classes; null: in any. */
  findLastSent(
    courseKey: string,
    classSourcedIds: readonly string[] | null,
  ): Promise<ReadonlyMap<string, Date>>;
  /** False when a newer writer of a class has been there: this one has lost its lease. */
  saveLineItems(receipts: readonly LineItemReceipt[]): Promise<boolean>;
  /** `first` are those of which no receipt is known: inserting is many times faster than updating. */
  saveResults(first: readonly ResultReceipt[], again: readonly ResultReceipt[]): Promise<boolean>;
  markInDoubt(ids: readonly string[], classFencingToken: number): Promise<void>;
  /** Empties the fingerprints, so that the line items are sent again with their next score. */
  markLineItemsInDoubt(ids: readonly string[], classFencingToken: number): Promise<void>;
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

const lastSent = z.object({ _id: z.string(), at: z.date() });

/** Receipts of line items and results. Every write is fenced by the fencing token of the class lease. */
export function createReceiptStore(connection: mongoose.Connection): ReceiptStore {
  const lineItems = openRecords(connection, lineItemReceiptFormat);
  const results = openRecords(connection, resultReceiptFormat);
  const updateResults = (receipts: readonly StoredResultReceipt[]): Promise<boolean> =>
    unlessDuplicate(results.updateEach(receipts.map(updateUnlessNewer)));
  const insertResults = async (receipts: readonly StoredResultReceipt[]): Promise<boolean> => {
    try {
      await results.insertMany(receipts);
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return updateResults(receipts);
    }
  };
  return {
    findLineItems: (courseKey) => lineItems.find({ courseKey }),
    findResults: (courseKey, assignmentId, personIds) =>
      results.find({ courseKey, assignmentId, personId: { $in: [...personIds] } }),
    async findLastSent(courseKey, classSourcedIds) {
      const inClasses = classSourcedIds === null ? {} : { classSourcedId: { $in: [...classSourcedIds] } };
      const rows = await results.aggregate(lastSent, [
        { $match: { courseKey, ...inClasses } },
        { $group: { _id: '$assignmentId', at: { $max: '$sentAt' } } },
      ]);
      return new Map(rows.map((row) => [row._id, row.at]));
    },
    saveLineItems: (receipts) =>
      unlessDuplicate(lineItems.updateEach(receipts.map(toStoredLineItem).map(updateUnlessNewer))),
    async saveResults(first, again) {
      const [inserted, updated] = await Promise.all([
        insertResults(first.map(toStoredResult)),
        updateResults(again.map(toStoredResult)),
      ]);
      return inserted && updated;
    },
    async markInDoubt(ids, classFencingToken) {
      if (ids.length === 0) return;
      const own = { _id: { $in: [...ids] }, classGen: { $lte: classFencingToken } };
      await results.updateMany(own, { $set: { doubtful: true } });
    },
    async markLineItemsInDoubt(ids, classFencingToken) {
      if (ids.length === 0) return;
      const own = { _id: { $in: [...ids] }, classGen: { $lte: classFencingToken } };
      await lineItems.updateMany(own, { $set: { fingerprint: '' } });
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

/**
 * A receipt of a newer writer does not match the filter, so the upsert meets its `_id`: E11000 says that we are late.
 * One of a newer version is treated alike: it stays as it is, and this process writes to its class no more.
 */
function updateUnlessNewer<T extends { readonly _id: string; readonly classGen: number }>(receipt: T) {
  const { _id, ...fields } = receipt;
  return {
    filter: { _id, classGen: { $lte: receipt.classGen } },
    update: { $set: { ...fields, v: 1 } },
    upsert: true,
  };
}
