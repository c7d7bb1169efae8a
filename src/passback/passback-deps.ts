import type { CanvasReader } from '../canvas/canvas-reader.ts';
import type { Clock, RandomBytes, Sleep } from '../clock.ts';
import type { Institution } from '../domain/institution.ts';
import type { CanvasPerson } from '../domain/launch-context.ts';
import type { ItemCounts, RunKind, RunState, StageNumber } from '../domain/outcomes.ts';
import type { RunBrake } from '../domain/run.ts';
import type { ErrorCode } from '../errors.ts';
import type { Log } from '../log.ts';
import type { SisClient } from '../oneroster/sis-client.ts';
import type { CourseRef } from '../store/passback/course-record.ts';
import type { PassbackStores } from '../store/passback/passback-stores.ts';

/** One institution's SIS: its client, with the concurrency limit that all runs of this process share. */
export interface SisAccess {
  readonly client: SisClient;
  /** The highest value of the concurrency limit. */
  readonly maxInFlight: number;
}

/** Events of runs, for metrics and audit. They hold no names and no scores. */
export type PassbackEvent =
  | {
      readonly kind: 'run_requested';
      readonly runId: string;
      readonly institutionId: string;
      readonly runKind: RunKind;
      /** The schedule that requested it, if one did. */
      readonly scheduleId?: string;
    }
  | {
      readonly kind: 'run_claimed';
      readonly runId: string;
      readonly institutionId: string;
      readonly takeover: boolean;
    }
  | {
      readonly kind: 'stage_ended';
      readonly runId: string;
      readonly institutionId: string;
      readonly stage: StageNumber;
      readonly ms: number;
    }
  | {
      readonly kind: 'run_waiting';
      readonly runId: string;
      readonly institutionId: string;
      readonly code: ErrorCode;
      readonly ms: number;
    }
  | {
      readonly kind: 'run_braked';
      readonly runId: string;
      readonly institutionId: string;
      readonly runKind: RunKind;
      readonly brake: RunBrake;
    }
  | {
      readonly kind: 'run_ended';
      readonly runId: string;
      readonly institutionId: string;
      readonly runKind: RunKind;
      readonly state: RunState;
      readonly counts: ItemCounts;
    };

/** Everything that passback needs from outside; `services.ts` composes it. */
export interface PassbackDeps {
  readonly stores: PassbackStores;
  /** Null if there is no such institution, or it was erased. */
  readonly findInstitution: (institutionId: string) => Promise<Institution | null>;
  /** Reads one course in the name of a person; throws `ProductError` (`canvas_*`). */
  readonly openCanvas: (
    institution: Institution,
    course: CourseRef,
    person: CanvasPerson,
  ) => Promise<CanvasReader>;
  /** One shared access per connection; null if the institution has not connected its SIS. */
  readonly openSis: (institution: Institution) => Promise<SisAccess | null>;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly randomBytes: RandomBytes;
  readonly log: Log;
  readonly onEvent: (event: PassbackEvent) => void;
  /** Does nothing in production; tests end the process there. */
  readonly failpoint: (name: Failpoint) => void;
}

/** Where a test ends the process, in the order of a run (reliability cases K1 to K20). */
export type Failpoint =
  | 'before-run-insert'
  | 'after-run-insert'
  | 'nightly-requested'
  | 'scheduled-half-planned'
  | 'scheduled-requested'
  | 'claimed'
  | 'sis-entered'
  | 'submissions-page-read'
  | 'submissions-page-saved'
  | 'canvas-read'
  | 'items-half-planned'
  | 'before-line-item-put'
  | 'after-line-item-put'
  | 'before-result-put'
  | 'after-result-put'
  | 'results-acknowledged'
  | 'read-back'
  | 'line-item-deleted'
  | 'results-compared'
  | 'before-finish'
  | 'draining';
