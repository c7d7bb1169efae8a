import { hasWeight, type LineItemReading } from '../../domain/line-item-reading.ts';
import type { SisLineItem } from '../../domain/sis.ts';
import { matchingForm } from '../../oneroster/read/matching-form.ts';
import { compareDetails, describeSeen } from '../comparison/line-item-details.ts';

/** All line items of a class, as the SIS showed them in one reading. */
export interface SeenLineItems {
  readonly value: readonly SisLineItem[];
  /** A line item that is not shown may be one of those rows. */
  readonly leftOut?: number;
}

/**
 * What the SIS shows of a line item that was sent; null if nobody knows. Pure.
 * @param isOurs whether an id, in its matching form, is of a line item that this course has sent
 */
export function findReading(
  sent: SisLineItem,
  { value: all, leftOut }: SeenLineItems,
  isOurs: (id: string) => boolean,
): { readonly shown: SisLineItem | null; readonly reading: LineItemReading } | null {
  const id = matchingForm(sent.sourcedId);
  const own = all.filter((lineItem) => matchingForm(lineItem.sourcedId) === id);
  const fieldsOf = (lineItem: SisLineItem): LineItemReading['fields'] => {
    const seen = describeSeen(lineItem);
    return compareDetails(sent, seen).map((field) => ({ field, sent: sent[field], seen: seen[field] }));
  };
  const shown = own.find((lineItem) => fieldsOf(lineItem).length > 0) ?? own[0];
  if (shown === undefined) {
    return leftOut === undefined ? { shown: null, reading: { finding: 'absent', fields: [] } } : null;
  }
  const fields = fieldsOf(shown);
  const isTwin = ({ sourcedId, title, dueDate }: SisLineItem): boolean =>
    title.trim() === sent.title && dueDate === sent.dueDate && !isOurs(matchingForm(sourcedId));
  if (own.length > 1 || all.some(isTwin)) return { shown, reading: { finding: 'twice', fields } };
  return { shown, reading: { finding: hasWeight(fields) ? 'differs' : 'as_sent', fields } };
}

/** Whether a line item may still look otherwise because the SIS's reads lag behind its writes. */
export function mayLag({ finding, fields }: LineItemReading, outcome: 'created' | 'updated'): boolean {
  if (finding === 'absent') return true;
  // A new one has no older form, and a title that was cut is no older one.
  const isCut = fields.every(
    ({ field, sent, seen }) => field === 'title' && String(sent).startsWith(String(seen)),
  );
  return finding === 'differs' && outcome === 'updated' && !isCut;
}
