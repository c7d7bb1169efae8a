/** Sync SIS Categories, in the words of Canvas's own guide. */
export const categoriesMessages = {
  title: 'Sync SIS Categories',
  lead: 'Expand an assignment group and choose the {sis} category of each section. Assignments of an Unassociated group are not sent to {sis}.',
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
  suggested: 'Suggested',
  gone: 'Category gone',
  conflict: 'Conflict',

  noteSuggested: 'Suggested by name',
  noteGone: 'No longer in {sis}. Choose another category; until then nothing is sent.',
  goneOption: '{category} (no longer in {sis})',
  noteRenamed: 'Renamed in {sis}, was “{title}”',
  noteChangedByOther: 'Changed by someone else meanwhile. Your page had “{title}”.',
  noteNotInSis: 'The category that you chose is no longer in {sis}. Choose another one.',
  noteClassNotFound: '{sis} has no class, or more than one, for this SIS ID.',
  noteClassUnreadable: '{sis} refused to show this class. It said: {words}',
  noteClassUnread: 'The categories of this class could not be read from {sis}.',
  noteNoCategories: 'This class has no categories in {sis} yet.',

  synced: 'Categories synced.',
  marksRefused:
    'Canvas does not let you edit assignment groups, so they could not be marked as Imported on the Assignments page. Posting grades is not affected.',
  marksFailed:
    'Canvas could not be told to mark the assignment groups as Imported. Posting grades is not affected. Press Sync Categories later to try again.',
  suggestions: {
    one: '{count} category is suggested because it has the name of its assignment group. Press Sync Categories to keep it.',
    other:
      '{count} categories are suggested because they have the names of their assignment groups. Press Sync Categories to keep them.',
  },
  conflictTitle: 'Nothing was saved.',
  conflictBy:
    '{name} synced categories on {when}, while your page was open. What is in force now is shown below, and your own choices are marked Changed. Check them and press Sync Categories again.',
  conflictSis:
    'Some of the categories that you chose are no longer in {sis}. They are marked below; your other choices are still here. Choose again and press Sync Categories.',
  sisProblem: '{sis} did not answer. Categories are shown as they were last read.',
  withoutSisId: {
    one: 'Not synced, because it has no SIS ID: {names}.',
    other: 'Not synced, because they have no SIS ID: {names}.',
  },
  showEverything: 'Show every drop-down menu with all categories',

  noCategoriesTitle: 'No categories in {sis} yet',
  noCategories:
    'You must set up the grading categories of your classes in {sis} before you can sync assignment groups with them. Then open this page again.',
  noSectionsTitle: 'No section is synced with {sis}',
  noSections: 'Categories belong to sections with a SIS ID, and no section of this course has one.',
  noGroupsTitle: 'No assignment groups',
  noGroups: 'This course has no assignment groups in Canvas yet.',

  leaveTitle: 'Close without syncing?',
  leave: 'Your changes have not been synced. If you close now, they are lost.',
  leaveUnload: 'Your changes have not been synced.',
  leaveStay: 'Keep editing',
  leaveGo: 'Close without syncing',

  disabledTitle: 'Not enabled for your institution',
  disabled: [
    'Sync SIS Categories is not enabled for your institution. Instead, an assignment goes into the {sis} category that has the name of its assignment group.',
    'Check that the names of your assignment groups in Canvas are the names of your grading categories in {sis}. Capital letters and blanks before and after the name do not matter.',
    'Assignments of a group without a category of its name are not sent; Post Grades shows them and says why.',
  ],
} as const;
