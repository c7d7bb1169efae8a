/** Grade Sync › Settings. */
export const settingsTexts = {
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
};
