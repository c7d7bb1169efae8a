/**
 * Calls `work` for each item of `source`, at most `concurrency` at once, and takes the next item only when a
 * call has ended. Once `work` returns false no more items are taken, and calls in flight finish. If any
 * throw, the first error is thrown after all have ended.
 */
export async function forEachConcurrent<T>(
  source: AsyncIterable<T> | Iterable<T>,
  concurrency: number,
  work: (item: T) => Promise<boolean>,
): Promise<void> {
  const items = toAsync(source);
  const errors: unknown[] = [];
  let taking = true;
  const runLane = async (): Promise<void> => {
    while (taking) {
      // Calls of an async generator's next() queue up, so no two lanes get the same item.
      const { value, done } = await items.next();
      if (done || !taking) return;
      if (!(await work(value))) taking = false;
    }
  };
  const lanes = Array.from({ length: Math.max(1, concurrency) }, () =>
    runLane().catch((error: unknown) => {
      errors.push(error);
      taking = false;
    }),
  );
  await Promise.all(lanes);
  if (errors.length > 0) throw errors[0];
}

async function* toAsync<T>(source: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, undefined> {
  yield* source;
}
