import type { RunState } from '../../../domain/outcomes.ts';
import type { CanvasKeyFault } from '../../../store/canvas-key-faults.ts';
import type { NightlySync } from '../../../store/nightly-syncs.ts';
import type { CourseHealth, ReasonCount } from '../../../store/passback/institution-health.ts';
import type { Alert } from '../../ui/alert.ts';
import { labelState, stateTones, type Tone } from '../../ui/describe-run.ts';
import type { PageModel } from '../../ui/render.ts';
import type { AdministrationContext } from '../administration-context.ts';
import { buildAdminFrame } from '../administration-frame.ts';
import { buildChecklist, type ChecklistModel, type SetupShown } from './checklist-model.ts';
import { buildNightly, type NightlyModel } from './nightly-model.ts';
import { buildOverviewAlerts, type CourseStates } from './overview-alerts.ts';
import { buildReasons, type ReasonsModel } from './reasons-model.ts';

/** Courses per page. */
export const coursesPageSize = 100;

/** What `views/administration/overview/overview.ejs` prints. */
export interface OverviewModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  /** What was just done, what must be done before anything works, and what is paused. */
  readonly alerts: readonly Alert[];
  /** What is set up, and what is still to do. */
  readonly checklist: ChecklistModel;
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
  readonly reasons: ReasonsModel;
  readonly trends: { readonly label: string; readonly href: string };
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

export interface OverviewShown {
  readonly page: number;
  readonly courses: readonly CourseHealth[];
  readonly states: CourseStates;
  readonly reasons: readonly ReasonCount[];
  readonly nightly: readonly NightlySync[];
  readonly keyFaults: readonly CanvasKeyFault[];
  readonly setup: SetupShown;
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
    alerts: buildOverviewAlerts(context, shown),
    checklist: buildChecklist(context, shown.setup),
    tilesLabel: t(texts.tiles),
    tiles: buildTiles(context, shown.states),
    courses: buildCourses(context, shown),
    nightly: buildNightly(context, shown.nightly, shown.now),
    reasons: buildReasons(context, shown.reasons),
    trends: { label: t(messages.administration.trends.link), href: context.links.trends },
  };
}

function buildTiles(
  { messages, t, formats, links }: AdministrationContext,
  counted: CourseStates,
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
    ...(sum('waiting_for_person') > 0
      ? [tile(texts.needsAttention, sum('waiting_for_person'), 'warning', 'waiting_for_person')]
      : []),
    tile(texts.going, sum('queued', 'scheduled', 'running'), 'info', 'open'),
    tile(texts.well, sum('completed', 'nothing_to_send'), 'success', null),
    ...(sum('sections') > 0 ? [tile(texts.sectionsOnly, sum('sections'), 'info', null)] : []),
  ];
}

function buildCourses(
  { messages, t, formats, links }: AdministrationContext,
  { courses, page, states }: OverviewShown,
): OverviewModel['courses'] {
  const { administration, errors, frame } = messages;
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
        label: isLimited
          ? t(texts.stateOfSections, { state: labelState({ messages }, { state, problem }) })
          : labelState({ messages }, { state, problem }),
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
