/** Administration › Compare. */
export const adminCompareMessages = {
  title: 'Compare',
  lead: 'What {sis} was last seen to hold, against what was sent. Courses with the most differences come first.',
  unreadable: '{sis} does not show the grades it holds, so there is nothing to compare.',
  tiles: 'Differences of all courses',
  courses: 'Courses with grades',
  changed: 'Changed in {sis}',
  missing: 'Missing in {sis}',
  never: 'Courses never compared',
  table: 'Courses, those with the most differences first',
  course: 'Course',
  last: 'Last compared',
  action: 'Action',
  neverCompared: 'Never',
  comparedAt: '{when}, {age} ago',
  requested: 'Comparison requested',
  compare: 'Compare',
  compareCourse: 'Compare {course} with {sis}',
  compareAll: 'Compare all courses',
  compareAllNote:
    'Reads back every grade that was sent, course after course, within the number of requests that {sis} takes at once. Nothing is sent.',
  paused: 'All grade syncs are paused: nothing can be compared.',
  scheduled: {
    one: '{count} course is compared. It starts within a minute.',
    other: '{count} courses are compared. They start within a minute.',
  },
  none: 'No course has synced grades yet.',
} as const;
