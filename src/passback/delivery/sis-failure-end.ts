import type { ErrorCode } from '../../errors.ts';
import type { SisFailure } from '../../oneroster/sis-client.ts';
import type { StageEnd } from '../runs/stage-result.ts';

/** The error that a failure of the SIS as a whole is told as. */
export function codeOfFailure(failure: SisFailure): ErrorCode {
  return endCodes[failure.kind];
}

const endCodes = {
  transient: 'sis_unreachable',
  rate: 'sis_rate',
  auth: 'sis_auth',
  item: 'sis_refused',
  institution: 'sis_refused',
} as const satisfies Record<SisFailure['kind'], ErrorCode>;

/** What a failure that concerns more than one object means for the stage. */
export function endForFailure(failure: SisFailure): StageEnd {
  const code = codeOfFailure(failure);
  return failure.kind === 'transient' || failure.kind === 'rate'
    ? { kind: 'wait', on: 'sis', code, askedMs: failure.retryAfterMs }
    : { kind: 'failed', code };
}
