/** Post Grades: every Sync-to-SIS assignment, chosen and posted. */
export const postGradesMessages = {
  title: 'Post Grades',
  lead: 'Choose the assignments whose grades go to {sis}, then press Post Grades.',
  submit: 'Post Grades',
  submitting: 'Scheduling…',

  assignment: 'Assignment',
  due: 'Due',
  category: '{sis} category',
  lastSync: 'Last sync',
  new: 'New',
  changed: 'Changed',
  unchanged: 'Unchanged',
  heldBack: 'Held back',
  table: 'Assignments marked Sync to {sis}',

  section: 'Section',
  allSections: 'All sections',
  filter: 'Show',
  filterHint: 'Only assignments of {section} are shown. A posted assignment goes to all of its sections.',
  inCanvas: 'In Canvas: {name}',
  notCounted: 'Does not count toward the final grade in Canvas',
  hiddenInGradebook: 'Hidden in the gradebook of Canvas',
  byName: 'by name',
  unassociated: 'Unassociated',
  noDueDate: 'No due date',
  perSection: '{section}: {value}',
  moreSections: { one: '{count} section', other: '{count} sections' },
  notSelectable: 'Cannot be posted',
  mendInCanvas: 'Open in Canvas',
  mendCategory: 'Choose a {sis} category for this group and section.',

  problemsTop: {
    one: '{count} assignment has a problem.',
    other: '{count} assignments have problems.',
  },
  problemsTopBlocked: {
    one: '{count} of them cannot be posted until it is mended.',
    other: '{count} of them cannot be posted until they are mended.',
  },
  problemsTopAllBlocked: {
    one: 'It cannot be posted until it is mended.',
    other: 'They cannot be posted until they are mended.',
  },
  showProblemsFirst: 'Show problems first',

  warnings: 'Before you post',
  nothingNew: 'Nothing is new or changed since the last sync. Posting now sends no grades.',
  openRun: 'A grade sync of this course is going on: {state}, stage {stage} of 5, {stageName}.',
  openRunNote: 'What you post now is sent as the next grade sync.',
  noSection: 'In Canvas you see only your own sections, and you have none in this course.',
  sectionsOnly: {
    one: 'In Canvas you see only your own section. Counts, and what you post, are for {names} alone.',
    other: 'In Canvas you see only your own sections. Counts, and what you post, are for {names} alone.',
  },
  openRunLink: 'See progress',

  emptyTitle: 'No assignment is marked Sync to {sis}',
  empty:
    'Open an assignment in Canvas, press Edit, check Sync to {sis} and save. It must be published and graded.',

  scheduledTitle: 'Post Grades',
  scheduled: 'Scheduled.',
  scheduledLink: 'Click to see progress.',
  scheduledSame: 'The same assignments are already being posted, requested by {name} on {when}.',
  scheduledJoined: 'A grade sync of this course is going on. Your assignments were added to the next one.',
  scheduledNote: 'You can close this window. The grade sync goes on by itself.',
} as const;
