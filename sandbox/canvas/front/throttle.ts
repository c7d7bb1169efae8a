import type { RequestHandler, Response } from 'express';
import type { Clock } from '../../../src/clock.ts';
import { sendThrottled } from './fault-middleware.ts';
import type { Faults } from './faults.ts';
import { bearerToken } from './request-fields.ts';

/** The numbers of app/middleware/request_throttle.rb. A unit of cost is a second of CPU and database time. */
const maximum = 800;
const highWater = 600;
const outflowPerSecond = 10;
const upFrontCost = 50;

interface Bucket {
  count: number;
  touchedAt: number;
}

/** Names the bucket that a token fills: its own, or one per client id for LTI services. */
export type BucketOf = (token: string) => Promise<string>;

/**
 * Canvas's leaky bucket. Each request in flight reserves 50 and is charged its real cost when it ends, so a
 * dozen at once are throttled however cheap they are (CF8).
 */
export function createThrottle(clock: Clock, faults: Faults, bucketOf: BucketOf): RequestHandler {
  const buckets = new Map<string, Bucket>();
  const leak = (name: string): Bucket => {
    const now = clock().getTime();
    const bucket = buckets.get(name) ?? { count: 0, touchedAt: now };
    bucket.count = Math.max(0, bucket.count - ((now - bucket.touchedAt) / 1000) * outflowPerSecond);
    bucket.touchedAt = now;
    buckets.set(name, bucket);
    return bucket;
  };
  return async (req, res, next) => {
    const token = bearerToken(req);
    if (token === null) return next();
    const name = await bucketOf(token);
    const bucket = leak(name);
    if (bucket.count >= highWater) return sendThrottled(res, faults.quirks.throttleStatus);
    bucket.count = Math.min(maximum, bucket.count + upFrontCost);
    const startedAt = performance.now();
    let isSettled = false;
    const settle = (): number => {
      const cost = (performance.now() - startedAt) / 1000 + faults.quirks.extraCost;
      if (isSettled) return cost;
      isSettled = true;
      const after = leak(name);
      after.count = Math.max(0, Math.min(maximum, after.count - upFrontCost + cost));
      return cost;
    };
    beforeHeaders(res, () => {
      const cost = settle();
      // An injected throttling fault has already answered; such an answer carries no cost.
      if (res.hasHeader('X-Rate-Limit-Remaining')) return;
      res.set('X-Request-Cost', String(cost));
      res.set('X-Rate-Limit-Remaining', String(Math.max(0, highWater - leak(name).count)));
    });
    res.on('close', settle);
    next();
  };
}

/** Runs `act` just before the headers go out, when the cost of the request is known. */
function beforeHeaders(res: Response, act: () => void): void {
  const original: (...args: never[]) => unknown = res.writeHead;
  const writeHead = (...args: unknown[]): unknown => {
    act();
    return Reflect.apply(original, res, args);
  };
  Object.defineProperty(res, 'writeHead', { value: writeHead, configurable: true, writable: true });
}
