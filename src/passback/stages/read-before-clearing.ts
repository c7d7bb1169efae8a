import type { LineItemReceipt } from '../../store/passback/receipts.ts';
import { countsWithin, isRemoval } from '../cells/count-outcomes.ts';
import { readSeenResults } from '../cells/read-seen-results.ts';
import { lineItemKey } from '../comparison/plan-assignment.ts';
import type { RunContext } from '../runs/run-context.ts';
import type { ScopeFilter } from '../runs/scope.ts';
import { done, resultOfFailure, type StageResult } from '../runs/stage-result.ts';
import type { ReachedCourse } from './compare-assignment.ts';

/** Line items in which the run would clear results; those that are missing in the SIS hold none. */
export function findClearing(
  { comparison, book, sectionIds }: ReachedCourse,
  scope: ScopeFilter,
): readonly LineItemReceipt[] {
  const { lineItemReceipts, missingInSis } = comparison;
  const keys = new Set(
    book.assignments.flatMap(({ id, counts }) =>
      scope.takesAssignment(id)
        ? countsWithin(counts, sectionIds).flatMap((entry) =>
            isRemoval(entry) ? [lineItemKey(id, entry.classKey)] : [],
          )
        : [],
    ),
  );
  return [...keys].flatMap((key) => {
    const receipt = lineItemReceipts.get(key);
    return receipt === undefined || missingInSis.has(receipt.sourcedId) ? [] : [receipt];
  });
}

/** What somebody has typed in the SIS since is not cleared (P11), so it is read first. */
export async function readBeforeClearing(
  context: RunContext,
  receipts: readonly LineItemReceipt[],
  sectionIds: ReachedCourse['sectionIds'],
): Promise<StageResult> {
  if (!context.sis.client.profile.readsResults) return done;
  for (const receipt of receipts) {
    const seen = await readSeenResults(context, receipt, sectionIds);
    if (!seen.ok) return resultOfFailure(seen.failure);
  }
  return done;
}
