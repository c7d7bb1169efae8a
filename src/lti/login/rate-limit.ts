import type { RequestHandler } from 'express';
import type { Clock } from '../../clock.ts';
import { ProductError } from '../../errors.ts';

/** How many requests one client address may make: `burst` at once, then `perSecond`. A whole school may share an address. */
export interface RateLimit {
  readonly burst: number;
  readonly perSecond: number;
}

export const defaultDoorLimit: RateLimit = { burst: 300, perSecond: 10 };

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Addresses remembered at once; beyond it full buckets, then the oldest, are forgotten. */
const maxBuckets = 20_000;

/**
 * Middleware that answers `too_many_requests` beyond the limit of a client address (S34). One token
 * bucket for each address, in this process: with more processes the limit grows with them.
 */
export function limitRate(limit: RateLimit, clock: Clock): RequestHandler {
  const buckets = new Map<string, Bucket>();

  const fill = (bucket: Bucket, now: number): void => {
    const gained = ((now - bucket.filledAt) / 1000) * limit.perSecond;
    bucket.tokens = Math.min(limit.burst, bucket.tokens + Math.max(0, gained));
    bucket.filledAt = now;
  };
  const forget = (now: number): void => {
    for (const [address, bucket] of buckets) {
      fill(bucket, now);
      if (bucket.tokens >= limit.burst) buckets.delete(address);
    }
    for (const address of buckets.keys()) {
      if (buckets.size < maxBuckets) return;
      buckets.delete(address);
    }
  };

  return (request, response, next) => {
    const now = clock().getTime();
    const address = request.ip ?? 'unknown';
    if (!buckets.has(address) && buckets.size >= maxBuckets) forget(now);
    const bucket = buckets.get(address) ?? { tokens: limit.burst, filledAt: now };
    buckets.set(address, bucket);
    fill(bucket, now);
    if (bucket.tokens < 1) {
      response.setHeader('retry-after', String(Math.ceil(1 / limit.perSecond)));
      throw new ProductError('too_many_requests');
    }
    bucket.tokens -= 1;
    next();
  };
}
