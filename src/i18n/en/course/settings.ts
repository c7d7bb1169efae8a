/** Grade Sync › Settings. */
export const settingsMessages = {
  title: 'Settings',
  remaster: 'Remaster Grade Passback',
  explain:
    'We send a score once, and again when it changes. Remaster sends scores, statuses and assignment details of the selected assignments again.',
  warning:
    'Remaster overwrites the selected assignments in {sis} with what Canvas has now, even where somebody changed a grade in {sis}. A large course can take a while.',
  choose: 'Choose the assignments to remaster',
  continue: 'Continue',
  assignment: 'Assignment',
  gradesCount: 'Grades',
  lastSync: 'Last sync',
  empty: 'No assignment is marked Sync to {sisLabel}.',
  confirmTitle: 'Remaster Grade Passback?',
  confirm: {
    one: 'We’ll send scores, statuses and assignment details of {count} assignment to {sis} again.',
    other: 'We’ll send scores, statuses and assignment details of {count} assignments to {sis} again.',
  },
  confirmGrades: {
    one: 'That’s {count} grade, changed or not.',
    other: 'That’s {count} grades, changed or not.',
  },
  confirmButton: 'Remaster',
  confirmBack: 'Back',
  needsConnection: 'Connect to Canvas to choose assignments.',
  connection: {
    title: 'Connection to Canvas',
    explain:
      'Grade Passback reads assignments and grades in Canvas with your permission. It reads only what you can see there.',
    connected: 'You’ve given permission.',
    notConnected: 'You haven’t given permission.',
    end: 'End connection',
    endNote:
      'Canvas will ask you again before your next grade sync in any course. Grades already sent stay in {sis}.',
    nightlyWillStop:
      'Nightly syncs of these courses use your permission and will stop: {courses}. They continue when you connect again, or when somebody else switches them off and on.',
    nightlyStopped:
      'Nightly syncs of these courses need your permission and have stopped: {courses}. They continue when you connect again, or when somebody else switches them off and on.',
    ended: 'You ended the connection. Grade Passback no longer reads Canvas in your name.',
  },
  nightly: {
    title: 'Nightly sync',
    explain:
      'Every night, we send new and changed grades of all assignments marked Sync to {sisLabel}. History shows the results.',
    window: 'Your institution runs it between {start} and {end} ({timeZone}).',
    off: 'Nightly sync is off for this course.',
    on: 'Nightly sync is on for this course.',
    next: 'Next time: {at}.',
    last: 'Last started: {at}.',
    by: '{name} switched it on. It reads Canvas with their permission.',
    paused: 'Your institution has paused grade syncs. Nightly syncs resume when the pause ends.',
    wholeCourse:
      'A nightly sync covers the whole course, and in Canvas you see only your own sections. Ask a teacher who sees all of them.',
    switchOn: 'Switch on',
    switchOff: 'Switch off',
  },
} as const;
