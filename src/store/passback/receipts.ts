import type mongoose from 'mongoose';
import { z } from 'zod';
import { type SentScore, scoreStatuses } from '../../domain/sis.ts';
import { openRecords, type RecordFormat, unlessDuplicate } from '../records.ts';

export const sentScoreSchema = z.object({
  score: z.number().nullable(),
  scoreStatus: z.enum(scoreStatuses),
  late: z.boolean().default(false),
  missing: z.boolean().default(false),
  scoreDate: z.string(),
  textScore: z.string().optional(),
  comment: z.string().optional(),
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

/**
 * What the SIS last accepted for one person, assignment and class, as the version before cells stored it.
 * Opening a course takes such receipts over into cells; they are no longer written.
 */
export interface ResultReceipt
  extends Readonly<Omit<z.output<typeof storedResultReceipt>, 'v' | 'doubtful' | 'classGen'>> {
  /** The SIS's own id takes precedence over ours. */
  readonly sourcedId: string;
  /**
   * Read back and found different or missing, or sent again without an answer: the next run sends it again.
   */
  readonly inDoubt: boolean;
  /** The fencing token of the class lease under which it was written: an older writer cannot overwrite it. */
  readonly classFencingToken: number;
}

export const resultReceiptFormat: RecordFormat<ResultReceipt, StoredResultReceipt> = {
  collection: 'result_receipts',
  version: 1,
  // Field by field: spreading the rest of an object costs ten times the parsing, and a course has thousands
  // of these.
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

const sentDetails = z.object({
  /**
   * The fencing token of the receipt they belong to: a version that does not know them writes receipts
   * without.
   */
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

const seenDetails = z.object({
  title: z.string(),
  resultValueMax: z.number().nullable(),
  assignDate: z.string().nullable(),
  dueDate: z.string().nullable(),
  categorySourcedId: z.string().nullable(),
  gradingPeriodSourcedId: z.string().nullable(),
});
/** A line item as the SIS showed it; null for what it does not show. */
export type SeenDetails = Readonly<z.output<typeof seenDetails>>;

const adopted = z.object({
  /** The name of the person who chose to; null: the institution's setting. */
  by: z.string().nullable(),
  at: z.date(),
  /** The first run that sent it afterwards; null: none has yet. */
  runId: z.string().nullable(),
});
/** How a line item became ours that stood in the SIS before (P14). */
export type Adopted = Readonly<z.output<typeof adopted>>;

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
  seen: z
    .union([z.literal('absent'), seenDetails])
    .nullable()
    .default(null),
  seenAt: z.date().nullable().default(null),
  confirmedAt: z.date().nullable().default(null),
  /** How the SIS showed it when a person decided to keep that, since it was sent. */
  accepted: seenDetails.nullable().default(null),
  acceptedAt: z.date().nullable().default(null),
  sendings: z.number().default(1),
  runId: z.string().nullable().default(null),
  adopted: adopted.nullable().default(null),
  classGen: z.number(),
});
type StoredLineItemReceipt = z.input<typeof storedLineItemReceipt>;

/** What the SIS last accepted for one assignment and class. */
export interface LineItemReceipt
  extends Readonly<Omit<z.output<typeof storedLineItemReceipt>, 'v' | 'classGen'>> {
  /**
   * A hash of everything that was sent, to notice changes of the assignment; empty if nobody knows what
   * arrived.
   */
  readonly fingerprint: string;
  /** Null if the version that wrote the receipt did not know them. */
  readonly details: SentDetails | null;
  /** How the SIS has shown it since it was sent; null if not read since. */
  readonly seen: SeenDetails | 'absent' | null;
  /** When the SIS was last seen to hold it as it was sent; null: not since it was sent. */
  readonly confirmedAt: Date | null;
  /** What the SIS showed when a person decided to keep it; null: nobody has since it was sent. */
  readonly accepted: SeenDetails | null;
  /** How many runs have sent it since the SIS last showed it as it was sent. */
  readonly sendings: number;
  /** The run that sent it last; null if an older version did. */
  readonly runId: string | null;
  /** Null: we made it, or an earlier release adopted it. */
  readonly adopted: Adopted | null;
  readonly classFencingToken: number;
}

export const lineItemReceiptFormat: RecordFormat<LineItemReceipt, StoredLineItemReceipt> = {
  collection: 'line_item_receipts',
  version: 1,
  schema: storedLineItemReceipt.transform(({ v: _v, classGen, seen, ...receipt }) => ({
    ...receipt,
    // A version that does not know it leaves it unchanged when it sends the line item again.
    seen: receipt.seenAt !== null && receipt.seenAt > receipt.sentAt ? seen : null,
    confirmedAt:
      receipt.confirmedAt !== null && receipt.confirmedAt > receipt.sentAt ? receipt.confirmedAt : null,
    accepted: receipt.acceptedAt !== null && receipt.acceptedAt > receipt.sentAt ? receipt.accepted : null,
    classFencingToken: classGen,
  })),
};

const toStoredLineItem = ({ classFencingToken, ...receipt }: LineItemReceipt): StoredLineItemReceipt => ({
  ...receipt,
  classGen: classFencingToken,
});

/** A course as every query of its receipts names it: institution and course are the shard key. */
export type ReceiptScope = Pick<LineItemReceipt, 'institutionId' | 'courseKey'>;

/** How the SIS showed a line item. */
export interface LineItemSighting extends Pick<LineItemReceipt, '_id' | 'seen'> {
  /** As it was sent. */
  readonly isAsSent: boolean;
}

export interface ReceiptStore {
  findLineItems(scope: ReceiptScope): Promise<LineItemReceipt[]>;
  /** Those of line items that stood in the SIS before. */
  findAdopted(scope: ReceiptScope): Promise<LineItemReceipt[]>;
  /** The ids of line items that other courses of the institution have sent to these classes. */
  findOfOtherCourses(scope: ReceiptScope, classSourcedIds: readonly string[]): Promise<string[]>;
  /** Receipts of the version before cells, accepted after `since`; null: all of them. */
  streamResults(scope: ReceiptScope, since: Date | null): AsyncIterable<ResultReceipt>;
  /** False if a newer writer of a class was there: this one has lost its lease. */
  saveLineItems(receipts: readonly LineItemReceipt[]): Promise<boolean>;
  /** Records how the SIS showed line items at `readAt`, unless they were sent since. */
  enterSeen(scope: ReceiptScope, sightings: readonly LineItemSighting[], readAt: Date): Promise<void>;
  /** Keeps what the SIS shows of a line item: it is no difference until the line item is sent again. */
  acceptSeen(scope: ReceiptScope, id: string, seen: SeenDetails, at: Date): Promise<void>;
  /** Clears the fingerprints, so that the line items are sent again with their next score. */
  markLineItemsInDoubt(scope: ReceiptScope, ids: readonly string[], classFencingToken: number): Promise<void>;
  /** Forgets a line item that was deleted in the SIS. False if a newer writer of its class was there. */
  removeLineItem(scope: ReceiptScope, id: string, classFencingToken: number): Promise<boolean>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

export function lineItemReceiptId(key: ReceiptKey): string {
  return `${key.courseKey}:${key.assignmentId}:${key.classSourcedId}`;
}

interface ReceiptKey {
  readonly courseKey: string;
  readonly assignmentId: string;
  readonly classSourcedId: string;
}

/** Receipts of line items, fenced by the class lease's fencing token. Those of results are in the cells. */
export function createReceiptStore(connection: mongoose.Connection): ReceiptStore {
  const lineItems = openRecords(connection, lineItemReceiptFormat);
  const results = openRecords(connection, resultReceiptFormat);
  return {
    findLineItems: ({ institutionId, courseKey }) => lineItems.find({ institutionId, courseKey }),
    findAdopted: ({ institutionId, courseKey }) =>
      lineItems.find({ institutionId, courseKey, adopted: { $type: 'object' } }),
    findOfOtherCourses: ({ institutionId, courseKey }, classSourcedIds) =>
      lineItems.distinct('sourcedId', {
        institutionId,
        classSourcedId: { $in: [...classSourcedIds] },
        courseKey: { $ne: courseKey },
      }),
    streamResults: ({ institutionId, courseKey }, since) =>
      results.stream(
        { institutionId, courseKey, ...(since === null ? {} : { sentAt: { $gt: since } }) },
        { sort: { sentAt: 1 } },
      ),
    saveLineItems: (receipts) =>
      unlessDuplicate(lineItems.updateEach(receipts.map(toStoredLineItem).map(updateUnlessNewer))),
    async enterSeen({ institutionId, courseKey }, sightings, readAt) {
      const updates = sightings.map(({ _id, seen, isAsSent }) => ({
        filter: { _id, institutionId, courseKey, sentAt: { $lt: readAt } },
        update: { $set: { seen, seenAt: readAt, ...(isAsSent ? { confirmedAt: readAt } : {}) } },
      }));
      await lineItems.updateEach(updates);
    },
    async acceptSeen({ institutionId, courseKey }, _id, seen, at) {
      const sent = { _id, institutionId, courseKey, sentAt: { $lt: at } };
      await lineItems.updateOne(sent, { $set: { accepted: seen, acceptedAt: at } });
    },
    async markLineItemsInDoubt({ institutionId, courseKey }, ids, classFencingToken) {
      if (ids.length === 0) return;
      const own = { _id: { $in: [...ids] }, institutionId, courseKey, classGen: { $lte: classFencingToken } };
      await lineItems.updateMany(own, { $set: { fingerprint: '' } });
    },
    async removeLineItem({ institutionId, courseKey }, _id, classFencingToken) {
      const own = { _id, institutionId, courseKey };
      await lineItems.deleteMany({ ...own, classGen: { $lte: classFencingToken } });
      return (await lineItems.count(own)) === 0;
    },
    async removeInstitution(institutionId) {
      await lineItems.deleteMany({ institutionId });
      await results.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      // The class comes last for the one question about other courses: it looks once into each.
      await lineItems.createIndex({ institutionId: 1, courseKey: 1, classSourcedId: 1 });
      await results.createIndex({ institutionId: 1, courseKey: 1, sentAt: 1 });
    },
  };
}

/**
 * A newer writer's receipt does not match the filter, so the upsert meets its `_id`: E11000 says that we are
 * late. One of a newer version is treated the same: it stays, and this process writes to its class no more.
 */
function updateUnlessNewer(receipt: StoredLineItemReceipt) {
  const { _id, ...fields } = receipt;
  const { institutionId, courseKey, classGen } = fields;
  return {
    filter: { _id, institutionId, courseKey, classGen: { $lte: classGen } },
    update: { $set: { ...fields, v: 1 } },
    upsert: true,
  };
}
