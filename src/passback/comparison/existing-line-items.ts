import { foldName } from '../../domain/categories/resolve-category.ts';
import type { LocalDate } from '../../domain/local-date.ts';
import { matchingForm } from '../../oneroster/read/matching-form.ts';
import type { ClassSnapshot } from '../../store/passback/class-snapshots.ts';

/** A line item that stands in the class already, sent by another tool or made by a person. */
export interface ExistingLineItem {
  readonly sourcedId: string;
  /** Several fit, or several assignments of this or another course: nobody may guess which belongs to which. */
  readonly isAmbiguous: boolean;
}

/** What decides whether a line item in the SIS may be an assignment's. Asked only of those with its title and due date. */
export interface Ownership {
  /** Whether an id, in its matching form, is of a line item of this course. */
  isOurs(id: string): boolean;
  /** Whether another course of ours has sent it. */
  isOfOtherCourse(id: string): boolean;
  /** How many other assignments of the course have the same title in the class. */
  countRivals(): number;
}

/**
 * The line item of a class that has an assignment's title and due date and is not ours; null if there is none. Sending
 * another one beside it would count every grade twice. Pure.
 */
export function findExisting(
  { lineItems }: Extract<ClassSnapshot, { match: 'one' }>,
  { title, dueDate }: { readonly title: string; readonly dueDate: LocalDate },
  { isOurs, isOfOtherCourse, countRivals }: Ownership,
): ExistingLineItem | null {
  const wanted = foldName(title);
  const [first, ...others] = (lineItems ?? []).filter(
    (lineItem) =>
      lineItem.dueDate === dueDate &&
      foldName(lineItem.title) === wanted &&
      !isOurs(matchingForm(lineItem.sourcedId)),
  );
  if (first === undefined) return null;
  const { sourcedId } = first;
  const isAmbiguous = others.length > 0 || countRivals() > 0 || isOfOtherCourse(matchingForm(sourcedId));
  return { sourcedId, isAmbiguous };
}
