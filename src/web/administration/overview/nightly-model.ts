import { findNextNightly } from '../../../passback/schedule/next-nightly.ts';
import type { NightlySync } from '../../../store/nightly-syncs.ts';
import type { FormToken } from '../../ui/page-context.ts';
import type { AdministrationContext } from '../administration-context.ts';

/** How many courses are listed; the others are only counted. */
const listedCourses = 50;

/** What `views/administration/overview/nightly.ejs` prints. */
export interface NightlyModel {
  readonly title: string;
  readonly note: string;
  readonly label: string;
  readonly heads: readonly [course: string, by: string, next: string];
  readonly rows: readonly {
    readonly course: string;
    readonly by: string;
    readonly next: string;
    readonly last: string | null;
  }[];
  readonly more: string | null;
  readonly empty: string | null;
  readonly runNow: {
    readonly label: string;
    readonly note: string;
    readonly action: string;
    readonly disabled: boolean;
  } | null;
  readonly formToken: FormToken;
}

/** The courses that sync nightly, the next one first; null if the institution does not offer it. */
export function buildNightly(
  context: AdministrationContext,
  syncs: readonly NightlySync[],
  now: Date,
): NightlyModel | null {
  const { messages, t, formats, institution, links } = context;
  const { nightlySyncOffered, nightlyWindow, paused } = institution.settings;
  if (!nightlySyncOffered) return null;
  const texts = messages.administration.nightly;
  const { start, end, timeZone } = nightlyWindow;
  const planned = syncs
    .map((sync) => ({ sync, nextAt: findStart(sync, context, now) }))
    .sort((a, b) => a.nextAt.getTime() - b.nextAt.getTime());
  const more = Math.max(0, planned.length - listedCourses);
  return {
    title: t(texts.title),
    note: t(texts.note, {
      start: formats.timeOfDay(start),
      end: formats.timeOfDay(end),
      timeZone: timeZone.replaceAll('_', ' '),
    }),
    label: t(texts.table),
    heads: [t(texts.course), t(texts.by), t(texts.next)],
    rows: planned
      .slice(0, listedCourses)
      .map(({ sync, nextAt }) => buildRow(context, sync, nextAt <= now ? null : nextAt)),
    more: more === 0 ? null : t(texts.more, { count: more }),
    empty: planned.length > 0 ? null : t(texts.none),
    runNow:
      planned.length === 0
        ? null
        : {
            label: t(texts.runNow),
            note: t(paused ? texts.paused : texts.runNowNote),
            action: links.runNightlyNow,
            disabled: paused,
          },
    formToken: context.formToken,
  };
}

/**
 * When it starts: at once if it is due already, else by the current window, which the stored time may not
 * follow yet.
 */
function findStart(sync: NightlySync, { institution }: AdministrationContext, now: Date): Date {
  return sync.nextAt <= now ? now : findNextNightly(sync._id, institution.settings.nightlyWindow, now);
}

function buildRow(
  { messages, t, formats, institution }: AdministrationContext,
  { course, switchedOnBy, lastStartedAt }: NightlySync,
  nextAt: Date | null,
): NightlyModel['rows'][number] {
  const { nightly: texts, runs } = messages.administration;
  const next = nextAt === null ? t(texts.nextSoon) : formats.dateTime(nextAt);
  return {
    course: course.title || t(runs.untitled),
    by: switchedOnBy.name,
    next: institution.settings.paused ? t(texts.nextPaused) : next,
    last: lastStartedAt === null ? null : t(texts.last, { at: formats.dateTime(lastStartedAt) }),
  };
}
