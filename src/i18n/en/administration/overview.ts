/** Administration › Overview. */
export const overviewMessages = {
  title: 'Overview',
  tiles: 'Courses by their latest grade sync',
  allCourses: 'Courses with grade syncs',
  failing: 'Failed',
  withProblems: 'With problems',
  waiting: 'Waiting for {sis}',
  needsAttention: 'Needs attention',
  going: 'In progress',
  well: 'Without problems',
  sectionsOnly: 'Some sections only',
  /** The latest grade sync does not cover the whole course. */
  stateOfSections: '{state} · some sections only',
  lostSisSecret:
    'Grade Passback can no longer read the secret of {sis}. Enter it again, or no grades can be sent.',
  lostApiKeySecret:
    'Grade Passback can no longer read the secret of the Canvas API key. Enter it again, or courses can’t be read.',
  keyFaults: {
    canvas_key_refused: {
      one: 'Canvas didn’t accept the API key, last on {when}.',
      other: 'Canvas didn’t accept the API key {count} times, last on {when}.',
    },
    canvas_key_scopes: {
      one: 'The API key is missing scopes. {count} person couldn’t connect to Canvas, last on {when}.',
      other:
        'The API key is missing scopes. People couldn’t connect to Canvas {count} times, last on {when}.',
    },
    canvas_includes_off: {
      one: 'Allow Include Parameters is off in the API key. A course couldn’t be read, last on {when}.',
      other:
        'Allow Include Parameters is off in the API key. Courses couldn’t be read {count} times, last on {when}.',
    },
    canvas_scope_missing: {
      one: 'The LTI developer key is missing Names and Role Provisioning or Assignment and Grade Services. A course couldn’t be read, last on {when}.',
      other:
        'The LTI developer key is missing Names and Role Provisioning or Assignment and Grade Services. Courses couldn’t be read {count} times, last on {when}.',
    },
    canvas_origin_unknown: {
      one: 'Canvas served a course at an address we don’t know as yours, last on {when}. Ask the operator to add it.',
      other:
        'Canvas served courses at an address we don’t know as yours {count} times, last on {when}. Ask the operator to add it.',
    },
    canvas_roster_withheld: {
      one: 'The LTI developer key doesn’t grant Names and Role Provisioning (seen {when}), so nobody’s grades can be read. Switch it on in the key or its registration.',
      other:
        'The LTI developer key doesn’t grant Names and Role Provisioning (last seen {when}), so nobody’s grades can be read. Switch it on in the key or its registration.',
    },
    canvas_grades_withheld: {
      one: 'The LTI developer key doesn’t grant reading line items and results (seen {when}), so some assignments may not be found. Switch both on in the key or its registration.',
      other:
        'The LTI developer key doesn’t grant reading line items and results (last seen {when}), so some assignments may not be found. Switch both on in the key or its registration.',
    },
    canvas_fields_withheld: {
      one: 'Custom fields are missing from the LTI developer key (seen {when}), so we may not know who sees which sections. Choose Update Registration in Canvas, or paste the configuration again.',
      other:
        'Custom fields are missing from the LTI developer key (last seen {when}), so we may not know who sees which sections. Choose Update Registration in Canvas, or paste the configuration again.',
    },
    canvas_copy: {
      one: 'Somebody opened Grade Passback in a beta or test copy of this Canvas, on {when}. We refused, so nothing from the copy reached {sis}.',
      other:
        'People opened Grade Passback in a beta or test copy of this Canvas {count} times, last on {when}. We refused, so nothing from the copy reached {sis}.',
    },
  },
  checkApiKey: 'Check the Canvas API key',
  ownCopy:
    'This Canvas is a {copy} copy, so its grades are for trying things out. They go to {host}: make sure that’s a test SIS.',
  otherAddress:
    'Canvas also uses {address}, which we don’t know as yours, so courses opened there can’t be read. Ask the operator of Grade Passback to add it.',
  checkSis: 'Check the SIS connection',
  connectSis: 'Connect the SIS',
  addApiKey: 'Add the Canvas API key',
  paused: 'All grade syncs are paused. Nothing goes out until you resume.',
  goOn: 'Open Settings',
  courses: 'Courses',
  coursesTable: 'Courses, those with problems first',
  course: 'Course',
  lastRun: 'Latest grade sync',
  open: 'Open',
  lastSync: 'Last sync',
  failedGrades: 'Failed grades',
  noCourses: 'No course has synced grades yet.',
  reasons: 'What didn’t arrive, and why',
  reasonsNote: 'From the last grade sync of each course.',
  reasonsTable: 'Reasons, failures first',
  reason: 'Reason',
  kind: 'Outcome',
  howMany: 'How many',
  inCourses: 'Courses',
  noReasons: 'Nothing failed or was left out.',
  countRuns: { one: '{count} grade sync', other: '{count} grade syncs' },
  countAssignments: { one: '{count} assignment', other: '{count} assignments' },
  countGrades: { one: '{count} grade', other: '{count} grades' },
} as const;
