import type { InMemoryCanvas } from '../../support/passback/in-memory-canvas.ts';

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

/** 32 results in 4 line items, and 4 pages of submissions. */
export const courseSize = { students: 8, assignments: 2 };
export const pageSize = 8;

/** What teachers do while a process is stopped: every score changes, to one of 50 to 56. */
export function regrade({ members, assignments, grade }: InMemoryCanvas): void {
  for (const [id, { canvasUserId }] of members.entries()) {
    for (const assignment of assignments) grade(assignment.id, canvasUserId ?? '', { score: 50 + (id % 7) });
  }
}

/** Short, so that tests need not wait long for a killed process's lease to expire. */
export const shortLease = { leaseMs: 1_500, heartbeatMs: 300, sendMarginMs: 300 };
