import { z } from 'zod';
import type { InstitutionSettings } from '../../../domain/institution.ts';
import { nightlyWindowSchema, retentionDaysSchema } from '../../../domain/settings-fields.ts';
import type { FaultCode, Faults } from '../form/faults.ts';
import type { FormEntries } from '../form/read-form.ts';

const wholeNumber = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number);

/** The settings as their form sends them: a box that is not ticked is not sent at all. */
const settingsForm = z.object({
  sisLabel: z.string().min(1).max(60),
  resend: z.enum(['score', 'score+status', 'everything']),
  categoryPage: z.boolean(),
  matchCategoriesByName: z.boolean(),
  sendHiddenGrades: z.boolean(),
  alsoMayPost: z.array(z.enum(['ta', 'designer'])),
  titleLimit: z
    .literal('')
    .transform(() => null)
    .or(wholeNumber.pipe(z.int().min(10).max(1000))),
  longTitles: z.enum(['refuse', 'shorten']),
  nightlySyncOffered: z.boolean(),
  nightlyWindow: nightlyWindowSchema,
  paused: z.boolean(),
  auditDays: wholeNumber.pipe(retentionDaysSchema),
  runDays: wholeNumber.pipe(retentionDaysSchema),
}) satisfies z.ZodType<InstitutionSettings>;

/** What the form shows: as it was typed. */
export interface SettingsEntries {
  readonly [name: string]: string | boolean | readonly string[];
  readonly sisLabel: string;
  readonly resend: string;
  readonly categoryPage: boolean;
  readonly matchCategoriesByName: boolean;
  readonly sendHiddenGrades: boolean;
  readonly alsoMayPost: readonly string[];
  readonly titleLimit: string;
  readonly longTitles: string;
  readonly nightlySyncOffered: boolean;
  readonly windowStart: string;
  readonly windowEnd: string;
  readonly timeZone: string;
  readonly paused: boolean;
  readonly auditDays: string;
  readonly runDays: string;
}

/** The stored settings as form. */
export function showSettings(settings: InstitutionSettings): SettingsEntries {
  const { nightlyWindow, titleLimit, auditDays, runDays, ...rest } = settings;
  return {
    ...rest,
    titleLimit: titleLimit?.toString() ?? '',
    windowStart: nightlyWindow.start,
    windowEnd: nightlyWindow.end,
    timeZone: nightlyWindow.timeZone,
    auditDays: String(auditDays),
    runDays: String(runDays),
  };
}

/** The form as it was typed. */
export function readEntries(form: FormEntries): SettingsEntries {
  return {
    sisLabel: form.text('sisLabel'),
    resend: form.text('resend'),
    categoryPage: form.has('categoryPage'),
    matchCategoriesByName: form.has('matchCategoriesByName'),
    sendHiddenGrades: form.has('sendHiddenGrades'),
    alsoMayPost: [...new Set(form.list('alsoMayPost'))],
    titleLimit: form.text('titleLimit'),
    longTitles: form.text('longTitles'),
    nightlySyncOffered: form.has('nightlySyncOffered'),
    // Some browsers send seconds along.
    windowStart: form.text('windowStart').slice(0, 5),
    windowEnd: form.text('windowEnd').slice(0, 5),
    timeZone: form.text('timeZone'),
    paused: form.has('paused'),
    auditDays: form.text('auditDays'),
    runDays: form.text('runDays'),
  };
}

/** The settings that the entries mean, or what is wrong with them. */
export function checkSettings(
  entries: SettingsEntries,
):
  | { readonly ok: true; readonly settings: InstitutionSettings }
  | { readonly ok: false; readonly faults: Faults } {
  const { windowStart: start, windowEnd: end, timeZone, ...rest } = entries;
  const parsed = settingsForm.safeParse({ ...rest, nightlyWindow: { start, end, timeZone } });
  if (parsed.success) return { ok: true, settings: parsed.data };
  const faults = new Map<string, FaultCode>();
  for (const { path } of parsed.error.issues) {
    const name = fieldOf(path);
    faults.set(name, findFault(name, entries));
  }
  return { ok: false, faults };
}

/** Which entry of the form an issue is about. */
function fieldOf([first, second]: readonly PropertyKey[]): string {
  if (first !== 'nightlyWindow') return String(first);
  return second === 'start' ? 'windowStart' : second === 'end' ? 'windowEnd' : 'timeZone';
}

function findFault(name: string, entries: SettingsEntries): FaultCode {
  if (name === 'sisLabel') return entries.sisLabel === '' ? 'required' : 'too_long';
  if (name === 'titleLimit') return 'title_limit';
  if (name === 'windowStart' || name === 'windowEnd') return 'time';
  if (name === 'timeZone') return 'time_zone';
  return name === 'auditDays' || name === 'runDays' ? 'days' : 'choice';
}
