/** Collects single entries into batches for the database. */
export interface Batcher<T> {
  /**
   * Adds an entry; waits for the database only if too many are unwritten. @throws what an earlier write threw
   */
  add(entry: T): Promise<void>;
  /** Writes what is left and waits for all writes. @throws what a write threw */
  drain(): Promise<void>;
}

/** Entries per write, and how long the first of them may wait. */
const batchSize = 100;
const longestWaitMs = 250;
/** With more unwritten entries than this, `add` waits. */
const maxUnwritten = 400;

/** Batches are written one after another, in the order of their entries. */
export function createBatcher<T>(write: (entries: readonly T[]) => Promise<void>): Batcher<T> {
  let held: T[] = [];
  let inFlight = 0;
  let writing: Promise<void> = Promise.resolve();
  let failure: { readonly error: unknown } | undefined;
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (held.length === 0) return;
    const entries = held;
    held = [];
    inFlight += entries.length;
    writing = writing
      .then(async () => {
        if (!failure) await write(entries);
      })
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => {
        inFlight -= entries.length;
      });
  };
  const check = (): void => {
    if (failure) throw failure.error;
  };
  return {
    async add(entry) {
      check();
      held.push(entry);
      if (held.length >= batchSize) flush();
      else timer ??= setTimeout(flush, longestWaitMs);
      if (inFlight + held.length > maxUnwritten) await writing;
      check();
    },
    async drain() {
      flush();
      await writing;
      check();
    },
  };
}
