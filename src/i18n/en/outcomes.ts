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
  confirmed: 'Sent and verified',
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
  /** Of an assignment that did not change itself. */
  gradesSent: 'Grades sent',
  notAllSent: 'Not all sent',
  notAsSent: 'Not as sent',
} as const;

/** What goes to the SIS as the comment of a result, in the institution’s language. */
export const gradeCommentMessages = {
  late: 'Late',
  missing: 'Missing',
  excused: 'Excused',
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
  test_student: 'Canvas’s test student is never sent.',
  student_without_sis_id: 'The student has no SIS ID in Canvas.',
  student_inactive: 'The student is no longer active in this course.',
  section_without_sis_id: 'The student’s section has no SIS ID in Canvas.',
  grade_hidden: 'The grade is hidden. Post it in the Canvas gradebook first.',
  left_behind: 'The student has left this class.',
  assignment_refused: 'The assignment has a problem in this section.',
  score_removed: 'Somebody removed the score in Canvas.',
  cancelled: 'Somebody cancelled the grade sync before it sent this grade.',
  status_only: 'Only the status changed. To send it again, change the score or use Remaster.',
  details_only:
    'Only the assignment’s name, points, dates or category changed. They go with the next score that changes in this class, or with Remaster.',
  changed_in_sis:
    'Somebody changed the score in {sis}. Yours goes when it changes in Canvas, or with Remaster.',
  undone: 'Somebody undid its grade sync. Your score goes again when it changes in Canvas, or with Remaster.',
  undo_sent_later: 'A later grade sync sent this grade, so we left it alone.',
  undo_changed_in_sis: 'Somebody changed it in {sis} since, so we left it alone.',
  undo_unknown: 'We don’t know what {sis} held before or holds now, so we left it alone.',
  undo_not_expressible:
    '{sis} had no score here before, and OneRoster 1.1 can’t remove one, so we left it alone.',
  missing_in_sis: '{sis} no longer has the score we sent.',
  class_not_in_sis: '{sis} doesn’t know the class of this section.',
  student_not_in_sis: '{sis} doesn’t have this student in this class.',
  student_ambiguous: '{sis} has more than one student with this SIS ID in this class.',
  score_above_maximum: 'The score is above the points possible. {sis} doesn’t accept that.',
  score_not_whole: '{sis} accepts whole scores only.',
  exempt_not_expressible: '{sis} has no way to mark a student as excused.',
  line_item_refused: '{sis} refused the assignment, so its grades couldn’t be sent.',
  sis_refused: '{sis} refused this grade.',
  not_confirmed: '{sis} accepted the grade but shows a different one.',
  not_verified: '{sis} accepted the grade but doesn’t show it yet. The next grade sync looks again.',
  never_shown:
    '{sis} accepted the grade twice but doesn’t show it. It goes again when the score changes, or with Remaster.',
  sis_rounds: '{sis} has the grade, but keeps fewer decimals than Canvas.',
  sis_caps: '{sis} has the grade, but lowers it to the points possible.',
  line_item_differs:
    '{sis} accepted the grade but doesn’t show its assignment as we sent it. The assignment says what differs.',
  excuse_not_kept:
    '{sis} doesn’t keep “excused”, so we took back what we sent. Excuse the student in {sis} itself.',
  excuse_counts:
    '{sis} doesn’t keep “excused”, and we couldn’t take back the score sent with it: it counts. Correct it in {sis}.',
  result_twice:
    '{sis} shows more than one result for this student in this assignment. Delete the wrong one in {sis}.',
  sis_error:
    '{sis} failed on this grade several times, though it accepted others. It may or may not have kept it.',
  sis_unreachable: '{sis} didn’t answer for this grade, though we tried several times.',
  quarantined: 'Sending this grade crashed three times, so we set it aside.',
  not_sent: 'The grade sync ended before it sent this grade.',
} as const satisfies Readonly<Record<ItemReason, string>>;
