/**
 * The words of a run: stages in order, the rest keyed by the words of `passback/words.ts`. The pages index them
 * with those types, so the compiler refuses a word without text.
 */
export const stageTexts = [
  'Reading Canvas',
  'Reading SIS',
  'Comparing',
  'Posting assignments',
  'Posting grades',
];

export const stateTexts = {
  queued: 'Scheduled',
  scheduled: 'Scheduled',
  running: 'In progress',
  waiting_for_sis: 'Waiting for SIS',
  completed: 'Completed',
  completed_with_problems: 'Completed with problems',
  nothing_to_send: 'Nothing to send',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export const kindTexts = {
  post: 'Post Grades',
  nightly: 'Nightly sync',
  remaster: 'Remaster Grade Passback',
  retry: 'Retry failed',
};

export const itemOutcomeTexts = {
  pending: 'On its way',
  sent: 'Sent',
  confirmed: 'Confirmed by reading back',
  unchanged: 'Unchanged',
  held_back: 'Held back',
  skipped: 'Skipped',
  failed: 'Failed',
};

export const lineItemOutcomeTexts = {
  created: 'Created',
  updated: 'Updated',
  unchanged: 'Unchanged',
  pending: 'On its way',
  refused: 'Not sent',
  failed: 'Failed',
  nothing_to_send: 'Nothing to send',
};

/** Score statuses of OneRoster that a teacher may meet; another one is shown as the SIS has it. */
export const scoreStatusTexts: Readonly<Record<string, string>> = {
  exempt: 'Excused',
  'fully graded': 'Graded',
  'partially graded': 'Partly graded',
  'not submitted': 'Missing',
  submitted: 'Submitted',
  late: 'Late',
  'late submission': 'Late',
};
