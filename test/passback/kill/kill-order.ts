/** What a process does, and where it is killed. */
export interface KillOrder {
  readonly mongoUri: string;
  readonly sisUrl: string;
  readonly institutionId: string;
  /** Whether it requests the run, or only works on it. */
  readonly asks: boolean;
  readonly kind: 'post' | 'compare';
  /** Null: the test kills it from outside. */
  readonly failpoint: string | null;
  readonly nth: number;
  /** What happens to it there. */
  readonly signal: 'SIGKILL' | 'SIGSTOP';
  /** Whether first grades are sent a column at a time. */
  readonly createColumns: boolean;
  /** A killed process's lease expires after this long. */
  readonly leaseMs: number;
}

/** 80 results in 4 line items, and 4 pages of submissions. */
export const courseSize = { students: 20, assignments: 2 };

/** Short, so that tests need not wait long for a killed process's lease to expire. */
export const shortLease = { leaseMs: 1_500, heartbeatMs: 300, sendMarginMs: 300 };
