import type mongoose from 'mongoose';
import { z } from 'zod';
import type { NightlyWindow } from '../domain/institution-settings.ts';
import { courseRefSchema } from './passback/course-record.ts';
import { openRecords, type RecordFormat } from './records.ts';

const storedSync = z.object({
  /** The course's key. */
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  course: courseRefSchema,
  /** The Canvas id of the person in whose name Canvas is read. */
  onBehalfOf: z.string().nullable().default(null),
  switchedOnBy: z.object({ ltiUserId: z.string(), name: z.string() }),
  switchedOnAt: z.date(),
  nextAt: z.date(),
  /** The window from which `nextAt` was computed. */
  window: z.object({ start: z.string(), end: z.string(), timeZone: z.string() }),
  lastStartedAt: z.date().nullable().default(null),
  /** Until then it belongs to one scheduler, which starts it. */
  claimedUntil: z.date().nullable().default(null),
});
/** A course's nightly sync, from when a teacher switches it on until somebody switches it off. */
export type NightlySync = Readonly<z.output<typeof storedSync>>;

export const nightlySyncFormat: RecordFormat<NightlySync, z.input<typeof storedSync>> = {
  collection: 'nightly_syncs',
  version: 1,
  schema: storedSync,
};

export interface NightlySyncStore {
  ensureIndexes(): Promise<void>;
  find(courseKey: string): Promise<NightlySync | null>;
  list(institutionId: string): Promise<readonly NightlySync[]>;
  /** Those that read Canvas in one person's name. */
  listOnBehalfOf(institutionId: string, canvasUserId: string): Promise<readonly NightlySync[]>;
  /** Switches on a course's nightly sync, replacing an earlier one. */
  save(sync: NightlySync): Promise<void>;
  remove(courseKey: string): Promise<void>;
  /** Claims one that is due until `until`; exactly one scheduler gets it. */
  claimDue(now: Date, until: Date): Promise<NightlySync | null>;
  /**
   * Releases a claim, with the next time and, if it was started, when. False if the claim was lost, or
   * somebody switched it off or on meanwhile.
   */
  release(
    claimed: NightlySync,
    next: Pick<NightlySync, 'nextAt' | 'window'> & Partial<Pick<NightlySync, 'lastStartedAt'>>,
  ): Promise<boolean>;
  /** Some of an institution's that were planned for another window and are not due yet. */
  findPlannedOtherwise(
    institutionId: string,
    window: NightlyWindow,
    now: Date,
    limit: number,
  ): Promise<NightlySync[]>;
  /** Plans one again, unless it changed meanwhile. */
  replan(sync: NightlySync, next: Pick<NightlySync, 'nextAt' | 'window'>): Promise<void>;
  /** Makes all of an institution's due at once. Returns how many. */
  makeDue(institutionId: string, now: Date): Promise<number>;
  removeInstitution(institutionId: string): Promise<void>;
}

/** Nightly syncs, one record per course. */
export function createNightlySyncStore(connection: mongoose.Connection): NightlySyncStore {
  const syncs = openRecords(connection, nightlySyncFormat);
  return {
    async ensureIndexes() {
      await syncs.createIndex({ nextAt: 1 });
      await syncs.createIndex({ institutionId: 1 });
    },
    find: (courseKey) => syncs.findOne({ _id: courseKey }),
    list: (institutionId) => syncs.find({ institutionId }, { sort: { nextAt: 1 } }),
    listOnBehalfOf: (institutionId, canvasUserId) =>
      syncs.find({ institutionId, onBehalfOf: canvasUserId }, { sort: { nextAt: 1 } }),
    async save({ _id, ...sync }) {
      await syncs.updateOne({ _id }, { $set: { ...sync, v: syncs.version } }, 'upsert');
    },
    async remove(courseKey) {
      await syncs.deleteMany({ _id: courseKey });
    },
    claimDue: (now, until) =>
      syncs.updateAndFind(
        { nextAt: { $lte: now }, $or: [{ claimedUntil: null }, { claimedUntil: { $lte: now } }] },
        { $set: { claimedUntil: until } },
        { sort: { nextAt: 1 } },
      ),
    async release({ _id, claimedUntil, switchedOnAt }, next) {
      const filter = { _id, claimedUntil, switchedOnAt };
      return (await syncs.updateOne(filter, { $set: { ...next, claimedUntil: null } })) === 1;
    },
    findPlannedOtherwise: (institutionId, { start, end, timeZone }, now, limit) =>
      syncs.find(
        {
          institutionId,
          nextAt: { $gt: now },
          $or: [
            { 'window.start': { $ne: start } },
            { 'window.end': { $ne: end } },
            { 'window.timeZone': { $ne: timeZone } },
          ],
        },
        { limit },
      ),
    async replan({ _id, nextAt }, next) {
      await syncs.updateOne({ _id, nextAt, claimedUntil: null }, { $set: next });
    },
    makeDue: (institutionId, now) =>
      syncs.updateMany({ institutionId, nextAt: { $gt: now } }, { $set: { nextAt: now } }),
    async removeInstitution(institutionId) {
      await syncs.deleteMany({ institutionId });
    },
  };
}
