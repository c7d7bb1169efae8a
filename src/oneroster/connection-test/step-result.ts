import type {
  ConnectionFinding,
  ConnectionStep,
  ConnectionStepResult,
  SisFailure,
} from '../../domain/sis.ts';

type Facts = Partial<Pick<ConnectionStepResult, 'values' | 'status' | 'words'>>;

const conclude =
  (state: ConnectionStepResult['state']) =>
  (step: ConnectionStep, finding: ConnectionFinding, facts: Facts = {}): ConnectionStepResult => ({
    step,
    state,
    finding,
    values: {},
    status: null,
    words: null,
    ...facts,
  });

export const passed = conclude('ok');
export const failed = conclude('failed');
export const skipped = conclude('skipped');

/**
 * A failed request of a step. What the permissions and the address mean differs from step to step; the rest is the same
 * everywhere.
 */
export function failedRequest(
  step: ConnectionStep,
  failure: SisFailure,
  findings: { readonly auth: ConnectionFinding; readonly institution: ConnectionFinding },
): ConnectionStepResult {
  const { kind, status } = failure;
  const facts = describeAnswer(failure);
  if (status === 403 || kind === 'auth') return failed(step, findings.auth, facts);
  if (kind === 'institution') return failed(step, findings.institution, facts);
  if (kind === 'rate') return failed(step, 'busy', facts);
  if (kind === 'transient') return failed(step, status === null ? 'no_answer' : 'failing', facts);
  return failed(step, status === 404 ? findings.institution : 'refused', facts);
}

/** Status and words of a SIS's answer. */
export function describeAnswer({ status, words }: SisFailure): Required<Pick<Facts, 'status' | 'words'>> {
  return { status, words: words === '' ? null : words };
}
