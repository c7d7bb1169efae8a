import type { ProductError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { LaunchContext } from './launch-context.ts';
import { LaunchRefusal } from './refusal.ts';

/** How far a login or launch came before its verdict; filled as the facts become known. */
export interface VerdictFacts {
  event: 'login' | 'launch';
  institutionId?: string;
  proof?: string;
  launch?: LaunchContext;
}

/**
 * The one structured line of each launch (and of each refused login): proof of every certification test.
 * It holds no hints, tokens or names (S9).
 * @param error null where the person is let in
 */
export function logVerdict(log: Log, facts: VerdictFacts, error: ProductError | null): void {
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
  };
  log.info(line, `${facts.event} ${line.verdict}`);
}
