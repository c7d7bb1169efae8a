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
      hint: 'If only the status changes (late, missing, excused), the grade is held back and counted.',
    },
    'score+status': {
      label: 'When its score or status changes',
      hint: 'A change to late, missing or excused goes too.',
    },
    everything: {
      label: 'When anything changes',
      hint: 'Scores, statuses, and assignments’ names, dates, points and categories.',
    },
  },
  conflicts: {
    report: {
      label: 'Leave it and report it',
      hint: 'Compare shows it. If the score changes in Canvas, it goes again.',
    },
    canvas_wins: {
      label: 'Send Canvas’s score again',
      hint: 'The next grade sync overwrites the change.',
    },
    ask: {
      label: 'Ask a person',
      hint: 'This grade waits until somebody decides on Compare.',
    },
  },
  firstGrades: {
    found: {
      label: 'Together where {sis} offers it',
      hint: 'Test with writing finds out. Until it has, each grade is sent alone.',
    },
    together: {
      label: 'Together, without a test',
      hint: 'If {sis} refuses, each grade is sent alone in the same grade sync.',
    },
    alone: { label: 'Each alone', hint: 'Also where {sis} offers more.' },
  },
  overMaximum: {
    profile: { label: 'As the SIS profile says', hint: 'Most profiles send it as it is.' },
    send: { label: 'Send it as it is', hint: 'For extra credit, if {sis} keeps it.' },
    cap: { label: 'Lower it to the points possible', hint: 'The grade in Canvas stays as it is.' },
    refuse: { label: 'Don’t send it', hint: 'The teacher sees why.' },
  },
  belowZero: {
    send: { label: 'Send it', hint: '{sis} may refuse it; then the grade sync says so.' },
    zero: { label: 'Send 0 instead', hint: 'The score in Canvas stays as it is.' },
  },
  zeroPoints: {
    refuse: { label: 'Don’t send it', hint: 'The teacher sees why.' },
    send: {
      label: 'Send it with 0 points possible',
      hint: 'Only if {sis} takes that. Its scores are sent unchanged: they’re never lowered to 0.',
    },
  },
  comments: {
    none: { label: 'Send none', hint: 'Comments in {sis} are left alone.' },
    status: {
      label: 'Say that it’s late, missing or excused',
      hint: 'For a SIS that shows none of these, as most do with OneRoster 1.1. In your institution’s language. Teachers’ comments stay in Canvas.',
    },
  },
  textScores: {
    none: { label: 'Points only', hint: 'An A goes as its points.' },
    passFail: {
      label: 'Points, and complete or incomplete',
      hint: 'For complete/incomplete assignments. Needs OneRoster 1.2.',
    },
    all: {
      label: 'Points, and letters too',
      hint: 'As Canvas shows the grade, also for letter and GPA assignments. Needs OneRoster 1.2.',
    },
  },
  excused: {
    profile: {
      label: 'As the SIS profile says',
      hint: 'Profiles of OneRoster 1.1 don’t send it until a test shows that {sis} keeps it.',
    },
    send: {
      label: 'Send it as exempt',
      hint: 'Only if {sis} keeps it: OneRoster 1.1 sends a 0 with it, which counts otherwise.',
    },
    refuse: { label: 'Don’t send it', hint: 'The teacher sees why, and excuses the student in {sis}.' },
  },
  finalGrades: {
    none: { label: 'Don’t send them', hint: 'Only grades of assignments go to {sis}.' },
    current: {
      label: 'Send the current score',
      hint: 'As the Canvas gradebook shows it: ungraded work is left out. A final grade override wins.',
    },
    final: {
      label: 'Send the final score',
      hint: 'Ungraded work counts as 0, even before it’s due. A final grade override wins.',
    },
  },
  finalGradesFor: {
    course: {
      label: 'Final grade of the whole course',
      hint: 'Due on the last day of the course in Canvas, or of its term.',
    },
    periods: {
      label: 'Final grade of each grading period',
      hint: 'From the first day of the period on. Due on its last day.',
    },
  },
  existingLineItems: {
    ask: {
      label: 'Ask the teacher',
      hint: 'Nothing is sent for it until the teacher chooses to use it, or somebody deletes or renames one of the two.',
    },
    adopt: {
      label: 'Take it over',
      hint: 'For schools that posted with another tool before. Grade syncs use the assignment of the same name and due date, with its grades: equal ones stay, others are changed.',
    },
  },
  missingDueDate: {
    refuse: { label: 'Don’t send it', hint: 'The teacher sees why and gives it a due date.' },
    periodEnd: {
      label: 'Send it with the last day of the grading period',
      hint: 'The present one; it keeps that day. Teachers see it before they post.',
    },
    omit: {
      label: 'Send it without a due date',
      hint: 'Only if {sis} takes assignments without one. OneRoster asks for one.',
    },
  },
  removal: {
    leave: {
      label: 'Leave it in {sis}',
      hint: 'Compare lists it as left behind.',
    },
    clear: {
      label: 'Clear it in {sis}',
      hint: 'The next grade sync clears it, unless somebody changed it in {sis}. In OneRoster 1.1 it deletes the result, if {sis} allows that; otherwise the grade stays.',
    },
  },
  csvFolder: {
    off: { label: 'Write none', hint: 'You can download them under SIS connection.' },
    delta: {
      label: 'Write what changed since the last files',
      hint: 'The first files hold everything. Import them in the order of their names.',
    },
    bulk: { label: 'Write everything', hint: 'Each import replaces what {sis} got from us before.' },
  },
  noticeCauses: {
    failed: { label: 'Grade syncs that failed', hint: 'Nothing or not everything was sent.' },
    attention: {
      label: 'Connections that stopped working',
      hint: 'Grade syncs wait until somebody fixes them.',
    },
    braked: {
      label: 'Grade syncs that stopped to ask',
      hint: 'They would change a lot. Somebody has to confirm them.',
    },
    problems: {
      label: 'Grades that didn’t go',
      hint: 'The grade sync ended, but not every grade is in {sis}.',
    },
    drift: { label: 'Grades that changed in {sis}', hint: 'A comparison found other grades than we sent.' },
    schedule: {
      label: 'Schedules that started nothing',
      hint: 'We couldn’t read Canvas in the administrator’s name.',
    },
  },
  noticeLanguage: {
    en: { label: 'English', hint: 'Teachers get their e-mail in their own language.' },
    es: { label: 'Spanish', hint: 'The same in Spanish.' },
  },
  longTitles: {
    refuse: {
      label: 'Don’t send the assignment',
      hint: 'The teacher sees why and shortens the name in Canvas.',
    },
    shorten: {
      label: 'Shorten the name for {sis}',
      hint: 'It stays unique in its class. Teachers see it before they post.',
    },
  },
  alsoMayPost: {
    ta: {
      label: 'Teaching assistants',
      hint: 'Teachers always can. Assistants see and post the sections Canvas lets them see.',
    },
    designer: {
      label: 'Course designers',
      hint: 'Designers also need permission to view grades in Canvas.',
    },
  },
} as const;

/** The three entries of the nightly window. */
const window = {
  start: {
    label: 'Not before',
    hint: 'Nightly syncs are spread over this time, so courses don’t all start at once.',
  },
  end: { label: 'Not after', hint: 'If this is earlier than the first time, it means the next day.' },
  timeZone: {
    label: 'Time zone',
    hint: 'The times follow this zone, including daylight saving. It starts as the one in which Canvas shows you times.',
  },
} as const;

/** Administration › Settings, with a sentence on what each setting does. */
export const settingsMessages = {
  title: 'Settings',
  saved: 'Settings saved. They apply from now on.',
  save: 'Save settings',
  offersTitle: 'What we noticed about {sis}',
  /** Habits of the SIS that reading back has found, and what taking the setting does. */
  offers: {
    whole: '{sis} keeps whole points only. It last rounded a score on {when}. Round before sending?',
    takeWhole: 'Round to whole points',
    decimals: {
      one: '{sis} keeps one decimal of a score. It last rounded one on {when}. Round before sending?',
      other: '{sis} keeps {count} decimals of a score. It last rounded one on {when}. Round before sending?',
    },
    takeDecimals: { one: 'Round to one decimal', other: 'Round to {count} decimals' },
    maximum:
      '{sis} lowers scores above the points possible. It last did so on {when}. Lower them before sending?',
    takeMaximum: 'Lower to the points possible',
    exemptKept: '{sis} kept “excused”, last on {when}. Send excused students as exempt?',
    takeExempt: 'Send excused students',
    exemptLost:
      '{sis} didn’t keep “excused”, last on {when}. What comes with it would count. Stop sending excused students?',
    takeNoExempt: 'Don’t send excused students',
    title: {
      one: '{sis} keeps {count} character of an assignment’s name. It last cut or refused one on {when}. Shorten longer names before sending?',
      other:
        '{sis} keeps {count} characters of an assignment’s name. It last cut or refused one on {when}. Shorten longer names before sending?',
    },
    takeTitle: { one: 'Shorten to {count} character', other: 'Shorten to {count} characters' },
  },
  contents: 'On this page',
  groups: {
    pause: 'Pause',
    name: 'Name of your SIS',
    sent: 'What is sent',
    scores: 'Scores and statuses',
    finals: 'Final grades',
    brake: 'When a grade sync stops to ask',
    categories: 'Categories',
    titles: 'Names of assignments',
    people: 'Who may post grades',
    sessions: 'Sessions',
    nightly: 'Nightly syncs and schedules',
    notices: 'Notices',
    retention: 'How long records are kept',
  },
  fields: {
    paused: {
      label: 'Pause all grade syncs',
      hint: 'Nothing goes out while this is on. Waiting grade syncs continue when you switch it off. Nothing is lost.',
    },
    sisLabel: {
      label: 'Name of your SIS',
      hint: 'Teachers see this name everywhere, for example Focus. Use the same name as in Canvas.',
    },
    resend: { label: 'Send a grade again' },
    conflicts: { label: 'When somebody changed a score in {sis}' },
    sendHiddenGrades: {
      label: 'Send grades that are hidden from students',
      hint: 'If this is off, a grade goes once it’s posted to the student in Canvas.',
    },
    sendNotCounted: {
      label: 'Send assignments that don’t count toward the final grade',
      hint: 'In Canvas: “Do not count this assignment towards the final grade”. {sis} may still count them.',
    },
    sendHiddenInGradebook: {
      label: 'Send assignments that the Canvas gradebook hides',
      hint: 'Students don’t see these assignments in their grades. They’re often surveys or practice.',
    },
    finalGrades: { label: 'Final grades in Canvas' },
    finalGradesFor: { label: 'Which final grades' },
    finalGradeTitle: {
      label: 'Name of final grades in {sis}',
      hint: 'Leave empty for “Final grade” in your institution’s language. For a grading period its name follows.',
    },
    finalGradeCategory: {
      label: 'Category of final grades in {sis}',
      hint: 'Exactly as {sis} names it. Choose one that doesn’t count toward the averages in {sis}. Leave empty for no category.',
    },
    brakeShare: {
      label: 'Percent of grades that change',
      hint: 'If a grade sync would change more of the grades in {sis}, it stops until somebody confirms it. Leave empty to never stop for this.',
    },
    brakeMinimum: {
      label: 'But at least this many grades',
      hint: 'A grade sync that changes fewer grades doesn’t stop, whatever the percentage.',
    },
    brakeZeros: {
      label: 'Grades that become 0',
      hint: 'If a grade sync would set this many grades in {sis} to 0, it stops to ask. Leave empty to never stop for this.',
    },
    brakeRemovals: {
      label: 'Ask before removing grades',
      hint: 'If a grade sync would remove any grade from {sis}, it stops to ask.',
    },
    lookAgainSeconds: {
      label: 'Seconds to look again for grades that {sis} doesn’t show yet',
      hint: '0 to 600. Raise it if {sis} shows new grades late. With 0, a grade sync looks once.',
    },
    requestsPerMinute: {
      label: 'The most requests to {sis} a minute',
      hint: 'For a SIS that refuses more: grade syncs wait instead. Leave empty to follow the SIS profile.',
    },
    scoreDecimals: {
      label: 'Round scores to this many decimals',
      hint: '0 to 4; 0 means whole points. Leave empty to send scores as the SIS profile says.',
    },
    overMaximum: { label: 'When a score is above the points possible' },
    belowZero: { label: 'When a score is below zero' },
    comments: { label: 'Comment beside a grade' },
    textScores: {
      label: 'Grades in letters or words',
    },
    zeroPoints: { label: 'When an assignment is worth 0 points (extra credit)' },
    excused: { label: 'When a student is excused' },
    existingLineItems: { label: 'When an assignment is already in {sis}' },
    missingDueDate: { label: 'When an assignment has no due date' },
    removal: { label: 'When a sent grade is removed or hidden in Canvas, or its student or assignment left' },
    firstGrades: {
      label: 'The first grades of an assignment',
      hint: 'Together is much faster. It needs OneRoster 1.2 and the gradebook.createpost scope.',
    },
    removeLineItems: {
      label: 'Delete assignments that Canvas no longer sends',
      hint: 'Only where grades are cleared, and for assignments that were deleted, unpublished or no longer sync. A grade sync deletes them in {sis} once no score is left there. Undo brings them back.',
    },
    categoryPage: {
      label: 'Offer Sync SIS Categories',
      hint: 'Teachers choose a {sisLabel} category for each assignment group and section. If this is off, groups match by name only.',
    },
    createCategories: {
      label: 'Let teachers create categories',
      hint: 'Sync SIS Categories then offers each group’s own name as a new category of the class. Only if {sis} takes new categories and keeps them for one class.',
    },
    matchCategoriesByName: {
      label: 'Match categories by name',
      hint: 'A group without a category uses the one with the same name. If this is off, the group isn’t sent until somebody chooses.',
    },
    ungroupedCategory: {
      label: 'Category of assignments without a group',
      hint: 'Without an API key, Canvas doesn’t tell us an assignment’s group. Type the name of a {sisLabel} category that classes have. Leave empty to use none.',
    },
    titleLimit: {
      label: 'Longest assignment name',
      hint: 'In characters, 10 to 1,000. Leave empty to use the SIS profile’s limit.',
    },
    lineItemMetadata: {
      label: 'Metadata of every assignment',
      hint: 'Only if the vendor of {sis} asks for it: name=value, separated by semicolons. A value may contain [assignment], [section] or [group].',
    },
    longTitles: { label: 'When a name is longer' },
    alsoMayPost: { label: 'Who may post besides teachers' },
    idleMinutes: {
      label: 'End unused sessions after this many minutes',
      hint: '5 to 480. Leave empty for no limit. Every session ends after 8 hours or when the person signs out.',
    },
    nightlySyncOffered: {
      label: 'Offer a nightly sync',
      hint: 'Teachers can switch it on for their course in Grade Sync › Settings.',
    },
    nightlyWindow: { label: 'When nightly syncs start' },
    csvFolder: {
      label: 'OneRoster CSV files, after each night',
      hint: 'Only with a SIS profile named OneRoster CSV. We write them into the folder that your operator has set up.',
    },
    schedulesPaused: {
      label: 'Pause all schedules',
      hint: 'Schedules start nothing while this is on. Teachers’ nightly syncs still run.',
    },
    compareNights: {
      label: 'Nights to compare a whole course',
      hint: 'Each nightly sync reads back some of the course from {sis}, to find grades that changed or went missing there. 1 to 90. Leave empty to skip this.',
    },
    noticeAddresses: {
      label: 'E-mail addresses of administrators',
      hint: 'Separated by commas. They get one e-mail in the morning if a course needs somebody. It names courses, no students and no grades.',
    },
    noticeCauses: { label: 'What notices tell of' },
    noticeLanguage: {
      label: 'Your institution’s language',
      hint: 'This e-mail is in it. So are pages, if we don’t speak the language of a person’s Canvas or browser.',
    },
    noticesToPeople: {
      label: 'Offer e-mail to teachers',
      hint: 'Each can ask for it in Grade Sync › Settings, for the grade syncs they started.',
    },
    runDays: {
      label: 'Keep grade syncs for this many days',
      hint: 'Then we erase the grade sync and its results. 30 to 3,650.',
    },
    auditDays: {
      label: 'Keep audit lines for this many days',
      hint: 'Then we erase them. Ask your school’s privacy officer. 30 to 3,650.',
    },
    cellDays: {
      label: 'Keep unused courses for this many days',
      hint: 'If nobody opens or syncs a course for this long, we erase what we know of its grades. {sis} keeps its grades, and a later grade sync finds them there. 30 to 3,650.',
    },
  } satisfies Record<SettingName, SettingMessages>,
  options,
  window,
} as const;
