/**
 * Works through `source` with at most `width` at once, taking the next only when a place is free. `work` returns
 * false to take no more; what is under way is finished. The first error is thrown once all have ended.
 */
export async function runPool<T>(
  source: AsyncIterable<T> | Iterable<T>,
  width: number,
  work: (item: T) => Promise<boolean>,
): Promise<void> {
  const items = toAsync(source);
  const errors: unknown[] = [];
  let open = true;
  const runLane = async (): Promise<void> => {
    while (open) {
      // Calls of an async generator's next() queue up, so lanes never get the same item.
      const { value, done } = await items.next();
      if (done || !open) return;
      if (!(await work(value))) open = false;
    }
  };
  const lanes = Array.from({ length: Math.max(1, width) }, () =>
    runLane().catch((error: unknown) => {
      errors.push(error);
      open = false;
    }),
  );
  await Promise.all(lanes);
  if (errors.length > 0) throw errors[0];
}

async function* toAsync<T>(source: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, undefined> {
  yield* source;
}
