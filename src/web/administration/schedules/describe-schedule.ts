import type { RunState } from '../../../domain/outcomes.ts';
import type { ScheduleScope, ScheduleTiming } from '../../../domain/schedule.ts';
import type { ScheduleView } from '../../../passback/schedule/institution-schedules.ts';
import type { AdministrationContext } from '../administration-context.ts';

const workdays = [1, 2, 3, 4, 5];

/** When it starts, in words. */
export function describeTiming(context: AdministrationContext, timing: ScheduleTiming): string {
  const { t, formats, messages } = context;
  const texts = messages.administration.schedules;
  const { hour, everyHours } = timing;
  const values = { days: describeDays(context, timing.days), hour: formats.hour(hour) };
  if (everyHours === null) return t(texts.once, values);
  return t(texts.often, { ...values, count: everyHours });
}

function describeDays({ t, formats, messages }: AdministrationContext, days: ScheduleTiming['days']): string {
  const texts = messages.administration.schedules;
  const sorted = [...days].sort();
  if (sorted.length === 7) return t(texts.everyDay);
  if (String(sorted) === String(workdays)) return t(texts.weekdays);
  return formats.list(sorted.map(formats.weekday));
}

/** Which courses, in words. */
export function describeScope(context: AdministrationContext, { accounts, terms }: ScheduleScope): string {
  const { t, formats, messages } = context;
  const texts = messages.administration.schedules;
  const names = (list: ScheduleScope['accounts']): string => formats.list(list.map(({ name }) => name));
  const parts = [
    ...(accounts.length > 0 ? [t(texts.inAccounts, { accounts: names(accounts) })] : []),
    ...(terms.length > 0 ? [t(texts.inTerms, { terms: names(terms) })] : []),
  ];
  return parts.length === 0 ? t(texts.whole) : parts.join(' · ');
}

const inOrder: readonly RunState[] = ['completed', 'nothing_to_send'];
const problems: readonly RunState[] = [
  'failed',
  'completed_with_problems',
  'waiting_for_sis',
  'waiting_for_person',
];
const underWay: readonly RunState[] = ['queued', 'scheduled', 'running'];

/** What its last occurrence found and did, sentence by sentence; empty before the first. */
export function describeLast(
  { t, messages, formats }: AdministrationContext,
  { schedule, toStart, states }: ScheduleView,
): readonly string[] {
  const texts = messages.administration.schedules;
  const { last } = schedule;
  if (last === null) return [];
  const when = formats.dateTime(last.startedAt);
  if (last.problem !== null) {
    return [when, t(texts.failed, { reason: messages.errors[last.problem].title })];
  }
  const sum = (some: readonly RunState[]): number =>
    some.reduce((total, state) => total + (states.get(state) ?? 0), 0);
  const figures = [
    t(texts.found, { count: last.chosen }),
    ...(
      [
        ['toStart', toStart],
        ['underWay', sum(underWay)],
        ['inOrder', sum(inOrder)],
        ['problems', sum(problems)],
      ] as const
    )
      .filter(([, count]) => count > 0)
      .map(([name, count]) => t(texts[name], { count })),
  ];
  const leftOut = (['withoutAssignments', 'covered', 'notOpened', 'unreadable'] as const)
    .filter((name) => last[name] > 0)
    .map((name) => t(texts[name], { count: last[name] }));
  return [`${when}: ${formats.list(figures)}.`, ...leftOut];
}
