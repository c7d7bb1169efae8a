/** Collects single results into batches for the database. */
export interface Batcher<T> {
  /** Takes an entry; waits only while far too many are on their way. @throws what a write before threw */
  add(entry: T): Promise<void>;
  /** Writes what is left and waits for everything. @throws what a write threw */
  drain(): Promise<void>;
}

/** Entries of one write, and how long the first of them waits at most. */
const batchSize = 100;
const longestWaitMs = 250;
/** Beyond this many entries in memory, adding waits for the database. */
const mostHeld = 400;

/** Writes happen one after the other, in the order of the entries. */
export function createBatcher<T>(write: (entries: readonly T[]) => Promise<void>): Batcher<T> {
  let held: T[] = [];
  let onTheWay = 0;
  let writing: Promise<void> = Promise.resolve();
  let failure: { readonly error: unknown } | undefined;
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (held.length === 0) return;
    const entries = held;
    held = [];
    onTheWay += entries.length;
    writing = writing
      .then(async () => {
        if (!failure) await write(entries);
      })
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => {
        onTheWay -= entries.length;
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
      if (onTheWay + held.length > mostHeld) await writing;
      check();
    },
    async drain() {
      flush();
      await writing;
      check();
    },
  };
}
