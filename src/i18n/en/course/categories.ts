/** Sync SIS Categories, in the words of Canvas's own guide. */
export const categoriesMessages = {
  title: 'Sync SIS Categories',
  lead: 'Expand an assignment group and choose a {sisLabel} category for each section. Unassociated groups aren’t sent.',
  list: 'Assignment groups',
  sectionHead: 'SIS Section',
  sisIdHead: 'SIS ID',
  categoryHead: 'SIS Category',
  selectLabel: 'SIS Category of {group} in {section}',
  submit: 'Sync Categories',
  submitting: 'Syncing…',
  lastSaved: 'Last synced by {name}, {when}.',

  unassociatedSections: { one: '{count} unassociated section', other: '{count} unassociated sections' },
  unassociated: 'Unassociated',
  synchronized: 'Synchronized',
  changed: 'Changed',
  /** Grade syncs use it already, but nobody has chosen it. */
  suggested: 'Matched by name',
  gone: 'Category gone',
  conflict: 'Conflict',

  noteSuggested: 'In use, because it has the group’s name',
  noteGone: 'No longer in {sis}. Choose another category, or these assignments won’t be sent.',
  newOption: 'New in {sis}: {category}',
  goneOption: '{category} (no longer in {sis})',
  noteRenamed: 'Renamed in {sis}. It was “{title}”.',
  noteChangedByOther: 'Someone else changed this. Your page had “{title}”.',
  noteNotInSis: 'The category you chose is no longer in {sis}. Choose another one.',
  noteClassNotFound: '{sis} has no class, or more than one, with this SIS ID.',
  noteClassUnreadable: '{sis} refused to show this class. It said: {words}',
  noteClassUnread: 'We couldn’t read this class’s categories from {sis}.',
  noteNoCategories: 'This class has no categories in {sis} yet.',

  synced: 'Categories synced.',
  marksRefused:
    'Canvas doesn’t let you edit assignment groups, so they don’t show the Imported icon. You can still post grades.',
  marksFailed:
    'Canvas didn’t show the Imported icon. You can still post grades. To try again, press Sync Categories later.',
  suggestions: {
    one: 'Grade syncs use {count} category by name. Press Sync Categories to keep it.',
    other: 'Grade syncs use {count} categories by name. Press Sync Categories to keep them.',
  },
  conflictTitle: 'Nothing was saved.',
  conflictBy:
    '{name} synced categories on {when}, while your page was open. You see the current categories below, with your own choices marked Changed. Check them and press Sync Categories again.',
  conflictSis:
    'Some categories you chose are no longer in {sis}. We marked them below and kept your other choices. Choose again and press Sync Categories.',
  sisProblem: '{sis} didn’t answer. You see the categories we last read.',
  withoutSisId: {
    one: 'This section isn’t synced because it has no SIS ID: {names}.',
    other: 'These sections aren’t synced because they have no SIS ID: {names}.',
  },
  showEverything: 'Show all categories in every drop-down menu',

  noCategoriesTitle: 'No categories in {sis} yet',
  noCategories: 'Set up the grading categories of your classes in {sis} first. Then open this page again.',
  noSectionsTitle: 'No section is synced with {sis}',
  noSections: 'Only sections with a SIS ID have categories. No section in this course has one.',
  noGroupsTitle: 'No assignment groups',
  noGroups: 'This course has no assignment groups in Canvas yet.',

  draft: 'These are your choices from before. Press Sync Categories to save them.',
  leaveTitle: 'Close without syncing?',
  leave: 'You haven’t synced your changes. We keep them as a draft until you close this tab.',
  leaveUnload: 'You haven’t synced your changes.',
  leaveStay: 'Keep editing',
  leaveGo: 'Close without syncing',

  disabledTitle: 'Not enabled for your institution',
  disabled: [
    'Sync SIS Categories isn’t enabled for your institution. Each assignment goes into the {sisLabel} category that has the same name as its assignment group.',
    'Check that your assignment groups in Canvas have the same names as your grading categories in {sis}. Capital letters don’t matter.',
    'If a group has no category with its name, its assignments aren’t sent. Post Grades shows which.',
  ],
} as const;
