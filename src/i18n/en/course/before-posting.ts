/** What a teacher should know before pressing Post Grades, in a few words and in full. */
export const beforePostingMessages = {
  ungraded: {
    short: { one: '{count} submission ungraded', other: '{count} submissions ungraded' },
    long: {
      one: '{count} submission needs grading before it can be sent.',
      other: '{count} submissions need grading before they can be sent.',
    },
  },
  hiddenHeld: {
    short: { one: '{count} grade hidden', other: '{count} grades hidden' },
    long: {
      one: '{count} grade is hidden from students. To send it, post it in the Canvas gradebook first.',
      other:
        '{count} grades are hidden from students. To send them, post them in the Canvas gradebook first.',
    },
  },
  hiddenSent: {
    short: { one: '{count} grade hidden', other: '{count} grades hidden' },
    long: {
      one: '{count} grade is hidden from students. Your institution sends it anyway.',
      other: '{count} grades are hidden from students. Your institution sends them anyway.',
    },
  },
  studentsWithoutSisId: {
    short: { one: '{count} student without SIS ID', other: '{count} students without SIS ID' },
    long: {
      one: '{count} student has no SIS ID, so their grades can’t be sent.',
      other: '{count} students have no SIS ID, so their grades can’t be sent.',
    },
  },
  sectionsWithoutSisId: {
    short: { one: '{count} section without SIS ID', other: '{count} sections without SIS ID' },
    long: {
      one: 'This section has no SIS ID, so it isn’t synced: {names}.',
      other: 'These sections have no SIS ID, so they aren’t synced: {names}.',
    },
  },
  customStatuses: {
    short: { one: '{count} custom status', other: '{count} custom statuses' },
    long: {
      one: '{count} grade has a custom status in Canvas. We send the grade unchanged; {sis} doesn’t get the status.',
      other:
        '{count} grades have a custom status in Canvas. We send the grades unchanged; {sis} doesn’t get the statuses.',
    },
  },
  finalOverrides: {
    short: { one: '{count} final grade override', other: '{count} final grade overrides' },
    long: {
      one: '{count} student has a final grade override in Canvas. Your institution doesn’t send it, so {sis} doesn’t get it.',
      other:
        '{count} students have a final grade override in Canvas. Your institution doesn’t send it, so {sis} doesn’t get it.',
    },
  },
  heldBack: {
    short: { one: '{count} grade held back', other: '{count} grades held back' },
    long: {
      one: '{count} grade is held back because only its status or assignment changed. To send it, change the score or use Remaster Grade Passback in Settings.',
      other:
        '{count} grades are held back because only their status or assignment changed. To send them, change the scores or use Remaster Grade Passback in Settings.',
    },
  },
} as const;
