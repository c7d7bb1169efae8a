/** The current instant. Passed in everywhere, so that tests decide what time it is. */
export type Clock = () => Date;

/** Waits `ms` milliseconds or until `signal` aborts, whichever comes first. Never rejects. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** `bytes` bytes of cryptographically secure randomness. */
export type RandomBytes = (bytes: number) => Buffer;

/** The clock of a running process. */
export const systemClock: Clock = () => new Date();

/** Timer-based `Sleep` of a running process. */
export const systemSleep: Sleep = (ms, signal) =>
  new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
