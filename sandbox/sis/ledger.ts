import type mongoose from 'mongoose';
import type { Log } from '../../src/log.ts';
import type { LedgerEntry } from './records.ts';

/** Every write request that reached the SIS, in the order it was answered. */
export interface Ledger {
  /** Does not wait for the database: benchmarks measure this SIS, and the ledger must not slow it down. */
  readonly append: (entry: LedgerEntry) => void;
  /** Everything appended so far, oldest first. */
  readonly read: () => Promise<readonly LedgerEntry[]>;
  /** Waits until everything appended so far is stored. */
  readonly flush: () => Promise<void>;
}

/** The ledger may lose entries in a crash, so a PUT costs only one journaled write. */
const unjournaled = { writeConcern: { w: 1, journal: false } } as const;

/** An append-only ledger that stores its entries in batches. */
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
