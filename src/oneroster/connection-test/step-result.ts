import type { GradeHabit } from '../../domain/sis-habit.ts';
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
  'scores',
  'changes',
  'excused',
  'titles',
  'points',
  'columns',
  'removal',
  'habits',
] as const;
/** The steps that only a test with leave to write has. */
export const writingSteps: readonly ConnectionStep[] = [
  'scores',
  'changes',
  'excused',
  'titles',
  'points',
  'columns',
  'removal',
];
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
  | 'list_refused'
  | 'students_refused'
  | 'write_refused_as_expected'
  | 'write_unproven'
  | 'write_accepted'
  | 'write_not_permitted'
  | 'write_not_offered'
  | 'write_not_tried'
  | 'write_ids_refused'
  | 'write_reached_other'
  | 'write_no_student'
  | 'write_students_unread'
  | 'test_line_item_kept'
  | 'test_line_item_created'
  | 'test_line_item_differs'
  | 'test_line_item_not_shown'
  | 'test_line_item_unread'
  | 'line_item_doubled'
  | 'line_item_change_kept'
  | 'line_item_change_refused'
  | 'line_item_change_ignored'
  | 'score_kept'
  | 'score_rounded'
  | 'score_differs'
  | 'score_not_shown'
  | 'score_twice'
  | 'score_unread'
  | 'score_date_other'
  | 'score_whole_only'
  | 'maximum_kept'
  | 'maximum_capped'
  | 'maximum_refused'
  | 'maximum_lost'
  | 'change_kept'
  | 'change_ignored'
  | 'change_refused'
  | 'exempt_kept'
  | 'exempt_lost'
  | 'exempt_refused'
  | 'title_whole'
  | 'title_cut'
  | 'title_refused'
  | 'title_lost'
  | 'title_never'
  | 'points_kept'
  | 'points_changed'
  | 'points_refused'
  | 'columns_offered'
  | 'columns_lost'
  | 'columns_not_offered'
  | 'columns_not_tried'
  | 'result_withdrawn'
  | 'result_deleted'
  | 'result_stays'
  | 'line_item_removed'
  | 'line_item_withdrawn'
  | 'line_item_removal_unseen'
  | 'line_item_left'
  | 'out_of_time'
  | 'refused'
  | 'busy'
  | 'failing'
  | 'not_reached'
  | 'takes_files'
  | 'habits_none'
  | SisHabit;

/** One step of *Test connection*. */
export interface ConnectionStepResult {
  readonly step: ConnectionStep;
  /** `noted`: a grade sync works, and somebody should know. */
  readonly state: 'ok' | 'noted' | 'failed' | 'skipped';
  readonly finding: ConnectionFinding;
  /** For the placeholders in the finding's sentence. */
  readonly values: Readonly<Record<string, string>>;
  /** HTTP status of the SIS's answer. */
  readonly status: number | null;
  /** What the SIS itself said. */
  readonly sisMessage: string | null;
  /** What it teaches about the grades of the SIS. */
  readonly habit: GradeHabit | null;
}

type Details = Partial<Pick<ConnectionStepResult, 'values' | 'status' | 'sisMessage' | 'habit'>>;

const conclude =
  (state: ConnectionStepResult['state']) =>
  (step: ConnectionStep, finding: ConnectionFinding, details: Details = {}): ConnectionStepResult => ({
    step,
    state,
    finding,
    values: {},
    status: null,
    sisMessage: null,
    habit: null,
    ...details,
  });

export const passed = conclude('ok');
export const noted = conclude('noted');
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

/** What a whole test says: `good` and `unproven` without leave to write, `written` and `writtenUnseen` with it. */
export type TestOutcome = 'bad' | 'unproven' | 'good' | 'writtenUnseen' | 'written';

export function concludeTest(results: readonly ConnectionStepResult[]): TestOutcome {
  if (results.some(({ state }) => state === 'failed')) return 'bad';
  const stateOf = (step: ConnectionStep) => results.find((result) => result.step === step)?.state;
  const [write, scores] = [stateOf('write'), stateOf('scores')];
  if (write === 'skipped' && scores === 'skipped') return 'unproven';
  if (scores !== undefined) return scores === 'skipped' ? 'writtenUnseen' : 'written';
  return write === 'ok' ? 'good' : 'unproven';
}

/** Whether the vendor can mend what a step in this state found. */
export function asks(state: ConnectionStepResult['state']): boolean {
  return state === 'failed' || state === 'noted';
}
