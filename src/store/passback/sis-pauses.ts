import type mongoose from 'mongoose';
import { forgiveDuplicates, openRecords } from './collection.ts';

/** Why and until when nobody calls the SIS of an institution: the breaker of its connection, seen by all workers. */
interface SisPauseRecord {
  readonly _id: string;
  readonly until: Date;
  readonly failures: number;
  /** One worker may try before the others; until then nobody else does. */
  readonly probeUntil: Date | null;
}

export type SisGate =
  /** `probe`: the first to call after a pause; its success ends the pause for all. */
  | { readonly open: true; readonly probe: boolean }
  /** Nobody may call before `until`. */
  | { readonly open: false; readonly until: Date };

export interface SisPauses {
  /** Whether this worker may call now; after a pause, exactly one asker becomes the probe for `probeMs`. */
  enter(institutionId: string, now: Date, probeMs: number): Promise<SisGate>;
  /** Begins or prolongs a pause; `planMs` gets the failures in a row, this one included. Returns its end. */
  pause(institutionId: string, now: Date, planMs: (failures: number) => number): Promise<Date>;
  clear(institutionId: string): Promise<void>;
  removeInstitution(institutionId: string): Promise<void>;
}

/** Pauses of SIS connections after they did not answer. */
export function createSisPauses(connection: mongoose.Connection): SisPauses {
  const pauses = openRecords<SisPauseRecord>(connection, 'sis_pauses');
  return {
    async enter(institutionId, now, probeMs) {
      const pause = await pauses.findOne({ _id: institutionId });
      if (!pause) return { open: true, probe: false };
      const latest = Math.max(pause.until.getTime(), pause.probeUntil?.getTime() ?? 0);
      if (latest > now.getTime()) return { open: false, until: new Date(latest) };
      const probeUntil = new Date(now.getTime() + probeMs);
      const won = await pauses.updateOne(
        { _id: institutionId, until: pause.until, probeUntil: pause.probeUntil },
        { $set: { probeUntil } },
      );
      return won.matchedCount === 1 ? { open: true, probe: true } : { open: false, until: probeUntil };
    },
    async pause(institutionId, now, planMs) {
      const failures = ((await pauses.findOne({ _id: institutionId }))?.failures ?? 0) + 1;
      const until = new Date(now.getTime() + planMs(failures));
      const change = { $max: { until }, $set: { failures, probeUntil: null } };
      // Two workers that fail at once count as one failure; the longer pause holds.
      await forgiveDuplicates(pauses.updateOne({ _id: institutionId }, change, { upsert: true }));
      return until;
    },
    async clear(institutionId) {
      await pauses.deleteOne({ _id: institutionId });
    },
    async removeInstitution(institutionId) {
      await pauses.deleteOne({ _id: institutionId });
    },
  };
}
