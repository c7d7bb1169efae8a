/** What stands on every page. */
export const frameTexts = {
  product: 'Grade Passback',
  pageTitle: '{title} · Grade Passback',
  gradeSync: 'Grade Sync',
  tabs: 'Grade Sync pages',
  history: 'History',
  postGrades: 'Post Grades',
  settings: 'Settings',
  skip: 'Skip to content',
  cancel: 'Cancel',
  close: 'Close',
  never: 'Never',
  none: 'None',
  selectAll: 'Select all',
  selectNone: 'Select none',
  selectAssignment: 'Select {name}',
  selected: {
    one: '{chosen} of {count} assignment selected',
    other: '{chosen} of {count} assignments selected',
  },
  newWindow: '(opens in a new window)',
  person: 'Someone',
};
