/** An assignment group: what a SIS calls a category. */
export interface AssignmentGroup {
  readonly id: number;
  readonly courseId: number;
  readonly name: string;
  readonly position: number;
  /** Percent of the final grade. */
  readonly groupWeight: number;
  /** If set, the Assignments page shows `icon-sis-imported`, "Imported from {SIS}". */
  readonly sisSourceId: string | null;
  /** Shared by all integrations; a PUT merges its top level. */
  readonly integrationData: Readonly<Record<string, unknown>>;
}
