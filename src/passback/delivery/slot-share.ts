import type { RandomBytes } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { SlotShare } from '../../oneroster/client/concurrency-limit.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import type { SisSlots } from '../../store/passback/sis-slots.ts';
import { type Stopwatch, startStopwatch } from '../runs/lease.ts';
import { divideSlots, slowDown } from './divide-slots.ts';
import { createRateBudget, type RequestRate } from './rate-budget.ts';

/** In milliseconds. */
export interface SlotTimes {
  /** How long slots stay a process's own without being asked for again. */
  readonly leaseMs: number;
  /** With less than this left nothing new is sent. Longer than a request may take. */
  readonly sendMarginMs: number;
}

export interface SlotShareDeps {
  readonly stores: Pick<PassbackStores, 'sisSlots' | 'circuitBreakers'>;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
  readonly slotTimes?: SlotTimes;
}

const slotTimes: SlotTimes = { leaseMs: 20_000, sendMarginMs: 12_000 };
/** How often a process that sends asks again. */
const renewMs = 1_000;
/** It asks sooner if it waits for slots or has some to give up, and once it has sent nothing for this long. */
const hurriedRenewMs = 200;
/** After so many renewals without a request in between, the process gives its slots back. */
const idleRenewals = 3;

/**
 * A renewal that hangs, in milliseconds. The driver gives up only after a minute, and meanwhile the share would expire
 * although the database answers others.
 */
const longestRenewalMs = 3_000;

/** The share of a process that can stop. */
export interface ProcessShare extends SlotShare {
  /** Gives its slots back; nothing more may be sent. */
  end(): Promise<void>;
}

/**
 * This process's share of the requests that all processes together may have in flight at one SIS. Requests look at memory
 * only. While there are any, the share is renewed in the background, which also tells of pauses and of the circuit
 * breaker. Without the database the share expires, and nothing more is sent.
 */
export function openSlotShare(
  deps: SlotShareDeps,
  institutionId: string,
  { max, rate }: { readonly max: number; readonly rate: RequestRate | null },
): ProcessShare {
  const { stores, log } = deps;
  const { leaseMs, sendMarginMs } = deps.slotTimes ?? slotTimes;
  const process = deps.randomBytes(9).toString('base64url');
  const listeners: (() => void)[] = [];
  const budget = rate && createRateBudget(rate, startStopwatch());
  let running = 0;
  /** Requests that run or wait now, and the most since the last renewal. */
  let demand = 0;
  let peak = 0;
  let wanted = 0;
  let allowed = 0;
  let pauseMs = 0;
  let breakerMs = 0;
  let sinceRenewal: Stopwatch = () => Number.POSITIVE_INFINITY;
  let renewals = 0;
  let isRenewing = false;
  let wasUsed = false;
  let hasEnded = false;
  let wake = (): void => {};

  const isHeld = (): boolean => sinceRenewal() < leaseMs - sendMarginMs;
  /** Resolves to whether there is a reason to ask again soon. What comes after a newer renewal has begun changes nothing. */
  const renew = async (): Promise<boolean> => {
    const sinceAsked = startStopwatch();
    renewals += 1;
    const own = renewals;
    wanted = Math.min(max, peak);
    peak = demand;
    const inUse = Math.max(running, isHeld() ? allowed : 0);
    let granted = 0;
    const [{ slots, now }, breaker] = await Promise.all([
      stores.sisSlots.change(institutionId, (found, at) => {
        if (own !== renewals) return found;
        const divided = divideSlots(found, { process, wanted, inUse }, { max, leaseMs, now: at });
        granted = divided.allowed;
        return divided.slots;
      }),
      stores.circuitBreakers.findOpenUntil(institutionId),
    ]);
    if (own !== renewals) return false;
    const mustGiveUp = inUse > granted;
    allowed = granted;
    budget?.setPortion(portionOf(slots, process));
    pauseMs = (slots.pausedUntil?.getTime() ?? 0) - now.getTime();
    breakerMs = (breaker?.getTime() ?? 0) - now.getTime();
    sinceRenewal = sinceAsked;
    for (const listener of listeners) listener();
    return mustGiveUp || granted < wanted;
  };
  /** Keeps no finished process alive. */
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const wantsMore = (): boolean => Math.min(max, peak) > wanted;
  /** A run elsewhere need not wait for slots that nobody uses any more. */
  const giveBackIdle = (): boolean => {
    const isIdle = allowed > 0 && demand === 0 && !wasUsed;
    if (isIdle) [peak, allowed] = [0, 0];
    wasUsed = false;
    return isIdle;
  };
  const awaitRenewal = async (isHurried: boolean): Promise<void> => {
    for (let waitedMs = 0; waitedMs < renewMs; waitedMs += hurriedRenewMs) {
      await pause(hurriedRenewMs);
      if (isHurried || hasEnded || giveBackIdle() || wantsMore()) return;
    }
  };
  const keepRenewing = async (): Promise<void> => {
    for (let idle = 0; idle < idleRenewals && !hasEnded; idle = peak > 0 || running > 0 ? 0 : idle + 1) {
      const isHurried = await withinRenewal(renew()).catch((error: unknown) => {
        log.warn({ event: 'sis_slots_not_renewed', institutionId, err: error }, 'SIS slots were not renewed');
        return null;
      });
      if (isHurried !== null && wantsMore()) continue;
      await awaitRenewal(isHurried ?? false);
    }
    isRenewing = false;
  };
  const left = (ms: number): number => Math.max(0, ms - sinceRenewal());
  return {
    allowed: () => (isHeld() ? allowed : 0),
    pauseMs: () => left(pauseMs),
    rateMs: () => budget?.waitMs() ?? 0,
    spend: () => budget?.spend(),
    breakerMs: () => left(breakerMs),
    use(nowRunning, waiting) {
      running = nowRunning;
      demand = nowRunning + waiting;
      wasUsed = true;
      if (demand > peak) peak = demand;
      if (isRenewing) {
        if (wantsMore()) wake();
      } else if (demand > 0 && !hasEnded) {
        isRenewing = true;
        void keepRenewing();
      }
    },
    slowDown(change) {
      stores.sisSlots
        .change(institutionId, (slots, now) => slowDown(slots, change, { max, now }))
        .catch((error: unknown) => {
          log.warn({ event: 'sis_pause_not_shared', institutionId, err: error }, 'A pause was not shared');
        });
    },
    onChange: (listener) => void listeners.push(listener),
    async end() {
      hasEnded = true;
      if (!isRenewing && !isHeld()) return;
      // If this fails, they expire.
      await stores.sisSlots
        .change(institutionId, (slots) => ({
          ...slots,
          shares: slots.shares.filter((share) => share.process !== process),
        }))
        .catch(() => {});
      wake();
    },
  };
}

/** The part of the SIS's rate that belongs to a process: as large as its part of the slots. */
function portionOf({ shares }: SisSlots, process: string): number {
  const held = shares.reduce((sum, share) => sum + share.held, 0);
  const own = shares.find((share) => share.process === process)?.held ?? 0;
  return held === 0 ? 1 : own / held;
}

async function withinRenewal(renewal: Promise<boolean>): Promise<boolean> {
  // One that fails later is nobody's concern.
  renewal.catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the database did not answer in time')), longestRenewalMs);
  });
  try {
    return await Promise.race([renewal, late]);
  } finally {
    clearTimeout(timer);
  }
}
