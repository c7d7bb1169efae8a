import type { ItemCounts, ItemOutcome } from '../../domain/outcomes.ts';

/** No items at all. */
export const noItems: ItemCounts = {
  eligible: 0,
  planned: 0,
  sent: 0,
  confirmed: 0,
  unchanged: 0,
  heldBack: 0,
  skipped: 0,
  failed: 0,
};

/** `counts` with `n` more items of `outcome`. */
export function addOutcome(counts: ItemCounts, outcome: ItemOutcome, n: number): ItemCounts {
  const field = outcome === 'held_back' ? 'heldBack' : outcome;
  return { ...counts, eligible: counts.eligible + n, [field]: counts[field] + n };
}
