import { z } from 'zod';
import { readMetadata } from './line-item-metadata.ts';
import { mailAddress, noticeCauses, noticeLanguages, readAddresses } from './notices.ts';
import { isTimeZone } from './time-zone.ts';

/**
 * How Administration shows a setting and lets it be entered. Its label, hint and option labels stand in the
 * messages under its name.
 */
export type SettingField =
  | { readonly group: SettingGroup; readonly kind: 'text'; readonly max: number; readonly optional?: boolean }
  | { readonly group: SettingGroup; readonly kind: 'checkbox' }
  | { readonly group: SettingGroup; readonly kind: 'radio'; readonly options: readonly string[] }
  | { readonly group: SettingGroup; readonly kind: 'checkboxes'; readonly options: readonly string[] }
  | {
      readonly group: SettingGroup;
      readonly kind: 'number';
      readonly min: number;
      readonly max: number;
      /** An empty entry means null. */
      readonly optional: boolean;
    }
  | { readonly group: SettingGroup; readonly kind: 'window' };

/** The groups of the settings page, in order. */
export const settingGroups = [
  'pause',
  'name',
  'sent',
  'scores',
  'finals',
  'brake',
  'categories',
  'titles',
  'people',
  'sessions',
  'nightly',
  'notices',
  'retention',
] as const;
export type SettingGroup = (typeof settingGroups)[number];

const fields = z.registry<SettingField>();

const resendPolicies = ['score', 'score+status', 'everything'] as const;
const conflictPolicies = ['report', 'canvas_wins', 'ask'] as const;
const belowZeroPolicies = ['send', 'zero'] as const;
const textScorePolicies = ['none', 'passFail', 'all'] as const;
const commentPolicies = ['none', 'status'] as const;
const zeroPointsPolicies = ['refuse', 'send'] as const;
const overMaximumPolicies = ['profile', 'send', 'cap', 'refuse'] as const;
/** `found`: together where a test or an earlier run has found that the SIS offers it. */
const firstGradePolicies = ['found', 'together', 'alone'] as const;
const excusePolicies = ['profile', 'send', 'refuse'] as const;
/** In seconds. A run waits no longer than ten minutes for a SIS whose reads lag. */
const lookAgainSeconds = { min: 0, max: 600 } as const;
/** Any fewer would keep a class from being read within its time. */
const requestsPerMinute = { min: 10, max: 100_000 } as const;
/** Of a score. More change no grade. */
const decimals = { min: 0, max: 4 } as const;
const finalGradeKinds = ['none', 'current', 'final'] as const;
const finalGradeParts = ['course', 'periods'] as const;
const removalPolicies = ['leave', 'clear'] as const;
const existingPolicies = ['ask', 'adopt'] as const;
const dueDatePolicies = ['refuse', 'periodEnd', 'omit'] as const;
const titlePolicies = ['refuse', 'shorten'] as const;
const csvFolderModes = ['off', 'delta', 'bulk'] as const;
const otherPosters = ['ta', 'designer'] as const;
/** In characters. Shorter titles could no longer be told apart. */
export const titleLimits = { min: 10, max: 1000 } as const;
/** At least a month, so that a slip erases nothing recent. */
const retentionDays = { min: 30, max: 3650 } as const;
/** In minutes. Any less would end a page while somebody reads it; a session lives 8 hours at most. */
const idleLimits = { min: 5, max: 480 } as const;
const compareNightsLimits = { min: 1, max: 90 } as const;
const labelLength = 60;
const categoryLength = 100;
const addressesLength = 500;
const metadataLength = 1000;
/** Grades of a run. */
const gradeCount = { min: 1, max: 100_000 } as const;
const percent = { min: 1, max: 100 } as const;

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 01:30');

/** A part of every night, by its zone's clocks. An `end` that is not after `start` is on the next day. */
const nightlyWindowSchema = z.strictObject({
  /** `HH:MM`, in 24 hours. */
  start: timeOfDay,
  end: timeOfDay,
  timeZone: z.string().max(60).refine(isTimeZone, 'must be an IANA time zone such as America/Chicago'),
});
export type NightlyWindow = z.infer<typeof nightlyWindowSchema>;

const keptDays = (byDefault = 400) =>
  z.int().min(retentionDays.min).max(retentionDays.max).default(byDefault);
const days = { kind: 'number', ...retentionDays, optional: false } as const;

/**
 * Everything an institution decides, once per setting: its values, its default, and how it is entered. The
 * settings page, the command line, the store and the messages read this table, in this order.
 */
export const institutionSettingsSchema = z.strictObject({
  /** Pauses everything: no run starts or continues until it is lifted, and nothing is lost. */
  paused: z.boolean().default(false).register(fields, { group: 'pause', kind: 'checkbox' }),
  /** The institution's own name for its SIS, shown wherever Canvas shows "SIS". */
  sisLabel: z
    .string()
    .trim()
    .min(1)
    .max(labelLength)
    .default('SIS')
    .register(fields, { group: 'name', kind: 'text', max: labelLength }),
  /** Which changes send a grade again once it has been sent (P3). */
  resend: z
    .enum(resendPolicies)
    .default('score')
    .register(fields, { group: 'sent', kind: 'radio', options: resendPolicies }),
  /** Send grades that are not posted to students yet. */
  sendHiddenGrades: z.boolean().default(false).register(fields, { group: 'sent', kind: 'checkbox' }),
  /** Send assignments that Canvas leaves out of the final grade (`omit_from_final_grade`). */
  sendNotCounted: z.boolean().default(true).register(fields, { group: 'sent', kind: 'checkbox' }),
  /** Send assignments that Canvas hides in its gradebook (`hide_in_gradebook`). */
  sendHiddenInGradebook: z.boolean().default(true).register(fields, { group: 'sent', kind: 'checkbox' }),
  /** What happens to a grade that somebody changed or deleted in the SIS after it was sent. */
  conflicts: z
    .enum(conflictPolicies)
    .default('report')
    .register(fields, { group: 'sent', kind: 'radio', options: conflictPolicies }),
  /** What happens in the SIS to a grade that was sent and that Canvas no longer has or shows (P11). */
  removal: z
    .enum(removalPolicies)
    .default('leave')
    .register(fields, { group: 'sent', kind: 'radio', options: removalPolicies }),
  /** Where grades are cleared: also delete the line item of an assignment that is no longer sent (P11). */
  removeLineItems: z.boolean().default(false).register(fields, { group: 'sent', kind: 'checkbox' }),
  /** Whether the first grades of an assignment go in one request, where OneRoster 1.2 offers it. */
  firstGrades: z
    .enum(firstGradePolicies)
    .default('found')
    .register(fields, { group: 'sent', kind: 'radio', options: firstGradePolicies }),
  /** What happens to an assignment that stands in a class already, made by another tool or a person (P14). */
  existingLineItems: z
    .enum(existingPolicies)
    .default('ask')
    .register(fields, { group: 'sent', kind: 'radio', options: existingPolicies }),
  /** What happens to an assignment without a due date (P15). */
  missingDueDate: z
    .enum(dueDatePolicies)
    .default('refuse')
    .register(fields, { group: 'sent', kind: 'radio', options: dueDatePolicies }),
  /** How long a run looks again for grades that the SIS accepted and does not show yet; 0: it looks once. */
  lookAgainSeconds: z
    .int()
    .min(lookAgainSeconds.min)
    .max(lookAgainSeconds.max)
    .default(60)
    .register(fields, { group: 'sent', kind: 'number', ...lookAgainSeconds, optional: false }),
  /** The most requests that the SIS is sent in any minute; null: as the SIS profile says. */
  requestsPerMinute: z
    .int()
    .min(requestsPerMinute.min)
    .max(requestsPerMinute.max)
    .nullable()
    .default(null)
    .register(fields, { group: 'sent', kind: 'number', ...requestsPerMinute, optional: true }),
  /** Decimals to which scores are rounded before they are sent; null: as the SIS profile says. */
  scoreDecimals: z
    .int()
    .min(decimals.min)
    .max(decimals.max)
    .nullable()
    .default(null)
    .register(fields, { group: 'scores', kind: 'number', ...decimals, optional: true }),
  /** What happens to a score above the points possible. */
  overMaximum: z
    .enum(overMaximumPolicies)
    .default('profile')
    .register(fields, { group: 'scores', kind: 'radio', options: overMaximumPolicies }),
  /** What happens to a score below zero, as a penalty may leave it. */
  belowZero: z
    .enum(belowZeroPolicies)
    .default('send')
    .register(fields, { group: 'scores', kind: 'radio', options: belowZeroPolicies }),
  /** What happens to an assignment worth 0 points, which is how Canvas gives extra credit (P17). */
  zeroPoints: z
    .enum(zeroPointsPolicies)
    .default('refuse')
    .register(fields, { group: 'scores', kind: 'radio', options: zeroPointsPolicies }),
  /** Whether letters and complete or incomplete go beside the points, in OneRoster 1.2 (P18). */
  textScores: z
    .enum(textScorePolicies)
    .default('none')
    .register(fields, { group: 'scores', kind: 'radio', options: textScorePolicies }),
  /** What the comment of a result says (P19). Teachers' comments stay in Canvas. */
  comments: z
    .enum(commentPolicies)
    .default('none')
    .register(fields, { group: 'scores', kind: 'radio', options: commentPolicies }),
  /** Whether excused students are sent as exempt. A SIS that does not keep the status would count what comes with it. */
  excused: z
    .enum(excusePolicies)
    .default('profile')
    .register(fields, { group: 'scores', kind: 'radio', options: excusePolicies }),
  /** Which of Canvas's scores is sent as the final grade (P16). */
  finalGrades: z
    .enum(finalGradeKinds)
    .default('none')
    .register(fields, { group: 'finals', kind: 'radio', options: finalGradeKinds }),
  /** What final grades are sent for. */
  finalGradesFor: z
    .array(z.enum(finalGradeParts))
    .readonly()
    .default(['course'])
    .register(fields, { group: 'finals', kind: 'checkboxes', options: finalGradeParts }),
  /** The name of final grades in the SIS; empty: that of the catalogue, in the institution's language. */
  finalGradeTitle: z
    .string()
    .trim()
    .max(labelLength)
    .default('')
    .register(fields, { group: 'finals', kind: 'text', max: labelLength, optional: true }),
  /** The SIS category of final grades; empty: none. */
  finalGradeCategory: z
    .string()
    .trim()
    .max(categoryLength)
    .default('')
    .register(fields, { group: 'finals', kind: 'text', max: categoryLength, optional: true }),
  /**
   * The brake: a run that would change more than this share of the grades in the SIS, in percent, stops
   * before sending and asks (P10); null: no limit.
   */
  brakeShare: z
    .int()
    .min(percent.min)
    .max(percent.max)
    .nullable()
    .default(25)
    .register(fields, { group: 'brake', kind: 'number', ...percent, optional: true }),
  /** Fewer changes than these never stop a run. */
  brakeMinimum: z
    .int()
    .min(gradeCount.min)
    .max(gradeCount.max)
    .default(20)
    .register(fields, { group: 'brake', kind: 'number', ...gradeCount, optional: false }),
  /** This many scores that would become 0 stop a run; null: no limit. */
  brakeZeros: z
    .int()
    .min(gradeCount.min)
    .max(gradeCount.max)
    .nullable()
    .default(20)
    .register(fields, { group: 'brake', kind: 'number', ...gradeCount, optional: true }),
  /** Any grade that would be removed from the SIS stops a run. */
  brakeRemovals: z.boolean().default(true).register(fields, { group: 'brake', kind: 'checkbox' }),
  /** Offers Sync SIS Categories. If off, groups are matched to SIS categories by name alone. */
  categoryPage: z.boolean().default(true).register(fields, { group: 'categories', kind: 'checkbox' }),
  /** Sync SIS Categories offers each group's name as a new category of the class (P20). */
  createCategories: z.boolean().default(false).register(fields, { group: 'categories', kind: 'checkbox' }),
  /** Unmapped groups use the SIS category of the same name (case and outer blanks ignored). */
  matchCategoriesByName: z
    .boolean()
    .default(true)
    .register(fields, { group: 'categories', kind: 'checkbox' }),
  /** The category, by name, of assignments without a group: those that the tool knows only as its own. Empty: none. */
  ungroupedCategory: z
    .string()
    .trim()
    .max(categoryLength)
    .default('')
    .register(fields, { group: 'categories', kind: 'text', max: categoryLength, optional: true }),
  /** The longest title of a line item; null: as the SIS profile says. */
  titleLimit: z
    .int()
    .min(titleLimits.min)
    .max(titleLimits.max)
    .nullable()
    .default(null)
    .register(fields, { group: 'titles', kind: 'number', ...titleLimits, optional: true }),
  /** What happens to a longer title: the assignment is refused, or the title is shortened and made unique. */
  longTitles: z
    .enum(titlePolicies)
    .default('refuse')
    .register(fields, { group: 'titles', kind: 'radio', options: titlePolicies }),
  /** What every line item carries as `metadata` besides what the profile states: `scoreType=POINTS; source=[section]`. */
  lineItemMetadata: z
    .string()
    .trim()
    .max(metadataLength)
    .refine((text) => readMetadata(text) !== null)
    .default('')
    .register(fields, { group: 'titles', kind: 'text', max: metadataLength, optional: true }),
  /** Roles that may post, besides teachers. */
  alsoMayPost: z
    .array(z.enum(otherPosters))
    .readonly()
    .default(['ta'])
    .register(fields, { group: 'people', kind: 'checkboxes', options: otherPosters }),
  /**
   * Minutes after which an idle session ends; null: never, because the page may stay open beside the
   * gradebook for a whole lesson. Every session ends 8 hours after its launch.
   */
  idleMinutes: z
    .int()
    .min(idleLimits.min)
    .max(idleLimits.max)
    .nullable()
    .default(null)
    .register(fields, { group: 'sessions', kind: 'number', ...idleLimits, optional: true }),
  /** Teachers may switch on a nightly sync for their course. */
  nightlySyncOffered: z.boolean().default(false).register(fields, { group: 'nightly', kind: 'checkbox' }),
  /** When nightly syncs start, spread over the whole window. */
  nightlyWindow: nightlyWindowSchema
    .default({ start: '01:00', end: '05:00', timeZone: 'UTC' })
    .register(fields, { group: 'nightly', kind: 'window' }),
  /** What is written into the operator's folder after each night, for a SIS that takes OneRoster CSV files. */
  csvFolder: z
    .enum(csvFolderModes)
    .default('off')
    .register(fields, { group: 'nightly', kind: 'radio', options: csvFolderModes }),
  /** Suspends every schedule of Administration at once. Nightly syncs of teachers go on. */
  schedulesPaused: z.boolean().default(false).register(fields, { group: 'nightly', kind: 'checkbox' }),
  /**
   * Each nightly sync compares a part of the course with the SIS, the whole course in this many nights; null:
   * none does.
   */
  compareNights: z
    .int()
    .min(compareNightsLimits.min)
    .max(compareNightsLimits.max)
    .nullable()
    .default(7)
    .register(fields, { group: 'nightly', kind: 'number', ...compareNightsLimits, optional: true }),
  /** Who gets the day's e-mail about all courses: addresses, separated by commas. */
  noticeAddresses: z
    .string()
    .trim()
    .max(addressesLength)
    .refine((list) => readAddresses(list).every((one) => mailAddress.test(one)))
    .default('')
    .register(fields, { group: 'notices', kind: 'text', max: addressesLength, optional: true }),
  /** What e-mail tells of. */
  noticeCauses: z
    .array(z.enum(noticeCauses))
    .readonly()
    .default([...noticeCauses])
    .register(fields, { group: 'notices', kind: 'checkboxes', options: noticeCauses }),
  /** The institution's language: of the e-mail to these addresses, and of pages for people whose own is unknown. */
  noticeLanguage: z
    .enum(noticeLanguages)
    .default('en')
    .register(fields, { group: 'notices', kind: 'radio', options: noticeLanguages }),
  /** People may ask for e-mail about the grade syncs that they started. */
  noticesToPeople: z.boolean().default(true).register(fields, { group: 'notices', kind: 'checkbox' }),
  /** Days until an ended run is erased with its outcomes. */
  runDays: keptDays().register(fields, { group: 'retention', ...days }),
  /** Days until a line of the audit record is erased. */
  auditDays: keptDays().register(fields, { group: 'retention', ...days }),
  /** Days after which what is known of a course's grades is erased, if nobody opened or synced it (P13). */
  cellDays: keptDays(800).register(fields, { group: 'retention', ...days }),
});

export type InstitutionSettings = Readonly<z.infer<typeof institutionSettingsSchema>>;
export type SettingName = keyof typeof institutionSettingsSchema.shape;
export type ResendPolicy = InstitutionSettings['resend'];
export type ConflictPolicy = InstitutionSettings['conflicts'];

export const defaultInstitutionSettings: InstitutionSettings = institutionSettingsSchema.parse({});

/** Every setting with its field, in the table's order. */
export const settingFields: readonly (readonly [SettingName, SettingField])[] = Object.entries(
  institutionSettingsSchema.shape,
).map(([name, schema]) => {
  const field = fields.get(schema);
  if (field === undefined || !isSettingName(name)) throw new Error(`the setting ${name} has no field`);
  return [name, field] as const;
});

function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(institutionSettingsSchema.shape, name);
}
