/** Sign out: for everybody with a session. */
export const signOutMessages = {
  title: 'Sign out of Grade Passback',
  lead: 'You stay signed in to Canvas. Grade syncs you started keep running.',
  thisSession: 'Sign out here',
  thisHint: 'Ends this session. Other courses you have open stay open.',
  allSessions: 'End all my sessions',
  allHint: 'Ends all your sessions, in every course and on every device.',
  done: 'You have signed out',
  doneAll: 'All your sessions have ended',
  runsGoOn: 'Grade syncs you started keep running.',
  comeBack: 'To come back, open Grade Passback again from your course or account in Canvas.',
} as const;
