import type { NightlyView } from '../../../../passback/schedule/nightly-schedule.ts';
import { type Alert, buildAlert } from '../../../ui/alert.ts';
import type { FormToken, Visit } from '../../../ui/visit.ts';

/** What `views/grade-sync/settings/nightly.ejs` prints. */
export interface NightlyModel {
  readonly title: string;
  readonly explain: string;
  readonly window: string;
  readonly state: string;
  readonly facts: readonly string[];
  readonly alert: Alert | null;
  readonly action: string;
  readonly formToken: FormToken;
  /** What the button makes of it. */
  readonly value: 'on' | 'off';
  readonly submit: string;
}

/** The part *Nightly sync* of Settings; null where the institution does not offer it. */
export function buildNightly(visit: Visit, night: NightlyView): NightlyModel | null {
  if (night.kind === 'not_offered') return null;
  const { texts, say, links, formToken } = visit;
  const words = texts.catalogue.settings.nightly;
  const { start, end, timeZone } = night.window;
  const isOn = night.kind === 'on';
  return {
    title: say(words.title),
    explain: say(words.explain),
    window: say(words.window, { start, end, timeZone }),
    state: say(isOn ? words.on : words.off),
    facts: isOn ? listFacts(visit, night) : [],
    alert: isOn && night.paused ? buildAlert('warning', null, [say(words.paused)]) : null,
    action: links.nightly,
    formToken,
    value: isOn ? 'off' : 'on',
    submit: say(isOn ? words.switchOff : words.switchOn),
  };
}

function listFacts(
  { texts, say, formats }: Visit,
  night: Extract<NightlyView, { kind: 'on' }>,
): readonly string[] {
  const words = texts.catalogue.settings.nightly;
  const { nextAt, lastStartedAt, switchedOnBy } = night;
  return [
    ...(night.paused ? [] : [say(words.next, { at: formats.dateTime(nextAt) })]),
    ...(lastStartedAt ? [say(words.last, { at: formats.dateTime(lastStartedAt) })] : []),
    say(words.by, { name: switchedOnBy }),
  ];
}
