/** Administration › Overview: the courses that sync nightly. */
export const nightlyMessages = {
  title: 'Nightly syncs',
  note: 'In these courses a teacher switched on the nightly sync. They start between {start} and {end} ({timeZone}).',
  table: 'Courses that sync nightly, the next one first',
  course: 'Course',
  by: 'Switched on by',
  next: 'Next time',
  nextSoon: 'In a moment',
  nextPaused: 'When the pause ends',
  last: 'Last started: {at}',
  more: { one: 'And {count} more course.', other: 'And {count} more courses.' },
  none: 'No teacher has switched on the nightly sync yet.',
  runNow: 'Run now',
  runNowNote: 'Starts the nightly sync of all these courses now, and tonight again.',
  paused: 'All grade syncs are paused, so nightly syncs can’t start.',
  scheduled: {
    one: 'Scheduled {count} grade sync. It starts within a minute.',
    other: 'Scheduled {count} grade syncs. They start within a minute.',
  },
  noneScheduled: 'We scheduled nothing: every nightly sync is already starting.',
} as const;
