import type { ComparedLineItem } from '../../domain/comparison.ts';
import type { CellBook } from '../../store/passback/cell-books.ts';
import type { CourseScope } from '../../store/passback/course-scope.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import type { LineItemReceipt } from '../../store/passback/receipts.ts';
import type { SectionIds } from '../../store/passback/section-ids.ts';
import { describeDetails, findDifferences, isAcceptable } from '../comparison/line-item-details.ts';
import { type ComparisonSource, loadComparison } from '../comparison/load-comparison.ts';
import { lineItemKey } from '../comparison/plan-assignment.ts';
import { countsWithin } from './count-outcomes.ts';

/**
 * Line items that the SIS was last seen to hold differently from what was sent, or no longer, each with what
 * we would send now. A field that the SIS does not show is no difference.
 */
export async function compareLineItems(
  stores: PassbackStores,
  source: ComparisonSource,
  book: CellBook | null,
  sectionIds: SectionIds,
): Promise<readonly ComparedLineItem[]> {
  const { course, institution } = source;
  const receipts = await stores.receipts.findLineItems({
    institutionId: institution.id,
    courseKey: course._id,
  });
  const isVisible = findVisible(book, sectionIds);
  const differing = receipts.filter((receipt) => isVisible(receipt) && differs(receipt));
  if (differing.length === 0) return [];
  const comparison = await loadComparison(stores, source);
  const { nameDetail: show } = comparison;
  const sectionNames = new Map(course.sections.map(({ id, name }) => [id, name]));
  const assignments = new Map(course.assignments.map((assignment) => [assignment.id, assignment]));
  return differing.map((receipt) => {
    const { assignmentId, classSourcedId, details, seen } = receipt;
    const assignment = assignments.get(assignmentId);
    const ours =
      assignment && comparison.plan(assignment).sections.find((one) => one.classSourcedId === classSourcedId);
    const planned = ours?.lineItem ? describeDetails(ours.lineItem) : null;
    return {
      id: lineItemKey(assignmentId, classSourcedId),
      assignmentId,
      classSourcedId,
      isSendable: planned !== null,
      isAcceptable: isAcceptable(receipt),
      assignmentName: assignment?.name ?? details?.title ?? assignmentId,
      sectionNames: comparison.sectionsOfClass(classSourcedId).flatMap((id) => sectionNames.get(id) ?? []),
      isMissing: seen === 'absent',
      fields:
        seen === null || seen === 'absent'
          ? []
          : findDifferences(receipt).map((field) => ({
              field,
              ours: show(field, planned?.[field]),
              sent: show(field, details?.[field]),
              seen: show(field, seen[field]),
            })),
    };
  });
}

/** How many line items within some sections differ, and how many are missing. */
export async function countLineItemDifferences(
  stores: Pick<PassbackStores, 'receipts'>,
  scope: CourseScope,
  book: CellBook | null,
  sectionIds: SectionIds,
): Promise<{ readonly changed: number; readonly missing: number }> {
  const receipts = (await stores.receipts.findLineItems(scope)).filter(findVisible(book, sectionIds));
  return {
    changed: receipts.filter((receipt) => findDifferences(receipt).length > 0).length,
    missing: receipts.filter(({ seen }) => seen === 'absent').length,
  };
}

/** A line item is visible to everybody who sees a section with one of its grades. */
function findVisible(book: CellBook | null, sectionIds: SectionIds): (receipt: LineItemReceipt) => boolean {
  if (sectionIds === null) return () => true;
  const classes = new Set(
    (book?.assignments ?? []).flatMap(({ id, counts }) =>
      countsWithin(counts, sectionIds).map(({ classKey }) => `${id}:${classKey}`),
    ),
  );
  return ({ assignmentId, classSourcedId }) => classes.has(`${assignmentId}:${classSourcedId}`);
}

function differs(receipt: LineItemReceipt): boolean {
  return receipt.seen === 'absent' || findDifferences(receipt).length > 0;
}
