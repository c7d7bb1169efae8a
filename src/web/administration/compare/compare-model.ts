import type { NamedDifferences } from '../../../passback/runs/institution-comparisons.ts';
import type { DifferenceTotals } from '../../../store/passback/course-differences.ts';
import { type Alert, buildAlert } from '../../ui/alert.ts';
import type { Tone } from '../../ui/describe-run.ts';
import type { FormToken } from '../../ui/page-context.ts';
import type { PageModel } from '../../ui/render.ts';
import type { AdministrationContext } from '../administration-context.ts';
import { buildAdminFrame } from '../administration-frame.ts';

/** Courses per page. */
export const comparedCoursesPageSize = 100;

/** What `views/administration/compare/compare.ejs` prints. */
export interface AdminCompareModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  readonly alerts: readonly Alert[];
  readonly tilesLabel: string;
  readonly tiles: readonly { readonly label: string; readonly value: string; readonly tone: Tone }[];
  readonly action: string;
  readonly formToken: FormToken;
  readonly compareAll: { readonly label: string; readonly note: string; readonly disabled: boolean } | null;
  readonly tableLabel: string;
  readonly heads: readonly { readonly label: string; readonly numeric: boolean }[];
  readonly rows: readonly AdminCompareRow[];
  readonly empty: string | null;
  readonly previous: { readonly label: string; readonly href: string } | null;
  readonly next: { readonly label: string; readonly href: string } | null;
}

interface AdminCompareRow {
  readonly course: string;
  readonly href: string;
  readonly contextId: string;
  readonly numbers: readonly { readonly value: string; readonly alarming: boolean }[];
  readonly last: string;
  readonly note: string | null;
  /** Null if nothing can be compared now. */
  readonly compare: { readonly label: string; readonly name: string } | null;
}

export function buildAdminCompare(
  context: AdministrationContext,
  shown: {
    readonly courses: readonly NamedDifferences[];
    readonly totals: DifferenceTotals;
    readonly page: number;
    /** Courses whose comparison was just requested. */
    readonly scheduled: number | null;
    readonly isReadable: boolean;
    readonly now: Date;
  },
): AdminCompareModel {
  const { messages, t, formats, links, institution } = context;
  const { compare: texts, runs } = messages.administration;
  const { courses, totals, page, scheduled, isReadable } = shown;
  const { paused } = institution.settings;
  const tile = (label: string, value: number, tone: Tone) => ({
    label: t(label),
    value: formats.number(value),
    tone: value === 0 ? ('neutral' as const) : tone,
  });
  const pageLink = (to: number): string => links.compare({ page: String(to) });
  return {
    frame: buildAdminFrame(context, { title: t(texts.title), tab: 'compare' }),
    title: t(texts.title),
    lead: t(texts.lead),
    alerts: [
      ...(scheduled === null
        ? []
        : [buildAlert('success', null, [t(texts.scheduled, { count: scheduled })])]),
      ...(isReadable ? [] : [buildAlert('info', null, [t(texts.unreadable)])]),
    ],
    tilesLabel: t(texts.tiles),
    tiles: [
      tile(texts.courses, totals.courses, 'neutral'),
      tile(texts.changed, totals.changed, 'warning'),
      tile(texts.missing, totals.missing, 'warning'),
      tile(texts.never, totals.neverCompared, 'neutral'),
    ],
    action: links.compareCourses,
    formToken: context.formToken,
    compareAll:
      isReadable && totals.courses > 0
        ? {
            label: t(texts.compareAll),
            note: t(paused ? texts.paused : texts.compareAllNote),
            disabled: paused,
          }
        : null,
    tableLabel: t(texts.table),
    heads: [
      { label: t(texts.course), numeric: false },
      { label: t(texts.changed), numeric: true },
      { label: t(texts.missing), numeric: true },
      { label: t(texts.last), numeric: false },
      { label: t(texts.action), numeric: false },
    ],
    rows: courses.map((course) =>
      buildRow(context, course, { now: shown.now, canCompare: isReadable && !paused }),
    ),
    empty: courses.length > 0 ? null : t(texts.none),
    previous: page > 1 ? { label: t(runs.previous), href: pageLink(page - 1) } : null,
    next:
      page * comparedCoursesPageSize < totals.courses
        ? { label: t(runs.next), href: pageLink(page + 1) }
        : null,
  };
}

function buildRow(
  { messages, t, formats, links }: AdministrationContext,
  { title, contextId, changed, missing, comparedAt, isRequested }: NamedDifferences,
  { now, canCompare }: { readonly now: Date; readonly canCompare: boolean },
): AdminCompareRow {
  const { compare: texts, runs } = messages.administration;
  const course = title || t(runs.untitled);
  const number = (value: number) => ({ value: formats.number(value), alarming: value > 0 });
  const age = comparedAt && formats.duration(now.getTime() - comparedAt.getTime());
  return {
    course,
    href: links.runs(title === '' ? {} : { course: title }),
    contextId,
    numbers: [number(changed), number(missing)],
    last:
      comparedAt === null
        ? t(texts.neverCompared)
        : t(texts.comparedAt, { when: formats.dateTime(comparedAt), age: age ?? '' }),
    note: isRequested ? t(texts.requested) : null,
    compare: canCompare ? { label: t(texts.compare), name: t(texts.compareCourse, { course }) } : null,
  };
}
