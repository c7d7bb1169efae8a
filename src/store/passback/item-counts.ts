import type { ItemCounts, ItemOutcome } from '../../domain/outcomes.ts';

/** No items at all. */
export const noItems: ItemCounts = {
  eligible: 0,
  pending: 0,
  sent: 0,
  confirmed: 0,
  unchanged: 0,
  heldBack: 0,
  skipped: 0,
  failed: 0,
};

/** Counts to store: a missing one is read as zero. */
export function withoutZeros<Counts extends Readonly<Record<string, number>>>(
  counts: Counts,
): Partial<Counts> {
  const kept: Partial<Counts> = { ...counts };
  for (const name in counts) if (counts[name] === 0) delete kept[name];
  return kept;
}

/** The sum of two counts. */
export function addCounts(one: ItemCounts, other: ItemCounts): ItemCounts {
  return {
    eligible: one.eligible + other.eligible,
    pending: one.pending + other.pending,
    sent: one.sent + other.sent,
    confirmed: one.confirmed + other.confirmed,
    unchanged: one.unchanged + other.unchanged,
    heldBack: one.heldBack + other.heldBack,
    skipped: one.skipped + other.skipped,
    failed: one.failed + other.failed,
  };
}

/** `counts` with `n` more items of `outcome`. */
export function addOutcome(counts: ItemCounts, outcome: ItemOutcome, n: number): ItemCounts {
  const field = outcome === 'held_back' ? 'heldBack' : outcome;
  return { ...counts, eligible: counts.eligible + n, [field]: counts[field] + n };
}
