import type { NightlyView } from '../../../../passback/schedule/nightly-schedule.ts';
import { type Alert, buildAlert } from '../../../ui/alert.ts';
import type { CourseContext } from '../../../ui/course-context.ts';
import type { FormToken } from '../../../ui/page-context.ts';

/** What `views/course/grade-sync/settings/nightly.ejs` prints. */
export interface NightlyModel {
  readonly title: string;
  readonly explain: string;
  readonly window: string;
  readonly state: string;
  readonly facts: readonly string[];
  readonly alert: Alert | null;
  /** Null for a person who may not switch it. */
  readonly form: {
    readonly action: string;
    readonly formToken: FormToken;
    /** What the button makes of it. */
    readonly value: 'on' | 'off';
    readonly submit: string;
  } | null;
}

/** The part *Nightly sync* of Settings; null if the institution does not offer it. */
export function buildNightly(context: CourseContext, night: NightlyView): NightlyModel | null {
  if (night.kind === 'not_offered') return null;
  const { messages, t, formats, links, formToken } = context;
  const texts = messages.settings.nightly;
  const { start, end, timeZone } = night.window;
  const isOn = night.kind === 'on';
  return {
    title: t(texts.title),
    explain: t(texts.explain),
    window: t(texts.window, {
      start: formats.timeOfDay(start),
      end: formats.timeOfDay(end),
      timeZone: timeZone.replaceAll('_', ' '),
    }),
    state: t(isOn ? texts.on : texts.off),
    facts: [...(isOn ? listFacts(context, night) : []), ...(night.maySwitch ? [] : [t(texts.wholeCourse)])],
    alert: isOn && night.paused ? buildAlert('warning', null, [t(texts.paused)]) : null,
    form: night.maySwitch
      ? {
          action: links.nightly,
          formToken,
          value: isOn ? 'off' : 'on',
          submit: t(isOn ? texts.switchOff : texts.switchOn),
        }
      : null,
  };
}

function listFacts(
  { messages, t, formats }: CourseContext,
  night: Extract<NightlyView, { kind: 'on' }>,
): readonly string[] {
  const texts = messages.settings.nightly;
  const { nextAt, lastStartedAt, switchedOnBy } = night;
  return [
    ...(night.paused ? [] : [t(texts.next, { at: formats.dateTime(nextAt) })]),
    ...(lastStartedAt ? [t(texts.last, { at: formats.dateTime(lastStartedAt) })] : []),
    t(texts.by, { name: switchedOnBy }),
  ];
}
