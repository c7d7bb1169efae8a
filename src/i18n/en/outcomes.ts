import type { ItemReason } from '../../domain/outcomes.ts';

/** The stages of a run, in order. */
export const stageMessages = [
  'Reading Canvas',
  'Reading SIS',
  'Comparing',
  'Posting assignments',
  'Posting grades',
] as const;

export const stateMessages = {
  queued: 'Scheduled',
  scheduled: 'Scheduled',
  running: 'In progress',
  waiting_for_sis: 'Waiting for SIS',
  waiting_for_person: 'Waiting for confirmation',
  completed: 'Completed',
  completed_with_problems: 'Completed with problems',
  nothing_to_send: 'Nothing to send',
  failed: 'Failed',
  cancelled: 'Cancelled',
} as const;

export const kindMessages = {
  post: 'Post Grades',
  nightly: 'Nightly sync',
  remaster: 'Remaster Grade Passback',
  retry: 'Retry failed',
  undo: 'Undo',
  compare: 'Compare with SIS',
} as const;

export const itemOutcomeMessages = {
  pending: 'On its way',
  sent: 'Sent',
  confirmed: 'Confirmed by reading back',
  unchanged: 'Unchanged',
  held_back: 'Held back',
  skipped: 'Skipped',
  failed: 'Failed',
} as const;

export const lineItemOutcomeMessages = {
  created: 'Created',
  updated: 'Updated',
  unchanged: 'Unchanged',
  pending: 'On its way',
  refused: 'Not sent',
  failed: 'Failed',
  nothing_to_send: 'Nothing to send',
} as const;

/** OneRoster score statuses that a teacher may meet; any other is shown as the SIS has it. */
export const scoreStatusMessages = {
  exempt: 'Excused',
  'fully graded': 'Graded',
  'partially graded': 'Partly graded',
  'not submitted': 'Missing',
  submitted: 'Submitted',
  late: 'Late',
  'late submission': 'Late',
} as const;

/** Why a grade was not sent, in one sentence for a teacher. */
export const reasonMessages = {
  test_student: 'The test student of Student View is never sent.',
  student_without_sis_id: 'The student has no SIS ID in Canvas.',
  student_inactive: 'The student is no longer active in this course.',
  section_without_sis_id: "The student's section has no SIS ID.",
  grade_hidden: 'The grade is hidden: it has not been posted to the student yet.',
  left_behind: 'The student has left this class.',
  assignment_refused: 'The assignment could not be sent for this section; see its problems.',
  score_removed: 'The score was removed in Canvas.',
  cancelled: 'The grade sync was cancelled before this grade was sent.',
  status_only: 'Only the status changed. Change the score, or use Remaster, to send it again.',
  details_only:
    'Only the name, points, dates or category of the assignment changed. They are sent with the next score of the assignment that changes in this class, or with Remaster.',
  changed_in_sis:
    'The score was changed in {sis}. Your score is sent when it changes in Canvas, or with Remaster.',
  undone: 'Its grade sync was undone. Your score is sent again when it changes in Canvas, or with Remaster.',
  undo_sent_later: 'A later grade sync has sent this grade, so it was left as it is.',
  undo_changed_in_sis: 'It was changed in {sis} since, so it was left as it is.',
  undo_unknown: 'What {sis} held before, or holds now, is not known, so it was left as it is.',
  undo_not_expressible:
    '{sis} had no score here before, and OneRoster 1.1 cannot take one away, so it was left as it is.',
  missing_in_sis: '{sis} no longer has the score that was sent.',
  class_not_in_sis: 'The SIS does not know the class of this section.',
  student_not_in_sis: 'The SIS does not have this student in this class.',
  student_ambiguous: 'The SIS has more than one student with this SIS ID in this class.',
  score_above_maximum: 'The score is above the points possible, which the SIS does not take.',
  score_not_whole: 'The SIS takes whole scores only.',
  exempt_not_expressible: 'The SIS has no way to say that a student is excused.',
  line_item_refused: 'The SIS refused the assignment, so its grades could not be sent.',
  sis_refused: 'The SIS refused this grade.',
  not_confirmed: 'The SIS accepted the grade, but showed something else when it was read back.',
  sis_error:
    'The SIS failed at this grade several times, although it took others. It may or may not have kept it.',
  sis_unreachable: 'The SIS did not answer for this grade, although it was tried several times.',
  quarantined: 'Sending this grade failed badly three times, so it was set aside.',
  not_sent: 'The grade sync ended before this grade was sent.',
} as const satisfies Readonly<Record<ItemReason, string>>;
