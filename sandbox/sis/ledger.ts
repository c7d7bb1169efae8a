import type mongoose from 'mongoose';
import type { Log } from '../../src/log.ts';
import type { LedgerEntry } from './records.ts';

/** Every write request that reached the SIS, in the order in which they were answered. */
export interface Ledger {
  /** Does not wait for the database: writing down must not slow the SIS that is measured. */
  readonly append: (entry: LedgerEntry) => void;
  /** Everything appended so far, oldest first. */
  readonly read: () => Promise<readonly LedgerEntry[]>;
  /** Waits until everything appended is stored. */
  readonly flush: () => Promise<void>;
}

/** The ledger need not outlive the database, so a PUT costs one journaled write only. */
const unjournaled = { writeConcern: { w: 1, journal: false } } as const;

/** An append-only ledger; what comes while a batch is stored goes into the next one. */
export function createLedger(collection: mongoose.mongo.Collection<LedgerEntry>, log: Log): Ledger {
  let waiting: LedgerEntry[] = [];
  let storing: Promise<void> | null = null;

  async function storeAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await collection.insertMany(batch, unjournaled);
    }
  }

  async function flush(): Promise<void> {
    storing ??= storeAll()
      .catch((err: unknown) => log.error({ event: 'sandbox_ledger_failed', err }, 'ledger not stored'))
      .finally(() => {
        storing = null;
      });
    await storing;
  }

  return {
    append: (entry) => {
      waiting.push(entry);
      void flush();
    },
    read: async () => {
      await flush();
      return collection
        .find({}, { projection: { _id: 0 } })
        .sort({ _id: 1 })
        .toArray();
    },
    flush,
  };
}
