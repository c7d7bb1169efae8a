/** The lists of a class that a SIS may refuse to show although it takes grades. */
export const sisLists = ['students', 'categories', 'gradingPeriods', 'lineItems', 'results'] as const;
export type SisList = (typeof sisLists)[number];

/** A list that the SIS refused to show a run, which did without it. */
export interface RefusedList<Sections> {
  readonly list: SisList;
  /** The sections whose class lacks it. */
  readonly sections: Sections;
}
