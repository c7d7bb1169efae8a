import type { SisSlotShare, SisSlots } from '../../store/passback/sis-slots.ts';

/** What a process asks for. */
export interface SlotRequest {
  readonly process: string;
  /** Requests that it would have in flight if it could. */
  readonly wanted: number;
  /** Slots that it may be using at this moment: nobody else can have them yet. */
  readonly inUse: number;
}

/** The limit of the SIS, and how long a share lasts. */
export interface SlotRules {
  readonly max: number;
  readonly leaseMs: number;
}

/** How long a process keeps the only slot while others have none. */
const turnMs = 2_000;
/** A limit that was lowered rises by one in this time. */
const raiseMs = 5_000;
/** Several processes that are told at once that there were too many requests lower the limit once. */
const burstMs = 1_000;

/**
 * Gives one process its part of the slots; the others keep theirs until they ask. Nobody has more than `max` in total.
 * While somebody wants more than there is, each has an equal part; if there are more processes than slots, they take turns.
 * What a process must give up counts as held until it asks again, with its requests ended.
 * @returns the new slots, and how many requests the process may have in flight
 */
export function divideSlots(
  slots: SisSlots,
  { process, wanted, inUse }: SlotRequest,
  { max, leaseMs, now }: SlotRules & { readonly now: Date },
): { readonly slots: SisSlots; readonly allowed: number } {
  const others = slots.shares.filter((share) => share.process !== process);
  const own = slots.shares.find((share) => share.process === process);
  const limit = others.length === 0 ? max : currentLimit(slots, max, now);
  const free = Math.max(0, limit - others.reduce((sum, share) => sum + share.held, 0));
  const isContested = others.some((share) => share.wanted > share.held);
  const heldMs = own && own.held > 0 ? now.getTime() - own.since.getTime() : 0;
  const allowed = Math.min(wanted, free, isContested ? equalPart() : limit);
  const held = Math.max(inUse, allowed);
  if (wanted === 0 && held === 0) return { slots: { ...slots, shares: others }, allowed };
  const share: SisSlotShare = {
    process,
    held,
    wanted,
    since: own && own.held > 0 ? own.since : now,
    expiresAt: new Date(now.getTime() + leaseMs),
  };
  return { slots: { ...slots, shares: [...others, share] }, allowed };

  function equalPart(): number {
    const part = Math.floor(limit / (others.length + 1));
    if (part > 0) return part;
    return heldMs > turnMs && others.some((other) => other.held === 0) ? 0 : 1;
  }
}

/** The SIS asked for a pause, or said that there were too many requests: all processes slow down. */
export function slowDown(
  slots: SisSlots,
  { pauseMs, isThrottled }: { readonly pauseMs: number; readonly isThrottled: boolean },
  { max, now }: { readonly max: number; readonly now: Date },
): SisSlots {
  const until = new Date(now.getTime() + pauseMs);
  const pausedUntil = slots.pausedUntil && slots.pausedUntil > until ? slots.pausedUntil : until;
  const isSameBurst = slots.lowered !== null && now.getTime() - slots.lowered.at.getTime() < burstMs;
  if (!isThrottled || isSameBurst) return { ...slots, pausedUntil };
  const to = Math.max(1, Math.floor(currentLimit(slots, max, now) / 2));
  return { ...slots, pausedUntil, lowered: { to, at: now } };
}

function currentLimit({ lowered }: SisSlots, max: number, now: Date): number {
  if (lowered === null) return max;
  const raised = Math.floor((now.getTime() - lowered.at.getTime()) / raiseMs);
  return Math.min(max, lowered.to + Math.max(0, raised));
}
