/** Sign out: for everybody with a session. */
export const signOutMessages = {
  title: 'Sign out of Grade Passback',
  lead: 'You stay signed in to Canvas. Grade syncs that were started continue.',
  thisSession: 'Sign out here',
  thisHint: 'Ends this session. Other courses that you have open stay open.',
  allSessions: 'End all my sessions',
  allHint: 'Ends every session of yours, in every course and on every device.',
  done: 'You have signed out',
  doneAll: 'All your sessions have ended',
  runsGoOn: 'Grade syncs that were started continue.',
  comeBack: 'To come back, open the tool again from your course or account in Canvas.',
} as const;
