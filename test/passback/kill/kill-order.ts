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

/** Short, so that a test need not wait long for the lease of a process that is stopped; kept on a busy machine. */
export const shortLease = { leaseMs: 4_000, heartbeatMs: 300, sendMarginMs: 300 };
