import { findLostSecrets } from '../../../domain/institution.ts';
import type { RunState } from '../../../domain/outcomes.ts';
import type { InstitutionRuns } from '../../../passback/runs/institution-runs.ts';
import type { CanvasKeyFault } from '../../../store/canvas-key-faults.ts';
import type { NightlySync } from '../../../store/nightly-syncs.ts';
import type { CourseHealth, ReasonCount } from '../../../store/passback/institution-health.ts';
import { type Alert, buildAlert } from '../../ui/alert.ts';
import { stateTones, type Tone } from '../../ui/describe-run.ts';
import type { PageModel } from '../../ui/render.ts';
import type { AdministrationContext } from '../administration-context.ts';
import { buildAdminFrame } from '../administration-frame.ts';
import { buildNightly, type NightlyModel } from './nightly-model.ts';

/** Courses per page. */
export const coursesPageSize = 100;

/** What `views/administration/overview/overview.ejs` prints. */
export interface OverviewModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  /** What was just done, what must be done before anything works, and what is paused. */
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
  /** Null if the institution does not offer it. */
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
  readonly keyFaults: readonly CanvasKeyFault[];
  /** How many nightly syncs *Run now* has just scheduled; null if it was not pressed. */
  readonly scheduled: number | null;
  readonly now: Date;
}

export function buildOverview(context: AdministrationContext, shown: OverviewShown): OverviewModel {
  const { messages, t } = context;
  const texts = messages.administration.overview;
  return {
    frame: buildAdminFrame(context, { title: t(texts.title), tab: 'overview' }),
    title: t(texts.title),
    lead: context.institution.name,
    alerts: [
      ...buildNotice(context, shown.scheduled),
      ...buildAlerts(context, shown.keyFaults),
      ...buildNextStep(context, shown.states),
    ],
    tilesLabel: t(texts.tiles),
    tiles: buildTiles(context, shown.states),
    courses: buildCourses(context, shown),
    nightly: buildNightly(context, shown.nightly, shown.now),
    reasons: buildReasons(context, shown.reasons),
  };
}

function buildNotice({ messages, t }: AdministrationContext, scheduled: number | null): readonly Alert[] {
  const texts = messages.administration.nightly;
  if (scheduled === null) return [];
  if (scheduled === 0) return [buildAlert('info', null, [t(texts.noneScheduled)])];
  return [buildAlert('success', null, [t(texts.scheduled, { count: scheduled })])];
}

/** Faults that no setting on this page can fix. */
const ltiKeyFaults: ReadonlySet<string> = new Set(['canvas_scope_missing', 'canvas_origin_unknown']);

function buildAlerts(
  { messages, t, formats, institution, links, launch }: AdministrationContext,
  keyFaults: readonly CanvasKeyFault[],
): readonly Alert[] {
  const texts = messages.administration.overview;
  const missing = (text: string, label: string, href: string): Alert => ({
    ...buildAlert('warning', null, [t(text)]),
    link: { label: t(label), href },
  });
  const lost = findLostSecrets(institution);
  const { canvasUrl = null } = launch;
  const addresses = [institution.canvas.baseUrl, ...(institution.canvas.otherUrls ?? [])];
  const isKnown = canvasUrl !== null && addresses.some((address) => new URL(address).origin === canvasUrl);
  const otherAddress = isKnown ? null : canvasUrl;
  return [
    ...(lost.includes('sis') ? [missing(texts.lostSisSecret, texts.connectSis, links.sis())] : []),
    ...(lost.includes('canvas-api')
      ? [missing(texts.lostApiKeySecret, texts.addApiKey, links.canvasApi())]
      : []),
    ...keyFaults.map(({ code, times, lastAt }) => ({
      ...buildAlert('error', null, [
        t(texts.keyFaults[code], { count: times, when: formats.dateTime(lastAt) }),
      ]),
      link: ltiKeyFaults.has(code) ? null : { label: t(texts.checkApiKey), href: links.canvasApi() },
    })),
    ...(otherAddress === null
      ? []
      : [buildAlert('error', null, [t(texts.otherAddress, { address: otherAddress })])]),
    ...(institution.sis === null ? [missing(texts.noSis, texts.connectSis, links.sis())] : []),
    ...(institution.canvas.apiKey === null
      ? [missing(texts.noApiKey, texts.addApiKey, links.canvasApi())]
      : []),
    ...(institution.settings.paused ? [missing(texts.paused, texts.goOn, links.settings())] : []),
  ];
}

/** What comes next once everything is connected and nobody has synced a course yet. */
function buildNextStep(
  { messages, t, institution }: AdministrationContext,
  states: OverviewShown['states'],
): readonly Alert[] {
  const isConnected = institution.sis !== null && institution.canvas.apiKey !== null;
  if (!isConnected || findLostSecrets(institution).length > 0 || states.size > 0) return [];
  return [buildAlert('info', null, [t(messages.administration.overview.nextStep)])];
}

function buildTiles(
  { messages, t, formats, links }: AdministrationContext,
  counted: OverviewShown['states'],
): OverviewModel['tiles'] {
  const texts = messages.administration.overview;
  const sum = (...states: readonly (RunState | 'sections')[]): number =>
    states.reduce((total, state) => total + (counted.get(state) ?? 0), 0);
  const tile = (label: string, value: number, tone: Tone, state: string | null) => ({
    label: t(label),
    value: formats.number(value),
    tone: value === 0 ? ('neutral' as const) : tone,
    href: state === null || value === 0 ? null : links.runs({ state }),
  });
  const all = [...counted.values()].reduce((total, value) => total + value, 0);
  return [
    tile(texts.allCourses, all, 'neutral', null),
    tile(texts.failing, sum('failed'), 'error', 'failed'),
    tile(texts.withProblems, sum('completed_with_problems'), 'warning', 'completed_with_problems'),
    tile(texts.waiting, sum('waiting_for_sis'), 'warning', 'waiting_for_sis'),
    tile(texts.going, sum('queued', 'scheduled', 'running'), 'info', 'open'),
    tile(texts.well, sum('completed', 'nothing_to_send'), 'success', null),
    ...(sum('sections') > 0 ? [tile(texts.sectionsOnly, sum('sections'), 'info', null)] : []),
  ];
}

function buildCourses(
  { messages, t, formats, links }: AdministrationContext,
  { courses, page, states }: OverviewShown,
): OverviewModel['courses'] {
  const { administration, errors, frame, states: stateTexts } = messages;
  const texts = administration.overview;
  const total = [...states.values()].reduce((sum, value) => sum + value, 0);
  const pageLink = (number: number): string => links.overview({ page: String(number) });
  return {
    title: t(texts.courses),
    label: t(texts.coursesTable),
    heads: [texts.course, texts.lastRun, texts.lastSync, texts.failedGrades].map((head) => t(head)),
    rows: courses.map(({ title, runId, state, isLimited, problem, lastSyncAt, failed }) => ({
      title: title || t(administration.runs.untitled),
      href: links.runs({ course: title }),
      status: {
        label: isLimited ? t(texts.stateOfSections, { state: stateTexts[state] }) : stateTexts[state],
        tone: stateTones[state],
        note: problem === null ? null : t(errors[problem].title),
      },
      open: { label: t(texts.open), href: links.run(runId) },
      lastSync: lastSyncAt === null ? t(frame.never) : formats.dateTime(lastSyncAt),
      failed: failed === null ? '–' : formats.number(failed),
      alarming: (failed ?? 0) > 0,
    })),
    empty: courses.length > 0 ? null : t(texts.noCourses),
    previous: page > 1 ? { label: t(administration.runs.previous), href: pageLink(page - 1) } : null,
    next:
      page * coursesPageSize < total
        ? { label: t(administration.runs.next), href: pageLink(page + 1) }
        : null,
  };
}

function buildReasons(
  context: AdministrationContext,
  reasons: readonly ReasonCount[],
): OverviewModel['reasons'] {
  const { messages, t } = context;
  const texts = messages.administration.overview;
  const sorted = [...reasons].sort((a, b) => rank(a) - rank(b) || b.count - a.count || compareCodes(a, b));
  return {
    title: t(texts.reasons),
    note: t(texts.reasonsNote),
    label: t(texts.reasonsTable),
    heads: [texts.reason, texts.kind, texts.howMany, texts.inCourses].map((head) => t(head)),
    rows: sorted.map((one) => buildReason(context, one)),
    empty: sorted.length > 0 ? null : t(texts.noReasons),
  };
}

/** So that equal counts keep the same order at every visit. */
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
  { messages, t, formats }: AdministrationContext,
  { reason, count, courses }: ReasonCount,
): ReasonRow {
  const { administration, errors, checks, reasons, itemOutcomes, lineItemOutcomes, states } = messages;
  const texts = administration.overview;
  const inCourses = formats.number(courses);
  if (reason.of === 'run') {
    const what = t(texts.countRuns, { count });
    const text = t(errors[reason.code].title);
    return { text, what, courses: inCourses, tone: 'error', toneLabel: states.failed };
  }
  if (reason.of === 'assignment') {
    const what = t(texts.countAssignments, { count });
    const text = t(checks[reason.code].title);
    return { text, what, courses: inCourses, tone: 'warning', toneLabel: lineItemOutcomes.refused };
  }
  return {
    text: t(reasons[reason.code]),
    what: t(texts.countGrades, { count }),
    courses: inCourses,
    tone: reason.outcome === 'failed' ? 'error' : 'warning',
    toneLabel: itemOutcomes[reason.outcome],
  };
}
