import type { Connection } from 'mongoose';
import { z } from 'zod';
import { type Clock, systemClock } from '../clock.ts';

/** The database's clock, which all processes share, as this process knows it. */
export interface DatabaseClock {
  /** The present by the database's clock; by this machine's until it was first measured. */
  readonly now: Clock;
  /** Asks the database what time it is; false if it does not answer. Ask every few seconds. */
  measure(): Promise<boolean>;
  /** Milliseconds by which this machine's clock is ahead of the database's; negative if behind. */
  skewMs(): number;
}

/** An answer tells the time only to within half of its round trip; smaller corrections would make time jitter. */
const toleranceMs = 100;

const greeting = z.object({ localTime: z.date().optional() });
const present = z.tuple([z.object({ now: z.date() })]);

/**
 * Tells the time by the database's clock. What is due, leases, circuit breakers and the times that people see come from
 * processes on several machines, whose own clocks may be wrong. Between two answers of the database it counts with the
 * monotonic clock, so that setting this machine's clock changes nothing.
 */
export function createDatabaseClock(connection: Connection, machine: Clock = systemClock): DatabaseClock {
  let known: { readonly databaseMs: number; readonly monotonicMs: number } | null = null;
  const nowMs = (): number =>
    known === null
      ? machine().getTime()
      : Math.round(known.databaseMs + performance.now() - known.monotonicMs);
  return {
    now: () => new Date(nowMs()),
    async measure() {
      const askedMs = performance.now();
      const localTime = await askTime(connection).catch(() => null);
      if (localTime === null) return false;
      const monotonicMs = performance.now();
      const errorMs = (monotonicMs - askedMs) / 2;
      const databaseMs = localTime.getTime() + errorMs;
      const isOff = known === null || Math.abs(databaseMs - nowMs()) > errorMs + toleranceMs;
      if (isOff) known = { databaseMs, monotonicMs };
      return connection.readyState === 1;
    },
    skewMs: () => machine().getTime() - nowMs(),
  };
}

/** A server tells its time when greeted; the embedded engine (0.1.1) leaves that out, but knows `$documents`. */
async function askTime({ db }: Connection): Promise<Date | null> {
  if (!db) return null;
  const answer: unknown = await db.admin().command({ hello: 1 });
  const { localTime } = greeting.parse(answer);
  if (localTime) return localTime;
  const documents: unknown = await db.aggregate([{ $documents: [{ now: '$$NOW' }] }]).toArray();
  const [{ now }] = present.parse(documents);
  return now;
}
