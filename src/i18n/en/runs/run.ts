/** What each state means, in plain words; the counts follow it. */
const runSentences = {
  queued: 'It starts when the running grade sync ends.',
  scheduled: 'It starts in a moment. You can leave this page.',
  running: 'You can leave this page. The grade sync keeps running.',
  waiting_for_sis:
    '{sis} isn’t answering right now. Nothing is lost: the grade sync continues when {sis} answers.',
  waiting_for_person: 'It stopped before sending anything and waits for somebody to confirm it.',
  completed: 'Everything that had to go is in {sis}.',
  completed_with_problems: 'Not everything is in {sis} as we sent it. The reasons are below.',
  nothing_to_send: 'There was nothing to send. We didn’t change {sis}.',
  failed: 'The grade sync stopped before it finished.',
  cancelled: 'Somebody cancelled the grade sync. What it sent before stays in {sis}.',
} as const;

/** Of a run whose credentials were refused; the problem below names them. */
const attentionSentences = {
  run: 'It waits until the connection works again. Grades that were sent before stay in {sis}.',
  comparison: 'It waits until the connection works again.',
} as const;

/** What each state of a comparison means; its findings follow. */
const comparisonSentences = {
  queued: 'It starts when the running grade sync ends.',
  scheduled: 'It starts in a moment. You can leave this page.',
  running: 'We’re reading {sis}. A comparison sends nothing. You can leave this page.',
  waiting_for_sis: '{sis} isn’t answering right now. The comparison continues when {sis} answers.',
  waiting_for_person: 'It waits for somebody to confirm it.',
  completed: 'We compared every grade we sent with what {sis} has. A comparison sends nothing.',
  completed_with_problems: '{sis} didn’t show all its grades. A comparison sends nothing.',
  nothing_to_send: 'A comparison sends nothing.',
  failed: 'The comparison stopped before it finished. Compare shows what it read.',
  cancelled: 'Somebody cancelled the comparison. Compare shows what it read.',
} as const;

/** The run's page and the lists of students. */
export const runMessages = {
  title: 'Grade sync of {when}',
  crumbs: 'Breadcrumb',
  requestedBy: '{kind}, requested by {name}',
  ended: 'Ended {when}',
  stages: 'Stages',
  stageDone: 'Done',
  stageNow: 'Now',
  stageNext: 'Not started',
  stageStopped: 'Stopped here',
  stageSkipped: 'Not needed',
  startedAt: 'Started {time}',
  took: 'Took {duration}',
  nextTry: 'Next try: {when}.',
  sentences: runSentences,
  comparisonSentences,
  attentionSentences,
  comparisonTitle: 'Comparison of {when}',
  unread: {
    one: '{sis} refused to show the grades of {count} assignment. We still show the earlier ones.',
    other: '{sis} refused to show the grades of {count} assignments. We still show the earlier ones.',
  },
  compared: 'Assignments compared',
  lineItemsChanged: 'Assignments that differ in {sis}',
  lineItemsMissing: 'Assignments missing in {sis}',
  covers: 'It covers {sections} only: the person who started it sees no other sections in Canvas.',
  shows: 'It also covers sections you don’t see in Canvas. You see {sections} only.',
  sent: { one: 'Sent {count} grade.', other: 'Sent {count} grades.' },
  noneSent: 'It sent no grades.',
  sentVerified: {
    one: 'Sent {count} grade, verified {confirmed}.',
    other: 'Sent {count} grades, verified {confirmed}.',
  },
  unchangedNote: {
    one: '{count} grade was already there.',
    other: '{count} grades were already there.',
  },
  heldBackNote: {
    one: '{count} grade was held back because its score didn’t change.',
    other: '{count} grades were held back because their scores didn’t change.',
  },
  skippedNote: { one: '{count} grade was skipped.', other: '{count} grades were skipped.' },
  failedNote: { one: '{count} grade failed.', other: '{count} grades failed.' },

  counts: 'Grades',
  eligible: 'Grades in this sync',
  pending: 'On their way',
  sentCount: 'Sent',
  confirmedCount: 'Verified in {sis}',
  unchanged: 'Unchanged',
  heldBack: 'Held back',
  skipped: 'Skipped',
  failed: 'Failed',

  problemAnswer: 'What {sis} answered: {answer}',
  problem: 'Reference: {reference}',
  problemOpen: 'Nothing is lost: the grade sync continues when it works again.',
  problemEnded: 'This grade sync won’t continue.',
  brake: {
    title: 'Send these changes?',
    lead: 'This grade sync would change more in {sis} than usual, so it hasn’t sent anything yet.',
    changed: {
      one: '{count} of the {held} grades in {sis} would change.',
      other: '{count} of the {held} grades in {sis} would change.',
    },
    zeros: { one: '{count} grade would become 0.', other: '{count} grades would become 0.' },
    removed: {
      one: '{count} grade would be removed from {sis}.',
      other: '{count} grades would be removed from {sis}.',
    },
    todo: 'Check the grades first. If they’re right, send them. If not, cancel the grade sync.',
    look: 'See these grades',
    confirm: 'Send them',
    confirmed: '{name} confirmed this on {when}.',
  },
  /** A list that the SIS refuses to show while it takes grades. */
  refused: {
    title: 'What {sis} doesn’t let us read',
    ofSections: '{sections}: {sentence}',
    students:
      'The students of the class. Each grade went to its student’s SIS ID from Canvas. We can’t tell who isn’t in the class.',
    categories:
      'Its categories. Assignments kept the category that was chosen before; the others went without one.',
    gradingPeriods: 'Its grading periods. We couldn’t check that due dates are in one.',
    lineItems:
      'Its assignments. We can’t tell what {sis} keeps of those we sent, or whether it had them already.',
    results: 'The grades of the class. They were sent, but we couldn’t verify them.',
  },
  /** On the first grade sync of an assignment that stood in the SIS before. */
  adopted: {
    byPerson: '{name} chose to use this assignment. It was already in {sis}.',
    bySetting: 'This assignment was already in {sis}. Your institution has grade syncs use it.',
  },
  undo: {
    link: 'Undo this sync',
    title: 'Undo the grade sync of {when}',
    happens: {
      one: 'This puts back what {sis} held before. The sync sent {count} grade.',
      other: 'This puts back what {sis} held before. The sync sent {count} grades.',
    },
    untouched: 'If somebody changed a grade in {sis} since, or a later sync sent it, we leave it alone.',
    assignments: 'Assignments the sync created or changed stay in {sis}.',
    adopted:
      'Grade syncs keep using assignments that were in {sis} before. Grades that they had there come back.',
    afterwards: 'We send an undone grade again when its score changes in Canvas, or with Remaster.',
    nothing: 'This grade sync sent nothing to undo.',
    submit: 'Undo this sync',
    back: 'Back to the grade sync',
    lead: 'It puts back what {sis} held before an earlier grade sync.',
  },
  retryFailed: 'Retry failed',
  cancel: 'Cancel grade sync',
  cancelling: 'Cancelling. It finishes what’s already on its way.',
  /** The run at a glance: students × assignments. */
  grid: {
    link: 'At a glance',
    title: 'At a glance',
    lead: 'Each sign is one grade. Choose a student or an assignment to see its list.',
    legend: 'What the signs mean',
    label: '{students} and {assignments}',
    students: { one: '{count} student', other: '{count} students' },
    assignments: { one: '{count} assignment', other: '{count} assignments' },
    keys: 'With the keyboard: arrow keys move through the grid, Enter opens the grade.',
    none: 'No grade in this grade sync',
    problems: {
      one: '{name}: {count} grade didn’t go',
      other: '{name}: {count} grades didn’t go',
    },
  },
  download: 'Download CSV',
  refresh: 'Refresh',

  assignments: 'Assignments',
  filter: 'Show',
  all: 'All',
  problemsOnly: 'Problems only',
  assignment: 'Assignment',
  section: 'Section',
  /** Of a student who left, or who is in none. */
  noSection: 'No section',
  outcome: 'Outcome',
  table: 'Assignments and sections of this grade sync',
  noLineItems: 'You’ll see the assignments here once we’ve read Canvas.',
  noProblems: 'No problems.',
  noneEligible: 'No assignment had anything to send.',
  sentTitle: 'In {sis}: {name}',
  sisMessage: '{sis} says: “{words}”',
  detailDiffers: '{detail}: we sent {sent}, {sis} shows {seen}.',
  lineItemAbsent: '{sis} accepted the assignment but doesn’t show it.',
  lineItemTwice:
    '{sis} has a second assignment with this name and due date. If both count, every grade counts twice. Delete the wrong one in {sis}.',
  /** Follows the reason. */
  kept: 'It shows {score}.',
  students: { one: '{count} student', other: '{count} students' },
  openStudents: 'Open the list of students',

  studentsTitle: '{assignment} · {section}',
  studentsOfOutcome: '{place}: {outcome}',
  allStudents: 'Students of this grade sync',
  student: 'Student',
  unnamed: 'Unnamed student',
  sisId: 'SIS ID',
  score: 'Score',
  scoreStatus: 'Status',
  reason: 'Reason',
  studentsTable: 'Students and the outcome of their grades',
  studentsNone: 'No students here.',
  next: 'Next',
  previous: 'Previous',
  back: 'Back to the grade sync',

  csvName: 'grade-sync-{date}.csv',
  csvColumns: {
    assignment: 'Assignment',
    section: 'Section',
    class: 'SIS class ID',
    student: 'Student',
    sisId: 'Student SIS ID',
    score: 'Score',
    scoreStatus: 'Status',
    outcome: 'Outcome',
    reason: 'Reason',
    sisMessage: 'SIS message',
  },
} as const;
