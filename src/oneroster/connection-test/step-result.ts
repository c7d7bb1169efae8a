import type { SisHabit } from '../client/habits.ts';
import type { SisFailure } from '../sis-client.ts';

/** The steps of *Test connection*, in order. */
export const connectionSteps = [
  'address',
  'tls',
  'token',
  'scopes',
  'class',
  'categories',
  'periods',
  'students',
  'lineItems',
  'results',
  'write',
  'habits',
] as const;
export type ConnectionStep = (typeof connectionSteps)[number];

/** What a step found. The pages have a sentence for each, and what to ask the vendor for. */
export type ConnectionFinding =
  | 'reached'
  | 'address_not_allowed'
  | 'name_unknown'
  | 'no_answer'
  | 'connection_refused'
  | 'connection_lost'
  | 'addresses_swapped'
  | 'version_other'
  | 'certificate_good'
  | 'certificate_bad'
  | 'not_encrypted'
  | 'token_received'
  | 'requests_signed'
  | 'credentials_refused'
  | 'token_address_wrong'
  | 'scopes_granted'
  | 'scopes_missing'
  | 'class_read'
  | 'class_unknown'
  | 'class_ambiguous'
  | 'classes_none'
  | 'class_not_permitted'
  | 'class_address_wrong'
  | 'categories_read'
  | 'categories_none'
  | 'categories_not_needed'
  | 'categories_not_permitted'
  | 'categories_address_wrong'
  | 'periods_read'
  | 'periods_none'
  | 'periods_not_needed'
  | 'students_read'
  | 'students_none'
  | 'students_unmatchable'
  | 'line_items_read'
  | 'line_items_unsaid'
  | 'results_read'
  | 'results_unsaid'
  | 'results_not_tried'
  | 'list_not_permitted'
  | 'list_unreadable'
  | 'write_refused_as_expected'
  | 'write_unproven'
  | 'write_accepted'
  | 'write_not_permitted'
  | 'write_not_offered'
  | 'write_not_tried'
  | 'refused'
  | 'busy'
  | 'failing'
  | 'not_reached'
  | 'habits_none'
  | SisHabit;

/** One step of *Test connection*. */
export interface ConnectionStepResult {
  readonly step: ConnectionStep;
  readonly state: 'ok' | 'failed' | 'skipped';
  readonly finding: ConnectionFinding;
  /** For the placeholders in the finding's sentence. */
  readonly values: Readonly<Record<string, string>>;
  /** HTTP status of the SIS's answer. */
  readonly status: number | null;
  /** What the SIS itself said. */
  readonly sisMessage: string | null;
}

type Details = Partial<Pick<ConnectionStepResult, 'values' | 'status' | 'sisMessage'>>;

const conclude =
  (state: ConnectionStepResult['state']) =>
  (step: ConnectionStep, finding: ConnectionFinding, details: Details = {}): ConnectionStepResult => ({
    step,
    state,
    finding,
    values: {},
    status: null,
    sisMessage: null,
    ...details,
  });

export const passed = conclude('ok');
export const failed = conclude('failed');
export const skipped = conclude('skipped');

/**
 * The result of a step whose request failed. Each step has its own findings for missing permissions and for a wrong
 * address.
 */
export function failedRequest(
  step: ConnectionStep,
  failure: SisFailure,
  findings: { readonly auth: ConnectionFinding; readonly institution: ConnectionFinding },
): ConnectionStepResult {
  const { kind, status } = failure;
  const details = describeAnswer(failure);
  if (status === 403 || kind === 'auth') return failed(step, findings.auth, details);
  if (kind === 'institution') return failed(step, findings.institution, details);
  if (kind === 'rate') return failed(step, 'busy', details);
  if (kind === 'transient')
    return failed(step, status === null ? silenceOf(failure.detail) : 'failing', details);
  return failed(step, status === 404 ? findings.institution : 'refused', details);
}

/** Why no answer came, as the HTTP client calls it. */
export function silenceOf(httpFailure: string | undefined): ConnectionFinding {
  switch (httpFailure) {
    case 'connect':
      return 'connection_refused';
    case 'reset':
      return 'connection_lost';
    case 'dns':
      return 'name_unknown';
    default:
      return 'no_answer';
  }
}

/** Status and message of a SIS's answer. */
export function describeAnswer({
  status,
  sisMessage,
}: SisFailure): Required<Pick<Details, 'status' | 'sisMessage'>> {
  return { status, sisMessage: sisMessage === '' ? null : sisMessage };
}
