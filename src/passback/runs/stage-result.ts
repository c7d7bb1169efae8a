import type { RunBrake } from '../../domain/run.ts';
import type { ErrorCode, ProductError } from '../../errors.ts';
import type { SisFailure } from '../../oneroster/sis-client.ts';

/** How a stage ended, or the execution of a run as a whole. */
export type StageResult =
  | { readonly kind: 'done' }
  /**
   * Canvas or the SIS did not answer: continue later. `items`: the SIS answers, but not for these items.
   * `retryAfterMs`: how long they asked us to wait.
   */
  | {
      readonly kind: 'unanswered';
      readonly by: 'canvas' | 'sis' | 'items';
      readonly code: ErrorCode;
      readonly retryAfterMs: number | null;
      readonly answer?: string | null;
    }
  /** Another run is writing to the same class: continue soon. */
  | { readonly kind: 'class_busy' }
  /** Another run found the SIS down; its circuit breaker stays open until then. */
  | { readonly kind: 'breaker_open'; readonly until: Date }
  /** Credentials are refused: continue once a person has mended them. */
  | { readonly kind: 'needs_attention'; readonly code: ErrorCode; readonly answer?: string | null }
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode;
      readonly detail?: string;
      /** What was asked and what the SIS answered, for a person to read. */
      readonly answer?: string | null;
    }
  /** A defect or an error outside the protocols; retried a few times. */
  | { readonly kind: 'unexpected'; readonly error: ProductError }
  /** It would change an unusual amount: a person has to confirm it. */
  | { readonly kind: 'braked'; readonly brake: RunBrake }
  /** A person cancelled the run, or the worker is stopping. */
  | { readonly kind: 'halted'; readonly by: 'cancel' | 'stop' };

export const done: StageResult = { kind: 'done' };

/** The stage result for a failure that concerns more than one object. */
export function resultOfFailure(failure: SisFailure): StageResult {
  const code = codeOfFailure(failure);
  const answer = describeAnswer(failure);
  if (code === 'sis_auth') return { kind: 'needs_attention', code, answer };
  return failure.kind === 'transient' || failure.kind === 'rate'
    ? { kind: 'unanswered', by: 'sis', code, retryAfterMs: failure.retryAfterMs, answer }
    : { kind: 'failed', code, answer };
}

/** `GET /classes/{id}/students → 403 “No roster licence”`; null if nothing was answered. */
export function describeAnswer({ request, status, sisMessage }: SisFailure): string | null {
  if (status === null && sisMessage === '') return null;
  const words = sisMessage === '' ? '' : ` “${sisMessage}”`;
  return `${request === undefined ? '' : `${request} → `}${status ?? ''}${words}`.trim();
}

/** What the client reports of an answer that came and says nothing that it can read. */
const unreadable =
  /^(page_instead_of_json|empty_body|broken_json|token_answer_unreadable|missing_collection_key|list_cut|list_keeps_changing|later_page_unknown|too_many_pages|next_link_|unreadable_)/;

/** The product's error code for a failure of the SIS as a whole. */
export function codeOfFailure(failure: SisFailure): ErrorCode {
  if (failure.detail === 'address') return 'address_refused';
  if (unreadable.test(failure.detail ?? '')) return 'sis_unexpected';
  if (failure.kind === 'transient' && failure.status !== null) return 'sis_failing';
  return codes[failure.kind];
}

const codes = {
  transient: 'sis_unreachable',
  rate: 'sis_rate',
  auth: 'sis_auth',
  item: 'sis_refused',
  institution: 'sis_refused',
} as const satisfies Record<SisFailure['kind'], ErrorCode>;
