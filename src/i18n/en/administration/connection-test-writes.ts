/** What a test with leave to write found; keyed as in `oneroster/connection-test/step-result.ts`. */
export const writeFindings = {
  write_ids_refused: {
    text: '{sis} says it doesn’t know a new assignment of this class. It takes no new assignments, so no grade sync can work.',
    ask: 'whether PUT of a line item with a new sourcedId creates it, and if not, how assignments are created.',
  },
  write_reached_other: {
    text: '{sis} answered with assignment {id}, which was there before. We stopped and wrote nothing else.',
    ask: 'why a new line item is taken for another one.',
  },
  write_students_unread: {
    text: 'Not tried: without the list of students, we don’t know who could get a test score. The test without writing shows whether Grade Passback may write.',
  },
  write_no_student: {
    text: 'Not tried: the class has no student who could get a test score. Choose a section with one.',
  },
  test_line_item_kept: { text: '{sis} shows the test assignment “{title}” as it was sent.' },
  test_line_item_created: {
    text: '{sis} takes no new IDs of ours, but created the test assignment “{title}” under its own. Grade syncs do the same.',
    ask: 'whether PUT of a line item with a new sourcedId could create it, as the specification says.',
  },
  test_line_item_differs: {
    text: '{sis} took the test assignment “{title}” but shows it otherwise: {fields}.',
    ask: 'why these fields aren’t kept as sent: {fields}',
  },
  test_line_item_not_shown: {
    text: '{sis} accepted the test assignment but doesn’t show it in the class. It may have stored nothing.',
    ask: 'where a line item goes that was accepted, and whether it appears in /classes/(id)/lineItems.',
  },
  test_line_item_unread: {
    text: '{sis} accepted the assignment, but its assignments can’t be read to see whether it kept it.',
  },
  line_item_doubled: {
    text: '{sis} adds another assignment each time one is sent. Every grade would count twice.',
    ask: 'how to change a line item that exists.',
  },
  line_item_change_kept: { text: '{sis} keeps a new name of the assignment.' },
  line_item_change_refused: {
    text: '{sis} refuses to change the assignment. Renamed assignments keep their old names there.',
  },
  line_item_change_ignored: {
    text: '{sis} accepts a new name of the assignment and shows the old one.',
  },
  score_kept: { text: '{sis} shows the score as it was sent, with three decimals.' },
  score_rounded: { text: '{sis} keeps fewer decimals: {sent} became {shown}.' },
  score_differs: {
    text: '{sis} shows {shown} where {sent} was sent.',
    ask: 'why a score of {sent} becomes {shown}.',
  },
  score_not_shown: {
    text: '{sis} accepted the score but doesn’t show it. It may have stored nothing.',
    ask: 'where a result goes that was accepted, and when it appears in /classes/(id)/lineItems/(id)/results.',
  },
  score_twice: {
    text: '{sis} shows more than one score of the student in one assignment.',
    ask: 'how to change a result that exists.',
  },
  score_unread: {
    text: '{sis} accepted the score, but results can’t be read. Grades are sent but not confirmed.',
  },
  score_date_other: {
    text: '{sis} refuses the score date as {form} and takes it as {other}. Choose a profile that sends {other}.',
    ask: 'which form of scoreDate it takes.',
  },
  score_whole_only: {
    text: '{sis} refuses scores with decimals. In Settings, round scores to 0 decimals.',
  },
  maximum_kept: { text: '{sis} keeps {sent} of {points} points.' },
  maximum_capped: { text: '{sis} lowers {sent} of {points} points to {points}.' },
  maximum_refused: {
    text: '{sis} refuses {sent} of {points} points. In Settings, choose what happens to such scores.',
  },
  maximum_lost: { text: '{sis} accepts {sent} of {points} points but shows something else.' },
  change_kept: { text: '{sis} keeps a changed score.' },
  change_ignored: {
    text: '{sis} accepts a changed score of {sent} but shows {shown}.',
    ask: 'how to change a result that exists.',
  },
  change_refused: {
    text: '{sis} refuses to change a score that it has.',
    ask: 'how to change a result that exists.',
  },
  exempt_kept: { text: '{sis} keeps that a student is excused.' },
  exempt_lost: {
    text: '{sis} doesn’t keep “excused”. The score that comes with it would count, so excuse students in {sis} itself.',
  },
  exempt_refused: { text: '{sis} refuses “excused”. Excuse students in {sis} itself.' },
  title_whole: { text: '{sis} keeps a name of {count} characters.' },
  title_cut: {
    text: '{sis} cuts names after {count} characters. In Settings, enter that as the longest title.',
  },
  title_refused: {
    text: '{sis} refuses longer names; {count} characters were taken. In Settings, enter that as the longest title.',
  },
  title_lost: { text: '{sis} accepts a long name but shows another one.' },
  title_never: { text: '{sis} refused the assignment with a longer name.' },
  points_kept: { text: '{sis} keeps half points possible.' },
  points_changed: { text: '{sis} shows {shown} points possible where {sent} were sent.' },
  points_refused: {
    text: '{sis} refuses half points possible. Assignments there need whole points.',
  },
  columns_offered: {
    text: '{sis} takes the first grades of an assignment together. Grade syncs use that, unless Settings say otherwise.',
  },
  columns_lost: {
    text: '{sis} takes the first grades of an assignment together but doesn’t keep or change them as sent. Each is sent alone.',
    ask: 'how to change a result that was created by POST /lineItems/(id)/results.',
  },
  columns_not_offered: {
    text: '{sis} doesn’t take the first grades of an assignment together. Each is sent alone, which takes longer.',
  },
  columns_not_tried: {
    text: 'We couldn’t find out whether {sis} takes the first grades of an assignment together.',
  },
  result_withdrawn: { text: 'The test score is gone: {sis} removes what is sent as deleted.' },
  result_deleted: {
    text: '{sis} kept the test score when it was sent as deleted, and removed it with DELETE.',
  },
  result_stays: {
    text: '{sis} doesn’t remove a score. Grades that disappear in Canvas stay in {sis}.',
  },
  line_item_removed: { text: 'The test assignment is gone: {sis} deletes assignments.' },
  line_item_withdrawn: {
    text: 'The test assignment is gone: {sis} removes what is sent as deleted.',
  },
  line_item_removal_unseen: {
    text: '{sis} says it deleted the test assignment. We can’t read whether it’s gone.',
  },
  line_item_left: {
    text: '{sis} doesn’t delete assignments. Delete “{title}” (ID {id}) in class “{class}” by hand.',
  },
  out_of_time: {
    text: 'The test took too long and was ended. {sis} may be slow now; test again later.',
    ask: 'to check its log for this time, if this keeps happening.',
  },
} as const;
