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
  /** Canvas id of the person in whose name Canvas is read. */
  onBehalfOf: z.string().nullable().default(null),
  switchedOnBy: z.object({ ltiUserId: z.string(), name: z.string() }),
  switchedOnAt: z.date(),
  nextAt: z.date(),
  /** The window that `nextAt` was worked out from. */
  window: z.object({ start: z.string(), end: z.string(), timeZone: z.string() }),
  lastStartedAt: z.date().nullable().default(null),
  /** Until then one scheduler has it to itself, to start it. */
  claimedUntil: z.date().nullable().default(null),
});
/** The nightly sync of one course, from when a teacher switches it on until somebody switches it off. */
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
  /** Those that read Canvas in the name of one person. */
  listOnBehalfOf(institutionId: string, canvasUserId: string): Promise<readonly NightlySync[]>;
  /** Switches a course's nightly sync on, in place of an earlier one. */
  save(sync: NightlySync): Promise<void>;
  remove(courseKey: string): Promise<void>;
  /** Takes one that is due until `until`; of any number of schedulers exactly one gets it. */
  claimDue(now: Date, until: Date): Promise<NightlySync | null>;
  /**
   * Lets a claimed one go, with the next time and, where it was started, when. False when the claim was lost, or somebody
   * has switched it off or on again meanwhile.
   */
  release(
    claimed: NightlySync,
    next: Pick<NightlySync, 'nextAt' | 'window'> & Partial<Pick<NightlySync, 'lastStartedAt'>>,
  ): Promise<boolean>;
  /** Some of an institution that were planned for another window and are not due yet. */
  findPlannedOtherwise(
    institutionId: string,
    window: NightlyWindow,
    now: Date,
    limit: number,
  ): Promise<NightlySync[]>;
  /** Plans one anew, unless it has changed meanwhile. */
  replan(sync: NightlySync, next: Pick<NightlySync, 'nextAt' | 'window'>): Promise<void>;
  /** Makes all of an institution due at once; how many. */
  makeDue(institutionId: string, now: Date): Promise<number>;
  removeInstitution(institutionId: string): Promise<void>;
}

/** Nightly syncs, one record a course. */
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
