/** An AGS line item. It belongs to the developer key that made it and to an assignment. */
export interface LineItem {
  readonly id: number;
  readonly courseId: number;
  readonly assignmentId: number;
  readonly clientId: number;
  readonly label: string;
  readonly scoreMaximum: number;
  readonly tag: string | null;
  readonly resourceId: string | null;
  readonly resourceLinkId: string | null;
  readonly submissionType: Readonly<Record<string, unknown>> | null;
}
