import type { SisLineItem } from '../../domain/sis.ts';
import type { LineItemReceipt, SentDetails } from '../../store/passback/receipts.ts';
import { fingerprintLineItem } from './plan-assignment.ts';

/** The details of a line item as its receipt stores them. */
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

/** A line item as its receipt describes it; the SIS may hold more. */
export function describeSent({ sourcedId, classSourcedId, details }: LineItemReceipt): SisLineItem {
  return {
    sourcedId,
    classSourcedId,
    title: details?.title ?? '',
    description: null,
    schoolSourcedId: '',
    categorySourcedId: details?.categorySourcedId ?? null,
    gradingPeriodSourcedId: details?.gradingPeriodSourcedId ?? null,
    assignDate: details?.assignDate ?? '',
    dueDate: details?.dueDate ?? '',
    resultValueMin: 0,
    resultValueMax: details?.resultValueMax ?? 0,
  };
}

/**
 * Whether an assignment's points, name, dates or category have changed since they were sent. They are sent
 * only with a score (P3). A changed description waits too, but nobody misses it. A receipt without details
 * only shows that something changed.
 */
export function hasNewDetails({ fingerprint, details }: LineItemReceipt, lineItem: SisLineItem): boolean {
  const planned = describeDetails(lineItem);
  // Empty: nobody knows what arrived.
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
