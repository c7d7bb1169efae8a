import type { RunState } from '../../../domain/outcomes.ts';
import type { InstitutionRuns } from '../../../passback/runs/institution-runs.ts';
import type { NightlySync } from '../../../store/nightly-syncs.ts';
import type { CourseHealth, ReasonCount } from '../../../store/passback/institution-health.ts';
import { type Alert, buildAlert } from '../../ui/alert.ts';
import type { PageModel } from '../../ui/render.ts';
import { stateTones, type Tone } from '../../ui/run-words.ts';
import { buildAdminFrame } from '../admin-frame.ts';
import type { AdminVisit } from '../admin-visit.ts';
import { buildNightly, type NightlyModel } from './nightly-model.ts';

/** Courses on one page. */
export const coursesPageSize = 100;

/** What `views/admin/overview.ejs` prints. */
export interface OverviewModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  /** What was just done, what is to be done before anything works, and what is paused. */
  readonly alerts: readonly Alert[];
  readonly tiles: readonly {
    readonly label: string;
    readonly value: string;
    readonly tone: Tone;
    readonly href: string | null;
  }[];
  readonly tilesLabel: string;
  readonly courses: {
    readonly title: string;
    readonly label: string;
    readonly heads: readonly string[];
    readonly rows: readonly CourseRow[];
    readonly empty: string | null;
    readonly previous: { readonly label: string; readonly href: string } | null;
    readonly next: { readonly label: string; readonly href: string } | null;
  };
  /** Null where the institution does not offer it. */
  readonly nightly: NightlyModel | null;
  readonly reasons: {
    readonly title: string;
    readonly note: string;
    readonly label: string;
    readonly heads: readonly string[];
    readonly rows: readonly ReasonRow[];
    readonly empty: string | null;
  };
}

interface CourseRow {
  readonly title: string;
  readonly href: string;
  readonly status: { readonly label: string; readonly tone: Tone; readonly note: string | null };
  readonly open: { readonly label: string; readonly href: string };
  readonly lastSync: string;
  readonly failed: string;
  readonly alarming: boolean;
}

interface ReasonRow {
  readonly text: string;
  readonly what: string;
  readonly courses: string;
  readonly tone: Tone;
  readonly toneLabel: string;
}

export interface OverviewShown {
  readonly page: number;
  readonly courses: readonly CourseHealth[];
  readonly states: Awaited<ReturnType<InstitutionRuns['countCourses']>>;
  readonly reasons: readonly ReasonCount[];
  readonly nightly: readonly NightlySync[];
  /** How many nightly syncs *Run now* has just scheduled; null where it was not pressed. */
  readonly scheduled: number | null;
  readonly now: Date;
}

export function buildOverview(visit: AdminVisit, shown: OverviewShown): OverviewModel {
  const { texts, say } = visit;
  const words = texts.catalogue.admin.overview;
  return {
    frame: buildAdminFrame(visit, { title: say(words.title), tab: 'overview' }),
    title: say(words.title),
    lead: visit.institution.name,
    alerts: [...buildNotice(visit, shown.scheduled), ...buildAlerts(visit)],
    tilesLabel: say(words.tiles),
    tiles: buildTiles(visit, shown.states),
    courses: buildCourses(visit, shown),
    nightly: buildNightly(visit, shown.nightly, shown.now),
    reasons: buildReasons(visit, shown.reasons),
  };
}

function buildNotice({ texts, say }: AdminVisit, scheduled: number | null): readonly Alert[] {
  const words = texts.catalogue.admin.nightly;
  if (scheduled === null) return [];
  if (scheduled === 0) return [buildAlert('info', null, [say(words.noneScheduled)])];
  return [buildAlert('success', null, [say(words.scheduled, { count: scheduled })])];
}

function buildAlerts({ texts, say, institution, links }: AdminVisit): readonly Alert[] {
  const words = texts.catalogue.admin.overview;
  const missing = (text: string, label: string, href: string): Alert => ({
    ...buildAlert('warning', null, [say(text)]),
    link: { label: say(label), href },
  });
  return [
    ...(institution.sis === null ? [missing(words.noSis, words.connectSis, links.sis())] : []),
    ...(institution.canvas.apiKey === null
      ? [missing(words.noApiKey, words.addApiKey, links.canvasApi())]
      : []),
    ...(institution.settings.paused ? [missing(words.paused, words.goOn, links.settings())] : []),
  ];
}

function buildTiles(
  { texts, say, formats, links }: AdminVisit,
  counted: OverviewShown['states'],
): OverviewModel['tiles'] {
  const words = texts.catalogue.admin.overview;
  const sum = (...states: readonly RunState[]): number =>
    states.reduce((total, state) => total + (counted.get(state) ?? 0), 0);
  const tile = (label: string, value: number, tone: Tone, state: string | null) => ({
    label: say(label),
    value: formats.number(value),
    tone: value === 0 ? ('neutral' as const) : tone,
    href: state === null || value === 0 ? null : links.runs({ state }),
  });
  const all = [...counted.values()].reduce((total, value) => total + value, 0);
  return [
    tile(words.allCourses, all, 'neutral', null),
    tile(words.failing, sum('failed'), 'error', 'failed'),
    tile(words.withProblems, sum('completed_with_problems'), 'warning', 'completed_with_problems'),
    tile(words.waiting, sum('waiting_for_sis'), 'warning', 'waiting_for_sis'),
    tile(words.going, sum('queued', 'scheduled', 'running'), 'info', 'open'),
    tile(words.well, sum('completed', 'nothing_to_send'), 'success', null),
  ];
}

function buildCourses(
  { texts, say, formats, links }: AdminVisit,
  { courses, page, states }: OverviewShown,
): OverviewModel['courses'] {
  const { admin, errors, frame, states: stateTexts } = texts.catalogue;
  const words = admin.overview;
  const total = [...states.values()].reduce((sum, value) => sum + value, 0);
  const pageLink = (number: number): string => links.overview({ page: String(number) });
  return {
    title: say(words.courses),
    label: say(words.coursesTable),
    heads: [words.course, words.lastRun, words.lastSync, words.failedGrades].map((head) => say(head)),
    rows: courses.map(({ title, runId, state, problem, lastSyncAt, failed }) => ({
      title: title || say(admin.runs.untitled),
      href: links.runs({ course: title }),
      status: {
        label: stateTexts[state],
        tone: stateTones[state],
        note: problem === null ? null : say(errors[problem].title),
      },
      open: { label: say(words.open), href: links.run(runId) },
      lastSync: lastSyncAt === null ? say(frame.never) : formats.dateTime(lastSyncAt),
      failed: failed === null ? '–' : formats.number(failed),
      alarming: (failed ?? 0) > 0,
    })),
    empty: courses.length > 0 ? null : say(words.noCourses),
    previous: page > 1 ? { label: say(admin.runs.previous), href: pageLink(page - 1) } : null,
    next: page * coursesPageSize < total ? { label: say(admin.runs.next), href: pageLink(page + 1) } : null,
  };
}

function buildReasons(visit: AdminVisit, reasons: readonly ReasonCount[]): OverviewModel['reasons'] {
  const { texts, say } = visit;
  const words = texts.catalogue.admin.overview;
  const sorted = [...reasons].sort((a, b) => rank(a) - rank(b) || b.count - a.count || compareCodes(a, b));
  return {
    title: say(words.reasons),
    note: say(words.reasonsNote),
    label: say(words.reasonsTable),
    heads: [words.reason, words.kind, words.howMany, words.inCourses].map((head) => say(head)),
    rows: sorted.map((one) => buildReason(visit, one)),
    empty: sorted.length > 0 ? null : say(words.noReasons),
  };
}

/** So that equal counts stand in the same order at every visit. */
function compareCodes(a: ReasonCount, b: ReasonCount): number {
  return a.reason.code < b.reason.code ? -1 : 1;
}

/** Failures before what was left out on purpose. */
function rank({ reason }: ReasonCount): number {
  if (reason.of === 'run') return 0;
  if (reason.of === 'grade' && reason.outcome === 'failed') return 1;
  return reason.of === 'assignment' ? 2 : 3;
}

function buildReason(
  { texts, say, formats }: AdminVisit,
  { reason, count, courses }: ReasonCount,
): ReasonRow {
  const { admin, errors, checks, reasons, itemOutcomes, lineItemOutcomes, states } = texts.catalogue;
  const words = admin.overview;
  const inCourses = formats.number(courses);
  if (reason.of === 'run') {
    const what = say(words.countRuns, { count });
    const text = say(errors[reason.code].title);
    return { text, what, courses: inCourses, tone: 'error', toneLabel: states.failed };
  }
  if (reason.of === 'assignment') {
    const what = say(words.countAssignments, { count });
    const text = say(checks[reason.code].title);
    return { text, what, courses: inCourses, tone: 'warning', toneLabel: lineItemOutcomes.refused };
  }
  return {
    text: say(reasons[reason.code]),
    what: say(words.countGrades, { count }),
    courses: inCourses,
    tone: reason.outcome === 'failed' ? 'error' : 'warning',
    toneLabel: itemOutcomes[reason.outcome],
  };
}
