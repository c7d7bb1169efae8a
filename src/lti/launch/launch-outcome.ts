import type { LaunchContext } from '../../domain/launch-context.ts';
import type { ErrorCode, ProductError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { LaunchRefusal } from './refusal.ts';

/** How far a login or launch came; filled in step by step. */
export interface LaunchProgress {
  event: 'login' | 'launch';
  institutionId?: string;
  proof?: string;
  launch?: LaunchContext;
}

/** How a login or launch ended. Holds no hints, tokens or secrets. */
export interface LaunchOutcome {
  readonly event: 'login' | 'launch';
  /** `ok`, or the code of what the person saw. */
  readonly code: ErrorCode | 'ok';
  /** The check that refused it. */
  readonly check: string | null;
  /** Null if the platform is unknown. */
  readonly institutionId: string | null;
  readonly launch: LaunchContext | null;
}

/** Where the outcome of every launch and of every refused login goes. */
export interface OutcomeDeps {
  readonly log: Log;
  readonly onLaunchOutcome?: (outcome: LaunchOutcome) => void;
}

/**
 * Writes one structured log line for each launch and each refused login, by which the certification tests
 * know what happened. It holds no hints, tokens or names (S9).
 * @param error null if a session was started
 */
export function reportOutcome(
  { log, onLaunchOutcome }: OutcomeDeps,
  progress: LaunchProgress,
  error: ProductError | null,
): void {
  const line = {
    event: progress.event,
    // A valid launch is accepted even if the person's role opens no page; the code says what they saw.
    outcome: error === null || progress.launch !== undefined ? 'accepted' : 'refused',
    code: error?.code ?? 'ok',
    check: error instanceof LaunchRefusal ? error.check : null,
    detail: error?.detail ?? null,
    institutionId: progress.institutionId ?? null,
    deploymentId: progress.launch?.deploymentId ?? null,
    placement: progress.launch?.placement ?? null,
    role: progress.launch?.person.role ?? null,
    proof: progress.proof ?? null,
  } as const;
  log.info(line, `${progress.event} ${line.outcome}`);
  const { event, code, check, institutionId } = line;
  onLaunchOutcome?.({ event, code, check, institutionId, launch: progress.launch ?? null });
}
