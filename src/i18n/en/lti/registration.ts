/** Pages of dynamic registration, seen once by a Canvas administrator. */
export const registrationMessages = {
  title: 'Install Grade Passback',
  what: 'Grade Passback passes grades from Canvas to your Student Information System. It will be registered here:',
  canvas: 'Canvas',
  account: 'Account',
  institution: 'Institution',
  sisLabel: 'What your teachers call your SIS',
  sisLabelHint: 'It stands in Canvas’s menus, for example “Sync to SIS” in the gradebook.',
  asks: 'It asks Canvas for',
  shownIn: 'It is shown in',
  install: 'Install',
  doneTitle: 'Grade Passback is registered',
  done: 'Canvas now has a developer key for it, number {clientId}.',
  notGranted: 'Canvas did not grant: {list}.',
  notGrantedMeaning:
    'Without it Grade Passback cannot work fully. You can grant it in the developer key or the registration in Canvas.',
  notShown: 'It will not be shown in: {list}.',
  next: 'What comes next',
  steps: [
    'Close this window and switch the developer key on.',
    'Install it in your account: Admin › Settings › Apps › + App, by client ID {clientId}.',
    'Open it once in any course; the operator of Grade Passback then approves the installation.',
    'Connect your SIS and the Canvas API key.',
  ],
  approvedStep: 'The installation has been approved already.',
  close: 'Close',
  scopes: {
    'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly': 'reading the tool’s own assignments',
    'https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly': 'reading their grades',
    'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly':
      'reading who is in a course (names and roles)',
  },
  placements: {
    course_navigation: 'course navigation',
    post_grades: 'the gradebook',
    course_assignments_menu: 'the menu of Assignments',
    account_navigation: 'account navigation',
  },
} as const;
