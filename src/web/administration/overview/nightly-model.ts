import { findNextNightly } from '../../../passback/schedule/next-nightly.ts';
import type { NightlySync } from '../../../store/nightly-syncs.ts';
import type { FormToken } from '../../ui/visit.ts';
import type { AdminVisit } from '../admin-visit.ts';

/** Courses that are listed; of the others it is said how many they are. */
const listedCourses = 50;

/** What `views/admin/nightly.ejs` prints. */
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

/** The courses that sync nightly, the next one first; null where the institution does not offer it. */
export function buildNightly(
  visit: AdminVisit,
  syncs: readonly NightlySync[],
  now: Date,
): NightlyModel | null {
  const { texts, say, institution, links } = visit;
  const { nightlySyncOffered, nightlyWindow, paused } = institution.settings;
  if (!nightlySyncOffered) return null;
  const words = texts.catalogue.admin.nightly;
  const { start, end, timeZone } = nightlyWindow;
  const planned = syncs
    .map((sync) => ({ sync, nextAt: findStart(sync, visit, now) }))
    .sort((a, b) => a.nextAt.getTime() - b.nextAt.getTime());
  const more = Math.max(0, planned.length - listedCourses);
  return {
    title: say(words.title),
    note: say(words.note, { start, end, timeZone: timeZone.replaceAll('_', ' ') }),
    label: say(words.table),
    heads: [say(words.course), say(words.by), say(words.next)],
    rows: planned
      .slice(0, listedCourses)
      .map(({ sync, nextAt }) => buildRow(visit, sync, nextAt <= now ? null : nextAt)),
    more: more === 0 ? null : say(words.more, { count: more }),
    empty: planned.length > 0 ? null : say(words.none),
    runNow:
      planned.length === 0
        ? null
        : {
            label: say(words.runNow),
            note: say(paused ? words.paused : words.runNowNote),
            action: links.runNightlyNow,
            disabled: paused,
          },
    formToken: visit.formToken,
  };
}

/** When it starts: at once where it is due already, else by the window in force, which the stored time may not follow yet. */
function findStart(sync: NightlySync, { institution }: AdminVisit, now: Date): Date {
  return sync.nextAt <= now ? now : findNextNightly(sync._id, institution.settings.nightlyWindow, now);
}

function buildRow(
  { texts, say, formats, institution }: AdminVisit,
  { course, switchedOnBy, lastStartedAt }: NightlySync,
  nextAt: Date | null,
): NightlyModel['rows'][number] {
  const { nightly: words, runs } = texts.catalogue.admin;
  const next = nextAt === null ? say(words.nextSoon) : formats.dateTime(nextAt);
  return {
    course: course.title || say(runs.untitled),
    by: switchedOnBy.name,
    next: institution.settings.paused ? say(words.nextPaused) : next,
    last: lastStartedAt === null ? null : say(words.last, { at: formats.dateTime(lastStartedAt) }),
  };
}
