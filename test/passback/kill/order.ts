/** What a process that is to die does, and when it dies. */
export interface DoomedOrder {
  readonly mongoUri: string;
  readonly sisUrl: string;
  readonly institutionId: string;
  /** Whether it asks for the run, or only works. */
  readonly asks: boolean;
  /** Null: the test kills it from outside. */
  readonly failpoint: string | null;
  readonly nth: number;
}

/** 80 results in 4 line items, and 4 pages of submissions. */
export const doomedSize = { students: 20, assignments: 2 };

export const doomedTimes = { leaseMs: 600, heartbeatMs: 150, sendMarginMs: 200 };
