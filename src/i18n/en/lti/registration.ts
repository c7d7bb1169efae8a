/** Pages of dynamic registration, seen once by a Canvas administrator. */
export const registrationMessages = {
  title: 'Install Grade Passback',
  what: 'Grade Passback sends grades from Canvas to your Student Information System (SIS). You’re installing it here:',
  canvas: 'Canvas',
  account: 'Account',
  institution: 'Institution',
  sisLabel: 'What your teachers call your SIS',
  sisLabelHint: 'Teachers see this name in Canvas’s menus, for example “Sync to SIS” in the gradebook.',
  asks: 'It asks Canvas for',
  shownIn: 'It appears in',
  install: 'Install',
  doneTitle: 'Grade Passback is registered',
  done: 'Its developer key in Canvas has the number {clientId}.',
  notGranted: 'Canvas didn’t grant: {list}.',
  notGrantedMeaning:
    'Grade Passback needs it to work fully. You can grant it in the developer key or the registration in Canvas.',
  notShown: 'It won’t appear in: {list}.',
  next: 'Next steps',
  steps: [
    'Close this window and switch the developer key on.',
    'Install it in your account: Admin › Settings › Apps › + App, by client ID {clientId}.',
    'Open it once in any course. The operator of Grade Passback then approves the installation.',
    'Connect your SIS and the Canvas API key.',
  ],
  openStep: 'Open it once in Canvas. That approves the installation.',
  approvedStep: 'Canvas has installed it in your account, and the installation is approved.',
  deployedStep:
    'Canvas has installed it in your account. The operator of Grade Passback still approves the installation.',
  close: 'Close',
  update: {
    title: 'Update Grade Passback',
    what: 'This link has installed Grade Passback under client ID {clientId}. Updating keeps that key and gives Canvas the current addresses, scopes and placements. Continue only if you chose Update Registration in Canvas.',
    press: 'Update',
    doneTitle: 'The registration is updated',
    done: 'The client ID and the connection to your SIS stay as they were.',
  },
  scopes: {
    'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly':
      'reading Grade Passback’s own assignments',
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
