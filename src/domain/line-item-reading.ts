/** The parts of a line item that a teacher sees in the SIS, under the names that receipts use. */
export const detailFields = [
  'title',
  'resultValueMax',
  'categorySourcedId',
  'gradingPeriodSourcedId',
  'assignDate',
  'dueDate',
] as const;
export type DetailField = (typeof detailFields)[number];

/** A detail of a line item that the SIS shows otherwise. Categories and grading periods by title. */
export interface DifferingDetail {
  readonly field: DetailField;
  readonly sent: string | number | null;
  readonly seen: string | number | null;
}

/**
 * What the SIS shows of a line item that it accepted. `twice`: a second line item with its name and due date stands
 * beside it, which no run of the course has sent.
 */
export const lineItemFindings = ['as_sent', 'differs', 'absent', 'twice'] as const;
export interface LineItemReading {
  readonly finding: (typeof lineItemFindings)[number];
  readonly fields: readonly DifferingDetail[];
}

/** Whether differences matter to a grade. Many SISs keep no day of assignment, or their own, and no grade means anything else. */
export function hasWeight(fields: LineItemReading['fields']): boolean {
  return fields.some(({ field }) => field !== 'assignDate');
}

/** Whether the SIS was seen to hold a line item otherwise than it was sent. */
export function isUnlikeSent(reading: LineItemReading | null): boolean {
  return reading !== null && reading.finding !== 'as_sent';
}
