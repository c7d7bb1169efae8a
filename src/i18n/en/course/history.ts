/** Grade Sync › History. */
export const historyMessages = {
  title: 'History',
  table: 'Grade syncs of this course, newest first',
  started: 'Started',
  requestedBy: 'Requested by',
  stage: 'Stage',
  status: 'Status',
  assignments: 'Assignments',
  sent: 'Sent',
  unchanged: 'Unchanged',
  failed: 'Failed',
  nightly: 'Nightly sync',
  stageOf: '{stage} of {total}',
  progress: 'Stage {stage} of {total}, {name}: {percent} done',
  refresh: 'Refresh',
  older: 'Older',
  newest: 'Newest',
  /** Under a comparison. */
  found: '{changed} changed in {sis}, {missing} missing',
  /** The state of a run whose credentials were refused. */
  needsAttention: 'Needs attention',
  nextTry: 'Next try: {when}',
  afterTheOther: 'Starts after the running one',
  cancelling: 'Cancelling…',
  /** The state of a grade sync that does not cover the whole course. */
  sectionsOnly: '{state} · {sections} only',
  changed: 'Grade sync of {when}: {state}',
  emptyTitle: 'No grade sync yet',
  empty: 'Post grades to {sis}, and you’ll find each grade sync here with the result of every grade.',
  emptyOlder: 'No older grade syncs.',
} as const;
