import type { ScheduleView } from '../../../passback/schedule/institution-schedules.ts';
import { type Alert, buildAlert } from '../../ui/alert.ts';
import type { Tone } from '../../ui/describe-run.ts';
import { safeLink } from '../../ui/links.ts';
import type { FormToken } from '../../ui/page-context.ts';
import type { PageModel } from '../../ui/render.ts';
import type { AdministrationContext } from '../administration-context.ts';
import { buildAdminFrame } from '../administration-frame.ts';
import { describeLast, describeScope, describeTiming } from './describe-schedule.ts';

/** What was just done, by the address that the form leads to. */
export const scheduleActs = [
  'created',
  'saved',
  'suspended',
  'enabled',
  'removed',
  'started',
  'paused',
  'resumed',
] as const;
export type ScheduleAct = (typeof scheduleActs)[number];

export interface SchedulesShown {
  readonly views: readonly ScheduleView[];
  readonly done: ScheduleAct | null;
  /** The administrator's consent covers accounts. */
  readonly isConnected: boolean;
  /** Where Canvas asks for it; null if it cannot. */
  readonly connectAddress: string | null;
  readonly now: Date;
}

/** A button that leads to Canvas, and the way on afterwards. */
export interface ConnectModel {
  readonly text: string;
  readonly label: string;
  readonly href: string;
  readonly newWindow: string;
  readonly again: { readonly label: string; readonly href: string };
}

/** One form with one button. */
export interface ActModel {
  readonly label: string;
  readonly action: string;
  readonly field: { readonly name: string; readonly value: string } | null;
  readonly disabled: boolean;
}

/** What `views/administration/schedules/schedules.ejs` prints. */
export interface SchedulesModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  readonly alerts: readonly Alert[];
  readonly connect: ConnectModel | null;
  readonly create: { readonly label: string; readonly href: string } | null;
  readonly pause: ActModel | null;
  readonly label: string;
  readonly heads: readonly [name: string, when: string, next: string, last: string, act: string];
  readonly rows: readonly ScheduleRow[];
  readonly empty: string | null;
  readonly formToken: FormToken;
}

interface ScheduleRow {
  readonly name: string;
  readonly href: string;
  readonly inNameOf: string;
  readonly status: { readonly label: string; readonly tone: Tone };
  readonly when: string;
  readonly which: string;
  readonly next: string;
  readonly last: readonly string[];
  readonly acts: readonly ActModel[];
}

export function buildSchedules(context: AdministrationContext, shown: SchedulesShown): SchedulesModel {
  const { messages, t, links, institution, formToken } = context;
  const texts = messages.administration.schedules;
  const { views, isConnected, done } = shown;
  const { schedulesPaused } = institution.settings;
  return {
    frame: buildAdminFrame(context, { title: t(texts.title), tab: 'schedules', scripts: ['ui/connect.js'] }),
    title: t(texts.title),
    lead: t(texts.lead),
    alerts: [
      ...(done === null ? [] : [buildAlert('success', null, [t(texts.done[done])])]),
      ...findPauses(context).map((text) => buildAlert('warning', null, [text])),
    ],
    connect: isConnected ? null : buildConnect(context, shown.connectAddress, links.schedules()),
    create: isConnected ? { label: t(texts.create), href: links.newSchedule } : null,
    pause:
      views.length === 0 && !schedulesPaused
        ? null
        : {
            label: t(schedulesPaused ? texts.resume : texts.pause),
            action: links.pauseSchedules,
            field: { name: 'paused', value: schedulesPaused ? 'no' : 'yes' },
            disabled: false,
          },
    label: t(texts.table),
    heads: [t(texts.name), t(texts.when), t(texts.next), t(texts.last), t(texts.act)],
    rows: views.map((view) => buildRow(context, view, shown.now)),
    empty: views.length === 0 ? t(texts.none) : null,
    formToken,
  };
}

/** Why no schedule starts, whatever its own state. */
function findPauses({ messages, t, institution }: AdministrationContext): readonly string[] {
  const texts = messages.administration.schedules;
  const { settings, sis } = institution;
  return [
    ...(settings.paused ? [t(texts.allPaused)] : []),
    ...(settings.schedulesPaused ? [t(texts.paused)] : []),
    ...(sis === null ? [t(texts.noSis)] : []),
  ];
}

/** The way to Canvas's consent page, with where to continue. */
export function buildConnect(
  { messages, t }: AdministrationContext,
  address: string | null,
  again: string,
): ConnectModel | null {
  const { errorPage, frame, administration } = messages;
  const href = safeLink(address);
  if (href === null) return null;
  return {
    text: t(administration.schedules.connect),
    label: t(errorPage.connect),
    href,
    newWindow: frame.newWindow,
    again: { label: t(errorPage.again), href: again },
  };
}

function buildRow(context: AdministrationContext, view: ScheduleView, now: Date): ScheduleRow {
  const { messages, t, formats, links } = context;
  const texts = messages.administration.schedules;
  const { schedule } = view;
  const isStopped = findPauses(context).length > 0;
  const last = describeLast(context, view);
  const isDue = schedule.nextAt <= now;
  const next = isDue ? t(texts.status.due) : formats.dateTime(schedule.nextAt);
  return {
    name: schedule.name,
    href: links.schedule(schedule._id),
    inNameOf: t(texts.inNameOf, { name: schedule.inNameOf.name }),
    status: nameStatus(context, schedule.enabled, isStopped),
    when: describeTiming(context, schedule.timing),
    which: describeScope(context, schedule.scope),
    next: schedule.enabled && !isStopped ? next : '–',
    last: last.length === 0 ? [t(texts.notYet)] : last,
    acts: buildActs(context, view, isStopped),
  };
}

function nameStatus(
  { messages, t }: AdministrationContext,
  enabled: boolean,
  isStopped: boolean,
): ScheduleRow['status'] {
  const { status } = messages.administration.schedules;
  if (!enabled) return { label: t(status.suspended), tone: 'neutral' };
  return isStopped ? { label: t(status.paused), tone: 'warning' } : { label: t(status.on), tone: 'success' };
}

/** What can be done with it at once. */
function buildActs(
  { messages, t, links }: AdministrationContext,
  { schedule: { _id, enabled } }: ScheduleView,
  isStopped: boolean,
): readonly ActModel[] {
  const texts = messages.administration.schedules;
  const runNow = {
    label: t(texts.runNow),
    action: links.schedule(_id, 'run-now'),
    field: null,
    disabled: isStopped,
  };
  const change = {
    label: t(enabled ? texts.suspend : texts.enable),
    action: links.schedule(_id, 'switch'),
    field: { name: 'enabled', value: enabled ? 'no' : 'yes' },
    disabled: false,
  };
  return enabled ? [runNow, change] : [change];
}
