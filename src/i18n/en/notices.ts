/** The day's e-mail about grade syncs, and where people ask for it. */
export const noticeMessages = {
  subject: {
    one: 'Grade Passback: {count} course needs a look',
    other: 'Grade Passback: {count} courses need a look',
  },
  lead: 'This is what happened since yesterday morning at {institution}.',
  causes: {
    failed: {
      one: 'The grade sync failed in {count} course:',
      other: 'The grade sync failed in {count} courses:',
    },
    attention: {
      one: 'The grade sync waits until a connection works again in {count} course:',
      other: 'The grade sync waits until a connection works again in {count} courses:',
    },
    braked: {
      one: 'The grade sync would change a lot and waits for somebody to confirm it in {count} course:',
      other: 'The grade sync would change a lot and waits for somebody to confirm it in {count} courses:',
    },
    problems: {
      one: 'Not every grade went to {sis} in {count} course:',
      other: 'Not every grade went to {sis} in {count} courses:',
    },
    drift: {
      one: '{sis} shows other grades than we sent in {count} course:',
      other: '{sis} shows other grades than we sent in {count} courses:',
    },
    schedule: { one: '{count} schedule started nothing:', other: '{count} schedules started nothing:' },
  },
  more: { one: 'and {count} more', other: 'and {count} more' },
  open: 'Open Grade Passback in Canvas to see what to do.',
  reasons: {
    administrator:
      'You get this because {institution} entered your address in Grade Passback, under Administration › Settings.',
    person: 'You asked for this in a course, in Grade Sync › Settings. You can stop it there.',
  },
  subscription: {
    title: 'E-mail',
    explain:
      'We write to you in the morning if a grade sync that you started, or your nightly sync, needs you. The e-mail names the courses, no students and no grades.',
    on: 'We write to {address}.',
    off: 'You get no e-mail.',
    label: 'Your e-mail address',
    fault: 'Enter one e-mail address.',
    save: 'Save',
    stop: 'Stop e-mail',
    courses: 'This holds for all your courses.',
  },
} as const;
