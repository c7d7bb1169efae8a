import type { ItemCounts, RunState } from '../../domain/outcomes.ts';

/** The final state that a run's items and line items give it (R15: never "completed" when everything failed). */
export function decideOutcome(
  counts: ItemCounts,
  lineItems: { readonly problems: number; readonly sent: number },
): Extract<RunState, 'completed' | 'completed_with_problems' | 'nothing_to_send' | 'failed'> {
  const arrived = counts.sent + counts.confirmed;
  if (counts.failed > 0 && arrived + counts.unchanged + counts.heldBack === 0) return 'failed';
  if (counts.failed > 0 || lineItems.problems > 0) return 'completed_with_problems';
  return arrived + lineItems.sent > 0 ? 'completed' : 'nothing_to_send';
}
