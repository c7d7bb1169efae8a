/**
 * The form in which two ids are compared: some SISs answer with ids in other capitals, or pad them with blanks.
 */
export function matchingForm(sourcedId: string): string {
  return sourcedId.trim().toLowerCase();
}
