/** What a teacher should know before pressing Post Grades, in a few words and in full. */
export const beforePostingMessages = {
  ungraded: {
    short: { one: '{count} submission ungraded', other: '{count} submissions ungraded' },
    long: {
      one: '{count} submission still needs grading. It is not sent until it has a grade.',
      other: '{count} submissions still need grading. They are not sent until they have a grade.',
    },
  },
  hiddenHeld: {
    short: { one: '{count} grade hidden', other: '{count} grades hidden' },
    long: {
      one: '{count} grade is hidden from students. It is not sent until you post it in the Canvas gradebook.',
      other:
        '{count} grades are hidden from students. They are not sent until you post them in the Canvas gradebook.',
    },
  },
  hiddenSent: {
    short: { one: '{count} grade hidden', other: '{count} grades hidden' },
    long: {
      one: '{count} grade is hidden from students. Your institution sends it all the same.',
      other: '{count} grades are hidden from students. Your institution sends them all the same.',
    },
  },
  studentsWithoutSisId: {
    short: { one: '{count} student without SIS ID', other: '{count} students without SIS ID' },
    long: {
      one: '{count} student has no SIS ID. Grades of this student cannot be sent.',
      other: '{count} students have no SIS ID. Their grades cannot be sent.',
    },
  },
  sectionsWithoutSisId: {
    short: { one: '{count} section without SIS ID', other: '{count} sections without SIS ID' },
    long: {
      one: 'This section has no SIS ID and is not synced: {names}.',
      other: 'These sections have no SIS ID and are not synced: {names}.',
    },
  },
  heldBack: {
    short: { one: '{count} grade held back', other: '{count} grades held back' },
    long: {
      one: '{count} grade is held back: its status or the assignment changed, not its score. To send it again, change the score or use Remaster Grade Passback in Grade Sync, Settings.',
      other:
        '{count} grades are held back: their status or the assignment changed, not their score. To send them again, change the scores or use Remaster Grade Passback in Grade Sync, Settings.',
    },
  },
} as const;
