import type { SisLineItem } from '../../domain/sis.ts';
import type { LineItemReceipt, SentDetails } from '../../store/passback/receipts.ts';
import { fingerprintLineItem } from './plan-assignment.ts';

/** The details of a line item as its receipt keeps them. */
export function describeDetails(lineItem: SisLineItem): SentDetails {
  const { title, resultValueMax, assignDate, dueDate, categorySourcedId, gradingPeriodSourcedId } = lineItem;
  return {
    fingerprint: fingerprintLineItem(lineItem),
    title,
    resultValueMax,
    assignDate,
    dueDate,
    categorySourcedId,
    gradingPeriodSourcedId,
  };
}

/**
 * Whether points, name, dates or category of an assignment have changed since they were sent. They are sent with a score
 * only (P3). A changed description waits, too, but nobody misses it. A receipt without details can only tell that
 * something changed.
 */
export function hasNewDetails({ fingerprint, details }: LineItemReceipt, lineItem: SisLineItem): boolean {
  const planned = describeDetails(lineItem);
  // Empty: it is not known what arrived.
  if (fingerprint === '' || fingerprint === planned.fingerprint) return false;
  if (details === null || details.fingerprint !== fingerprint) return true;
  return (
    details.title !== planned.title ||
    details.resultValueMax !== planned.resultValueMax ||
    details.assignDate !== planned.assignDate ||
    details.dueDate !== planned.dueDate ||
    details.categorySourcedId !== planned.categorySourcedId ||
    details.gradingPeriodSourcedId !== planned.gradingPeriodSourcedId
  );
}
