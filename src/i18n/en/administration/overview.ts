/** Administration › Overview. */
export const overviewMessages = {
  title: 'Overview',
  tiles: 'Courses by their latest grade sync',
  allCourses: 'Courses with grade syncs',
  failing: 'Failed',
  withProblems: 'With problems',
  waiting: 'Waiting for {sis}',
  going: 'In progress',
  well: 'Without problems',
  sectionsOnly: 'Some sections only',
  /** The latest grade sync does not cover the whole course. */
  stateOfSections: '{state} · some sections only',
  noSis: 'The SIS is not connected yet: no grades can be sent.',
  lostSisSecret:
    'The stored secret of {sis} can no longer be read: no grades can be sent until you enter it again.',
  lostApiKeySecret:
    'The stored secret of the Canvas API key can no longer be read: courses cannot be read until you enter it again.',
  keyFaults: {
    canvas_key_refused: {
      one: 'Canvas did not accept the API key when somebody used it, last on {when}.',
      other: 'Canvas did not accept the API key {count} times, last on {when}.',
    },
    canvas_key_scopes: {
      one: 'The API key lacks scopes: {count} person could not connect to Canvas, last on {when}.',
      other: 'The API key lacks scopes: people could not connect to Canvas {count} times, last on {when}.',
    },
    canvas_includes_off: {
      one: 'Allow Include Parameters is off in the API key: a course could not be read, last on {when}.',
      other:
        'Allow Include Parameters is off in the API key: courses could not be read {count} times, last on {when}.',
    },
    canvas_scope_missing: {
      one: 'The LTI developer key lacks Names and Role Provisioning or Assignment and Grade Services: a course could not be read, last on {when}.',
      other:
        'The LTI developer key lacks Names and Role Provisioning or Assignment and Grade Services: courses could not be read {count} times, last on {when}.',
    },
    canvas_origin_unknown: {
      one: 'Canvas offered a course at an address that is not set up for your institution, last on {when}. The operator adds it.',
      other:
        'Canvas offered courses at an address that is not set up for your institution {count} times, last on {when}. The operator adds it.',
    },
  },
  checkApiKey: 'Check the Canvas API key',
  otherAddress:
    'Canvas calls itself {address}, which is not set up for your institution: courses opened there cannot be read. Ask the operator of Grade Passback to add it.',
  connectSis: 'Connect the SIS',
  noApiKey:
    'There is no Canvas API key yet: the tool cannot read which assignments are marked Sync to {sis}.',
  addApiKey: 'Add the Canvas API key',
  nextStep:
    'Everything is connected. Next, a teacher opens a course in Canvas, chooses Grade Sync, then Post Grades, and connects to Canvas once.',
  paused: 'All grade syncs are paused. Nothing is sent until you go on.',
  goOn: 'Open Settings',
  courses: 'Courses',
  coursesTable: 'Courses, those with problems first',
  course: 'Course',
  lastRun: 'Latest grade sync',
  open: 'Open',
  lastSync: 'Last sync',
  failedGrades: 'Failed grades',
  noCourses: 'No course has synced grades yet.',
  reasons: 'What did not arrive, and why',
  reasonsNote: 'Counted over the last grade sync of each course.',
  reasonsTable: 'Reasons, failures first',
  reason: 'Reason',
  kind: 'Outcome',
  howMany: 'How many',
  inCourses: 'Courses',
  noReasons: 'Nothing failed and nothing was left out.',
  countRuns: { one: '{count} grade sync', other: '{count} grade syncs' },
  countAssignments: { one: '{count} assignment', other: '{count} assignments' },
  countGrades: { one: '{count} grade', other: '{count} grades' },
} as const;
