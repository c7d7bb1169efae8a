import type mongoose from 'mongoose';
import { z } from 'zod';
import { openRecords, type RecordFormat, unlessDuplicate } from '../records.ts';

const storedBreaker = z.object({
  _id: z.string(),
  v: z.number().optional(),
  until: z.date(),
  failures: z.number().default(0),
  probeUntil: z.date().nullable().default(null),
});

interface BreakerRecord {
  /** Nobody calls the SIS before this. */
  readonly openUntil: Date;
  /** In a row. */
  readonly failures: number;
  /** Until then one run, and nobody else, tries whether the SIS is back. */
  readonly probeUntil: Date | null;
}

/** The collection keeps its name from when a breaker was called a pause. */
export const breakerFormat: RecordFormat<BreakerRecord, z.input<typeof storedBreaker>> = {
  collection: 'sis_pauses',
  version: 1,
  schema: storedBreaker.transform(({ until, failures, probeUntil }) => ({
    openUntil: until,
    failures,
    probeUntil,
  })),
};

export type BreakerState =
  | { readonly state: 'closed' }
  /** The caller is the probe: its success closes the breaker for all. */
  | { readonly state: 'half-open' }
  /** Nobody may call before `until`. */
  | { readonly state: 'open'; readonly until: Date };

export interface CircuitBreakers {
  /**
   * Whether this run may call now. Once an open breaker's time is over, exactly one caller gets `half-open`
   * for `probeMs`.
   */
  enter(institutionId: string, now: Date, probeMs: number): Promise<BreakerState>;
  /**
   * Opens it, or keeps it open longer. `planMs` gets the number of failures in a row, including this one.
   * Returns until when.
   */
  open(institutionId: string, now: Date, planMs: (failures: number) => number): Promise<Date>;
  close(institutionId: string): Promise<void>;
  /** Until when nobody but a probe may call; null if it is closed. In the past once it may be probed. */
  findOpenUntil(institutionId: string): Promise<Date | null>;
  removeInstitution(institutionId: string): Promise<void>;
}

/** The circuit breaker of each institution's SIS connection, shared by all workers. */
export function createCircuitBreakers(connection: mongoose.Connection): CircuitBreakers {
  const breakers = openRecords(connection, breakerFormat);
  return {
    async enter(institutionId, now, probeMs) {
      const breaker = await breakers.findOne({ _id: institutionId });
      if (!breaker) return { state: 'closed' };
      const until = latestOf(breaker);
      if (until > now) return { state: 'open', until };
      const probeUntil = new Date(now.getTime() + probeMs);
      const won = await breakers.updateOne(
        { _id: institutionId, until: breaker.openUntil, probeUntil: breaker.probeUntil },
        { $set: { probeUntil } },
      );
      return won === 1 ? { state: 'half-open' } : { state: 'open', until: probeUntil };
    },
    async open(institutionId, now, planMs) {
      const known = await breakers.findOne({ _id: institutionId });
      const failures = (known?.failures ?? 0) + 1;
      // A probe that fails keeps its time: the next one comes no sooner (H30).
      const until = new Date(Math.max(now.getTime() + planMs(failures), known?.probeUntil?.getTime() ?? 0));
      const change = { $max: { until }, $set: { failures, v: breakers.version } };
      // Two workers that fail at once count as one failure, and the longer time holds.
      await unlessDuplicate(breakers.updateOne({ _id: institutionId }, change, 'upsert'));
      return until;
    },
    async findOpenUntil(institutionId) {
      const breaker = await breakers.findOne({ _id: institutionId });
      return breaker && latestOf(breaker);
    },
    async close(institutionId) {
      await breakers.deleteMany({ _id: institutionId });
    },
    async removeInstitution(institutionId) {
      await breakers.deleteMany({ _id: institutionId });
    },
  };
}

function latestOf({ openUntil, probeUntil }: BreakerRecord): Date {
  return probeUntil !== null && probeUntil > openUntil ? probeUntil : openUntil;
}
