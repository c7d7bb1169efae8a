import type { SisFailure } from '../oneroster/types.ts';
import type { StageEnd } from './stage-end.ts';

/** What a failure that concerns more than one object means for the stage. */
export function endForFailure(failure: SisFailure): StageEnd {
  switch (failure.kind) {
    case 'transient':
      return { kind: 'wait', on: 'sis', code: 'sis_unreachable', askedMs: failure.retryAfterMs };
    case 'rate':
      return { kind: 'wait', on: 'sis', code: 'sis_rate', askedMs: failure.retryAfterMs };
    case 'auth':
      return { kind: 'failed', code: 'sis_auth' };
    case 'item':
    case 'institution':
      return { kind: 'failed', code: 'sis_refused' };
  }
}
