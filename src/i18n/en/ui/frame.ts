/** Shown on every page. */
export const frameMessages = {
  product: 'Grade Passback',
  pageTitle: '{title} · Grade Passback',
  gradeSync: 'Grade Sync',
  tabs: 'Grade Sync pages',
  history: 'History',
  unread: { one: '{count} grade sync needs you', other: '{count} grade syncs need you' },
  compare: 'Compare',
  postGrades: 'Post Grades',
  categories: 'Sync SIS Categories',
  settings: 'Settings',
  signOut: 'Sign out',
  skip: 'Skip to content',
  cancel: 'Cancel',
  close: 'Close',
  never: 'Never',
  /** Stands for `{sis}` where the institution’s SIS has no name of its own. */
  yourSis: 'your SIS',
  /** Stands for `{sisLabel}` there: in the names of Canvas’s own switches and columns. */
  sis: 'SIS',
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
} as const;
