/** Sign out: for everybody with a session. */
export const signOutMessages = {
  title: 'Sign out of Grade Passback',
  lead: 'Your sign-in to Canvas is another: you stay signed in there. Grade syncs that were started go on.',
  thisSession: 'Sign out here',
  thisHint: 'Ends this session. Other courses that you have open go on.',
  allSessions: 'End all my sessions',
  allHint: 'Ends every session of yours, in every course and on every device.',
  done: 'You have signed out',
  doneAll: 'All your sessions have ended',
  runsGoOn: 'Grade syncs that were started go on.',
  comeBack: 'To come back, open the tool again from your course or account in Canvas.',
} as const;
