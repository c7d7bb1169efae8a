import type mongoose from 'mongoose';
import type { NightlyWindow } from '../domain/institution.ts';
import { openRecords } from './passback/collection.ts';
import type { CourseRef } from './passback/course-record.ts';

/** The nightly sync of one course, from when a teacher switches it on until somebody switches it off. */
export interface NightlySync {
  /** The course's key. */
  readonly _id: string;
  readonly institutionId: string;
  readonly course: CourseRef;
  /** Canvas id of the person in whose name Canvas is read. */
  readonly onBehalfOf: string | null;
  readonly switchedOnBy: { readonly ltiUserId: string; readonly name: string };
  readonly switchedOnAt: Date;
  readonly nextAt: Date;
  /** The window that `nextAt` was worked out from. */
  readonly window: NightlyWindow;
  readonly lastStartedAt: Date | null;
  /** Until then the scheduler that is starting it has it to itself. */
  readonly claimedUntil: Date | null;
}

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
  const syncs = openRecords<NightlySync>(connection, 'nightly_syncs');
  return {
    async ensureIndexes() {
      await syncs.createIndex({ nextAt: 1 });
      await syncs.createIndex({ institutionId: 1 });
    },
    find: (courseKey) => syncs.findOne({ _id: courseKey }),
    list: (institutionId) => syncs.find({ institutionId }).sort({ nextAt: 1 }).toArray(),
    listOnBehalfOf: (institutionId, canvasUserId) =>
      syncs.find({ institutionId, onBehalfOf: canvasUserId }).sort({ nextAt: 1 }).toArray(),
    async save({ _id, ...sync }) {
      await syncs.replaceOne({ _id }, sync, { upsert: true });
    },
    async remove(courseKey) {
      await syncs.deleteOne({ _id: courseKey });
    },
    claimDue: (now, until) =>
      syncs.findOneAndUpdate(
        { nextAt: { $lte: now }, $or: [{ claimedUntil: null }, { claimedUntil: { $lte: now } }] },
        { $set: { claimedUntil: until } },
        { sort: { nextAt: 1 }, returnDocument: 'after' },
      ),
    async release({ _id, claimedUntil, switchedOnAt }, next) {
      const filter = { _id, claimedUntil, switchedOnAt };
      return (await syncs.updateOne(filter, { $set: { ...next, claimedUntil: null } })).matchedCount === 1;
    },
    findPlannedOtherwise: (institutionId, { start, end, timeZone }, now, limit) =>
      syncs
        .find({
          institutionId,
          nextAt: { $gt: now },
          $or: [
            { 'window.start': { $ne: start } },
            { 'window.end': { $ne: end } },
            { 'window.timeZone': { $ne: timeZone } },
          ],
        })
        .limit(limit)
        .toArray(),
    async replan({ _id, nextAt }, next) {
      await syncs.updateOne({ _id, nextAt, claimedUntil: null }, { $set: next });
    },
    async makeDue(institutionId, now) {
      return (await syncs.updateMany({ institutionId, nextAt: { $gt: now } }, { $set: { nextAt: now } }))
        .matchedCount;
    },
    async removeInstitution(institutionId) {
      await syncs.deleteMany({ institutionId });
    },
  };
}
