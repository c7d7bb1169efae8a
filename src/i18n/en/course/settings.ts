/** Grade Sync › Settings. */
export const settingsMessages = {
  title: 'Settings',
  remaster: 'Remaster Grade Passback',
  explain:
    'Normally a score is sent once and sent again only when it changes. Remaster sends scores, statuses and assignment details again for every selected assignment that has grades.',
  warning:
    'What is in {sis} for the selected assignments is overwritten with what is in Canvas now, also where someone changed it in {sis}. This can take a while in a large course.',
  choose: 'Choose the assignments to remaster',
  continue: 'Continue',
  assignment: 'Assignment',
  gradesCount: 'Grades',
  lastSync: 'Last sync',
  empty: 'No assignment is marked Sync to {sis}.',
  confirmTitle: 'Remaster Grade Passback?',
  confirm: {
    one: 'Scores, statuses and assignment details of {count} assignment are sent again to {sis}.',
    other: 'Scores, statuses and assignment details of {count} assignments are sent again to {sis}.',
  },
  confirmGrades: {
    one: 'That is {count} grade, changed or not.',
    other: 'That is {count} grades, changed or not.',
  },
  confirmButton: 'Remaster',
  confirmBack: 'Back',
  needsConnection: 'Connect to Canvas to choose assignments.',
  connection: {
    title: 'Connection to Canvas',
    explain:
      'Grade Passback reads assignments and grades in Canvas with your permission, and only what you may see there.',
    connected: 'You have given your permission.',
    notConnected: 'You have not given your permission.',
    end: 'End connection',
    endNote:
      'In all your courses, you are then asked again before the next grade sync. Grades that were sent stay in {sis}.',
    nightlyWillStop:
      'Nightly syncs read Canvas with your permission, and stop working when you end the connection: {courses}. They go on when you connect again, or when somebody else switches them off and on.',
    nightlyStopped:
      'Nightly syncs need your permission and do not work without it: {courses}. They go on when you connect again, or when somebody else switches them off and on.',
    ended: 'You have ended the connection. Grade Passback reads nothing of Canvas in your name any more.',
  },
  nightly: {
    title: 'Nightly sync',
    explain:
      'Every night, new and changed grades of all assignments marked Sync to {sis} are sent by themselves. History shows what became of them.',
    window: 'Your institution runs it between {start} and {end} ({timeZone}).',
    off: 'Nightly sync is off for this course.',
    on: 'Nightly sync is on for this course.',
    next: 'Next time: {at}.',
    last: 'Last started: {at}.',
    by: 'Canvas is read with the permission of {name}, who switched it on.',
    paused: 'Your institution has paused passing grades. No night runs until that is over.',
    wholeCourse:
      'In Canvas you see only your own sections. A nightly sync covers the whole course, so a teacher who sees all of it switches it on and off.',
    switchOn: 'Switch on',
    switchOff: 'Switch off',
  },
} as const;
