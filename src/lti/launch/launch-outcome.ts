import type { LaunchContext } from '../../domain/launch-context.ts';
import type { ErrorCode, ProductError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { LaunchRefusal } from './refusal.ts';

/** How far a login or launch came before its verdict; filled as the facts become known. */
export interface VerdictFacts {
  event: 'login' | 'launch';
  institutionId?: string;
  proof?: string;
  launch?: LaunchContext;
}

/** What became of a login or launch, without hints, tokens and names. */
export interface Verdict {
  readonly event: 'login' | 'launch';
  /** `ok`, or the code of what the person saw. */
  readonly code: ErrorCode | 'ok';
  /** The rule of the door that refused. */
  readonly check: string | null;
  /** Null where the platform is not known. */
  readonly institutionId: string | null;
  readonly launch: LaunchContext | null;
}

/** Where the verdict of every launch and of every refused login goes. */
export interface VerdictDeps {
  readonly log: Log;
  readonly onVerdict?: (verdict: Verdict) => void;
}

/**
 * The one structured line of each launch (and of each refused login): proof of every certification test.
 * It holds no hints, tokens or names (S9).
 * @param error null where the person is let in
 */
export function reportVerdict(
  { log, onVerdict }: VerdictDeps,
  facts: VerdictFacts,
  error: ProductError | null,
): void {
  const line = {
    event: facts.event,
    // A good launch of somebody who may not come in is accepted as a launch; the code says what they saw.
    verdict: error === null || facts.launch !== undefined ? 'accepted' : 'refused',
    code: error?.code ?? 'ok',
    check: error instanceof LaunchRefusal ? error.check : null,
    detail: error?.detail ?? null,
    institutionId: facts.institutionId ?? null,
    deploymentId: facts.launch?.deploymentId ?? null,
    placement: facts.launch?.placement ?? null,
    role: facts.launch?.person.role ?? null,
    proof: facts.proof ?? null,
  } as const;
  log.info(line, `${facts.event} ${line.verdict}`);
  const { event, code, check, institutionId } = line;
  onVerdict?.({ event, code, check, institutionId, launch: facts.launch ?? null });
}
