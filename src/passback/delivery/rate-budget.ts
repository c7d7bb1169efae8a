/** The most requests that a SIS takes in any time of this length. */
export interface RequestRate {
  readonly requests: number;
  readonly seconds: number;
}

/** This process's part of a SIS's rate. Requests spend it; time gives it back. */
export interface RateBudget {
  /** Milliseconds until the next request may start. */
  waitMs(): number;
  spend(): void;
  /** Which part of the rate is this process's, from 0 to 1. */
  setPortion(portion: number): void;
}

/** The part of the rate that may be spent at once, so that a small grade sync need not wait; the rest comes evenly. */
const burstPart = 0.2;

/**
 * Keeps requests to a rate: in no time of `rate.seconds` are there more than `rate.requests`, however they are spread,
 * because what comes back in that time and what may be saved up are the rate together. Processes that divide it keep to it
 * together as long as their portions add up to 1.
 * @param elapsedMs a clock that only goes forward, in milliseconds
 */
export function createRateBudget({ requests, seconds }: RequestRate, elapsedMs: () => number): RateBudget {
  const saved = Math.max(1, requests * burstPart);
  const perMs = (requests * (1 - burstPart)) / (seconds * 1_000);
  let portion = 1;
  let left = saved;
  let countedAt = elapsedMs();
  const count = (): void => {
    const now = elapsedMs();
    left = Math.min(limit(), left + Math.max(0, now - countedAt) * perMs * portion);
    countedAt = now;
  };
  /** At least one request: a smaller part could never start any. */
  const limit = (): number => Math.max(1, saved * portion);
  return {
    waitMs() {
      count();
      return left >= 1 || portion === 0 ? 0 : Math.ceil((1 - left) / (perMs * portion));
    },
    spend() {
      count();
      left -= 1;
    },
    setPortion(next) {
      count();
      portion = Math.min(1, Math.max(0, next));
      left = Math.min(left, limit());
    },
  };
}
