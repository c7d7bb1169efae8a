/** Administration › Overview: the courses that sync nightly. */
export const nightlyMessages = {
  title: 'Nightly syncs',
  note: 'Courses in which a teacher has switched the nightly sync on. They start between {start} and {end} ({timeZone}).',
  table: 'Courses that sync nightly, the next one first',
  course: 'Course',
  by: 'Switched on by',
  next: 'Next time',
  nextSoon: 'In a moment',
  nextPaused: 'When the pause is over',
  last: 'Last started: {at}',
  more: { one: 'And {count} more course.', other: 'And {count} more courses.' },
  none: 'No teacher has switched the nightly sync on yet.',
  runNow: 'Run now',
  runNowNote: 'Starts the nightly sync of all these courses now, and tonight again.',
  paused: 'All grade syncs are paused: nightly syncs cannot be started.',
  scheduled: {
    one: '{count} grade sync was scheduled. It starts within a minute.',
    other: '{count} grade syncs were scheduled. They start within a minute.',
  },
  noneScheduled: 'No grade sync was scheduled: none is left that is not starting already.',
} as const;
