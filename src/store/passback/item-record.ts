import type { ItemOutcome, ItemReason } from '../../domain/outcomes.ts';
import type { AssignmentProblem, RunLineItem } from '../../domain/run.ts';
import type { SisLineItem } from '../../domain/sis.ts';
import type { SentScore } from './receipts.ts';

/** One student × assignment × class of a run: what is to reach the SIS, and what became of it. */
export interface ItemRecord {
  readonly _id: string;
  readonly runId: string;
  readonly institutionId: string;
  readonly courseKey: string;
  /** The run's row of this assignment and class; null where no class could be found. */
  readonly lineItemId: string | null;
  readonly assignmentId: string;
  readonly assignmentName: string;
  readonly classSourcedId: string | null;
  readonly sectionName: string;
  readonly personId: string;
  readonly studentName: string;
  readonly studentSisId: string | null;
  readonly studentSourcedId: string | null;
  /** Under which the result is sent: the SIS's own id where it gave one. */
  readonly resultSourcedId: string | null;
  /** The SIS never had a score of this student here. */
  readonly isNew: boolean;
  /** Null where nothing could be sent. */
  readonly desired: SentScore | null;
  readonly outcome: ItemOutcome;
  readonly reason: ItemReason | null;
  readonly sisWords: string | null;
  /** Tries that ended without an answer. */
  readonly attempts: number;
  /** Times it was about to be sent by a worker that then died. */
  readonly starts: number;
  /** Generation of the run's lease: a worker that lost it cannot change the item. */
  readonly gen: number;
}

/** One assignment × class of a run. */
export interface RunLineItemRecord {
  readonly _id: string;
  readonly runId: string;
  readonly institutionId: string;
  readonly courseKey: string;
  readonly assignmentId: string;
  readonly assignmentName: string;
  readonly assignmentUrl: string;
  readonly sentTitle: string | null;
  readonly sectionName: string;
  readonly classSourcedId: string | null;
  /** What the SIS is to hold; null where it is refused. Its `sourcedId` is the SIS's own once it is known. */
  readonly lineItem: SisLineItem | null;
  readonly fingerprint: string | null;
  /** The SIS had it before this run. */
  readonly existed: boolean;
  readonly outcome: RunLineItem['outcome'];
  readonly problems: readonly AssignmentProblem[];
  readonly sisWords: string | null;
  readonly attempts: number;
  readonly starts: number;
  readonly gen: number;
}
