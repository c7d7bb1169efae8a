/** Post Grades: every Sync-to-SIS assignment, chosen and posted. */
export const postGradesMessages = {
  title: 'Post Grades',
  lead: 'Choose the assignments to send to {sis}.',
  submit: 'Post Grades',
  submitting: 'Scheduling…',

  assignment: 'Assignment',
  due: 'Due',
  category: '{sisLabel} category',
  lastSync: 'Last sync',
  new: 'New',
  changed: 'Changed',
  unchanged: 'Unchanged',
  heldBack: 'Held back',
  table: 'Assignments marked Sync to {sisLabel}',

  section: 'Section',
  allSections: 'All sections',
  filter: 'Show',
  filterHint: 'You see {section} only. Post Grades sends each assignment to all its sections.',
  inCanvas: 'In Canvas: {name}',
  notCounted: 'Doesn’t count toward the final grade in Canvas',
  hiddenInGradebook: 'Hidden in the Canvas gradebook',
  byName: 'by name',
  unassociated: 'Unassociated',
  noDueDate: 'No due date',
  perSection: '{section}: {value}',
  moreSections: { one: '{count} section', other: '{count} sections' },
  notSelectable: 'Can’t be posted',
  mendInCanvas: 'Open in Canvas',
  mendCategory: 'Choose a {sisLabel} category for this group.',

  problemsTop: {
    one: '{count} assignment has a problem.',
    other: '{count} assignments have problems.',
  },
  problemsTopBlocked: {
    one: '{count} of them can’t be posted until you fix it.',
    other: '{count} of them can’t be posted until you fix them.',
  },
  problemsTopAllBlocked: {
    one: 'It can’t be posted until you fix it.',
    other: 'They can’t be posted until you fix them.',
  },
  showProblemsFirst: 'Show problems first',

  warnings: 'Before you post',
  nothingNew: 'Nothing is new or changed since the last sync.',
  openRun: 'A grade sync of this course is running: {state}, stage {stage} of 5, {stageName}.',
  openRunNote: 'What you post now goes with the next one.',
  noSection: 'In Canvas you have no section in this course.',
  sectionsOnly: {
    one: 'You see and post your own section only: {names}.',
    other: 'You see and post your own sections only: {names}.',
  },
  openRunLink: 'See progress',

  emptyTitle: 'No assignment is marked Sync to {sisLabel}',
  empty:
    'Edit an assignment in Canvas, check Sync to {sisLabel} and save. It also needs to be published and graded.',

  scheduledTitle: 'Post Grades',
  scheduled: 'Scheduled.',
  scheduledLink: 'Click to see progress.',
  scheduledSame: '{name} is already posting the same assignments, since {when}.',
  scheduledJoined: 'A grade sync of this course is running. Your assignments go with the next one.',
  scheduledNote: 'You can close this window. The grade sync keeps running.',
} as const;
