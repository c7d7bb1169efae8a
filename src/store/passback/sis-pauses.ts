import type mongoose from 'mongoose';
import { isDuplicateKey, openRecords } from './collection.ts';

/** Why and until when nobody calls the SIS of an institution: the breaker of its connection, seen by all workers. */
interface SisPauseRecord {
  readonly _id: string;
  readonly until: Date;
  readonly failures: number;
  /** One worker may try before the others; until then nobody else does. */
  readonly probeUntil: Date | null;
}

export type SisGate =
  | { readonly open: true }
  /** Nobody may call before `until`. */
  | { readonly open: false; readonly until: Date };

export interface SisPauses {
  /** Whether this worker may call now; after a pause, exactly one asker becomes the probe for `probeMs`. */
  enter(institutionId: string, now: Date, probeMs: number): Promise<SisGate>;
  /** Failures in a row so far, this one included. */
  pause(institutionId: string, until: Date): Promise<number>;
  failures(institutionId: string): Promise<number>;
  clear(institutionId: string): Promise<void>;
}

/** Pauses of SIS connections after they did not answer. */
export function createSisPauses(connection: mongoose.Connection): SisPauses {
  const pauses = openRecords<SisPauseRecord>(connection, 'sis_pauses');
  return {
    async enter(institutionId, now, probeMs) {
      const pause = await pauses.findOne({ _id: institutionId });
      if (!pause) return { open: true };
      const latest = Math.max(pause.until.getTime(), pause.probeUntil?.getTime() ?? 0);
      if (latest > now.getTime()) return { open: false, until: new Date(latest) };
      const probeUntil = new Date(now.getTime() + probeMs);
      const won = await pauses.updateOne(
        { _id: institutionId, until: pause.until, probeUntil: pause.probeUntil },
        { $set: { probeUntil } },
      );
      return won.matchedCount === 1 ? { open: true } : { open: false, until: probeUntil };
    },
    async pause(institutionId, until) {
      const change = { $max: { until }, $inc: { failures: 1 }, $set: { probeUntil: null } };
      const options = { upsert: true, returnDocument: 'after' as const };
      try {
        const pause = await pauses.findOneAndUpdate({ _id: institutionId }, change, options);
        return pause?.failures ?? 1;
      } catch (error) {
        // Two upserts met: the other one's record is there now.
        if (!isDuplicateKey(error)) throw error;
        const pause = await pauses.findOneAndUpdate({ _id: institutionId }, change, options);
        return pause?.failures ?? 1;
      }
    },
    async failures(institutionId) {
      return (await pauses.findOne({ _id: institutionId }))?.failures ?? 0;
    },
    async clear(institutionId) {
      await pauses.deleteOne({ _id: institutionId });
    },
  };
}
