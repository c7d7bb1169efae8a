import {
  type DetailField,
  detailFields,
  hasWeight,
  type LineItemReading,
} from '../../domain/line-item-reading.ts';
import type { SisLineItem } from '../../domain/sis.ts';
import { isSameNumber } from '../../domain/sis-habit.ts';
import type { ClassSnapshotRecord } from '../../store/passback/class-snapshots.ts';
import type { LineItemReceipt, SeenDetails, SentDetails } from '../../store/passback/receipts.ts';
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

/** A line item as the SIS shows it. */
export function describeSeen(lineItem: SisLineItem): SeenDetails {
  const { title, resultValueMax, assignDate, dueDate, categorySourcedId, gradingPeriodSourcedId } = lineItem;
  return {
    title,
    // The reader returns 0 and an empty day if the SIS says nothing.
    resultValueMax: resultValueMax === 0 ? null : resultValueMax,
    assignDate: assignDate === '' ? null : assignDate,
    dueDate: dueDate === '' ? null : dueDate,
    categorySourcedId,
    gradingPeriodSourcedId,
  };
}

/** The details that the SIS shows otherwise than they were sent. One that it does not show, or that was not sent, does not differ. */
export function compareDetails(
  sent: Omit<SentDetails, 'fingerprint'>,
  seen: SeenDetails,
): readonly DetailField[] {
  return detailFields.filter((field) => {
    const [own, shown] = [sent[field], seen[field]];
    if (own === null || own === '' || shown === null) return false;
    if (typeof own === 'number' && typeof shown === 'number') return !isSameNumber(own, shown);
    return String(own).trim() !== String(shown).trim();
  });
}

/** The details of a line item that the SIS was last seen to hold otherwise than they were sent, and that nobody has accepted. */
export function findDifferences({
  details,
  seen,
  fingerprint,
  accepted,
}: LineItemReceipt): readonly DetailField[] {
  if (details === null || seen === null || seen === 'absent') return [];
  // The receipt comes from a version without details, or nobody knows what arrived.
  if (details.fingerprint !== fingerprint) return [];
  return compareDetails(details, seen).filter((field) => accepted?.[field] !== seen[field]);
}

/** Whether a person may keep what the SIS shows. With another maximum a score would mean something else. */
export function isAcceptable(receipt: LineItemReceipt): boolean {
  const fields = findDifferences(receipt);
  return fields.length > 0 && !fields.includes('resultValueMax');
}

/** Whether the SIS was seen to hold a line item as it was sent, since it was sent. */
export function isShownAsSent(receipt: LineItemReceipt): boolean {
  const { confirmedAt, seen } = receipt;
  if (confirmedAt !== null) return true;
  return seen !== null && seen !== 'absent' && findDifferences(receipt).length === 0;
}

/** Whether somebody changed a line item in the SIS, which had shown it as it was sent. */
export function isChangedInSis(receipt: LineItemReceipt): boolean {
  return receipt.confirmedAt !== null && findDifferences(receipt).length > 0;
}

/** Shows a detail as people know it: categories and grading periods by title. */
export type DetailNames = (
  field: DetailField,
  value: string | number | null | undefined,
) => string | number | null;

/** @param snapshots of the classes whose categories and grading periods may be named */
export function createDetailNames(snapshots: readonly ClassSnapshotRecord[]): DetailNames {
  const titles = new Map(
    snapshots.flatMap(({ snapshot }) =>
      snapshot.match === 'one'
        ? [...snapshot.categories, ...snapshot.gradingPeriods].map(
            ({ sourcedId, title }) => [sourcedId, title] as const,
          )
        : [],
    ),
  );
  return (field, value) => {
    if (value === null || value === undefined) return null;
    const isReference = field === 'categorySourcedId' || field === 'gradingPeriodSourcedId';
    return isReference ? (titles.get(String(value)) ?? value) : value;
  };
}

/** What the SIS was last seen to hold of a line item; null if it was not read since it was sent. */
export function describeReceipt(
  receipt: LineItemReceipt | undefined,
  nameDetail: DetailNames,
): LineItemReading | null {
  if (receipt === undefined || receipt.seen === null) return null;
  const { details, seen } = receipt;
  if (seen === 'absent') return { finding: 'absent', fields: [] };
  const fields = findDifferences(receipt).map((field) => ({
    field,
    sent: nameDetail(field, details?.[field]),
    seen: nameDetail(field, seen[field]),
  }));
  return { finding: hasWeight(fields) ? 'differs' : 'as_sent', fields };
}
