import type { SettingName } from '../../../domain/institution-settings.ts';

interface SettingMessages {
  readonly label: string;
  readonly hint?: string;
}

/** The options of settings that offer some. */
const options: Readonly<
  Partial<Record<SettingName, Readonly<Record<string, { readonly label: string; readonly hint: string }>>>>
> = {
  resend: {
    score: {
      label: 'When its score changes',
      hint: 'A change of status alone (late, missing, excused) is held back and counted.',
    },
    'score+status': {
      label: 'When its score or status changes',
      hint: 'A change to late, missing or excused is sent as well.',
    },
    everything: {
      label: 'When anything changes',
      hint: 'Scores, statuses, and names, dates, points and categories of assignments.',
    },
  },
  conflicts: {
    report: {
      label: 'Leave it and report it',
      hint: 'Compare shows it. A score that changes in Canvas is sent again.',
    },
    canvas_wins: {
      label: "Send Canvas's score again",
      hint: 'The next grade sync overwrites the change.',
    },
    ask: {
      label: 'Ask a person',
      hint: 'Nothing more is sent for this grade until somebody decides on Compare.',
    },
  },
  removal: {
    leave: {
      label: 'Leave it in {sis}',
      hint: 'Compare lists it as left behind.',
    },
    clear: {
      label: 'Clear it in {sis}',
      hint: 'The next grade sync empties it, unless somebody changed it in {sis}. Needs OneRoster 1.2; 1.1 cannot say that a student has no score, so there it is left.',
    },
  },
  longTitles: {
    refuse: {
      label: 'Do not send the assignment',
      hint: 'The teacher sees why and shortens the name in Canvas.',
    },
    shorten: {
      label: 'Shorten the name for {sis}',
      hint: 'It stays unique in its class, and teachers see it before they post.',
    },
  },
  alsoMayPost: {
    ta: {
      label: 'Teaching assistants',
      hint: 'Teachers always may. Assistants see and post the grades of the sections that Canvas lets them see.',
    },
    designer: {
      label: 'Course designers',
      hint: 'Designers need the permission to view grades in Canvas as well.',
    },
  },
} as const;

/** The three entries of the nightly window. */
const window = {
  start: {
    label: 'Not before',
    hint: 'Nightly syncs start spread over the time between, so that not all courses begin at once.',
  },
  end: { label: 'Not after', hint: 'An earlier time than the first means the next day.' },
  timeZone: {
    label: 'Time zone',
    hint: 'The times are by the clocks of this zone, daylight saving included.',
  },
} as const;

/** Administration › Settings, with a sentence on what each setting does. */
export const settingsMessages = {
  title: 'Settings',
  saved: 'The settings were saved. They hold from now on.',
  save: 'Save settings',
  groups: {
    pause: 'Pause',
    name: 'Name of your SIS',
    sent: 'What is sent',
    brake: 'When a grade sync stops and asks',
    categories: 'Categories',
    titles: 'Names of assignments',
    people: 'Who may post grades',
    sessions: 'Sessions',
    nightly: 'Nightly sync',
    retention: 'How long records are kept',
  },
  fields: {
    paused: {
      label: 'Pause all grade syncs',
      hint: 'Nothing is sent while this is on. What waits goes on by itself when you switch it off; nothing is lost.',
    },
    sisLabel: {
      label: 'Name of your SIS',
      hint: 'Teachers read it wherever the SIS is meant, for example Focus. Use the same as in Canvas.',
    },
    resend: { label: 'A grade that was sent before is sent again' },
    conflicts: { label: 'A score that somebody changed in {sis}' },
    sendHiddenGrades: {
      label: 'Send grades that are hidden from students',
      hint: 'Off: a grade is sent once it is posted to the student in Canvas.',
    },
    sendNotCounted: {
      label: 'Send assignments that do not count toward the final grade',
      hint: 'In Canvas: “Do not count this assignment towards the final grade”. {sis} may count them.',
    },
    sendHiddenInGradebook: {
      label: 'Send assignments that the gradebook of Canvas hides',
      hint: 'Such assignments, often surveys or tries, stand in no student’s grades in Canvas.',
    },
    brakeShare: {
      label: 'Share of grades that change, in percent',
      hint: 'A grade sync that would change more of the grades in {sis} stops before it sends, until a person confirms it. Empty: it never stops for this.',
    },
    brakeMinimum: {
      label: 'Fewest changed grades',
      hint: 'A grade sync that changes fewer grades than this does not stop, whatever their share.',
    },
    brakeZeros: {
      label: 'Grades that become 0',
      hint: 'A grade sync that would set this many grades in {sis} to 0 stops and asks. Empty: it never stops for this.',
    },
    brakeRemovals: {
      label: 'Ask before grades are removed',
      hint: 'A grade sync that would remove any grade from {sis} stops and asks.',
    },
    removal: { label: 'A grade that was sent and is removed or hidden in Canvas, or whose student left' },
    categoryPage: {
      label: 'Offer Sync SIS Categories',
      hint: 'Teachers choose a category of {sis} for each assignment group and section. Off: groups are matched by name alone.',
    },
    matchCategoriesByName: {
      label: 'Match categories by name',
      hint: 'A group without a chosen category uses the one of the same name. Off: it is not sent until a category is chosen.',
    },
    titleLimit: {
      label: 'Longest name of an assignment',
      hint: 'In characters, 10 to 1,000. Empty: as the SIS profile says.',
    },
    longTitles: { label: 'An assignment with a longer name' },
    alsoMayPost: { label: 'Who may post besides teachers' },
    idleMinutes: {
      label: 'Minutes after which an unused session ends',
      hint: '5 to 480. Empty: no limit. A session ends after 8 hours in any case, and when its person signs out.',
    },
    nightlySyncOffered: {
      label: 'Offer a nightly sync',
      hint: 'Teachers can switch it on for their course, in Grade Sync, Settings.',
    },
    nightlyWindow: { label: 'When nightly syncs start' },
    compareNights: {
      label: 'Nights in which a whole course is compared',
      hint: 'Each nightly sync reads back a part of what {sis} holds, so that a grade changed or lost there is noticed. 1 to 90; empty: none.',
    },
    runDays: {
      label: 'Days that grade syncs are kept',
      hint: 'After that an ended grade sync is erased, with what became of each grade. 30 to 3,650.',
    },
    auditDays: {
      label: 'Days that audit lines are kept',
      hint: 'After that they are erased. Ask who is responsible for privacy at your school. 30 to 3,650.',
    },
    cellDays: {
      label: 'Days that an unused course is kept',
      hint: 'What is known of the grades of a course that nobody opened or synced for so long is erased. What {sis} holds stays, and a later grade sync finds it there. 30 to 3,650.',
    },
  } satisfies Record<SettingName, SettingMessages>,
  options,
  window,
} as const;
