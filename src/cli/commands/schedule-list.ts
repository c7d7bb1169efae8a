import { listHours } from '../../domain/schedule.ts';
import type { ScheduleView } from '../../passback/schedule/institution-schedules.ts';
import { defineCommand } from '../command.ts';
import { findInstitution, institutionArgument } from '../find-institution.ts';

/** Lists the schedules of an institution's administrators. */
export const listSchedules = defineCommand({
  name: 'schedule list',
  summary: "an institution's schedules, with what each last did",
  notes: 'The setting schedulesPaused pauses them all.',
  input: { institution: institutionArgument },
  async run({ services }, { institution }) {
    const { id } = await findInstitution(services.stores, institution);
    const schedules = (await services.schedules.list(id)).map(describe);
    const text = schedules.map(
      (one) =>
        `${one.id}  ${one.enabled ? one.nextAt : 'suspended'}  ${one.name}${one.last ? `  ${one.last.startedAt}: ${one.last.problem ?? `${one.last.chosen} of ${one.last.courses} courses`}` : ''}\n`,
    );
    return { text: text.join('') || 'none\n', json: schedules };
  },
});

function describe({ schedule, toStart, states }: ScheduleView) {
  const { _id: id, name, enabled, timing, scope, nextAt, last } = schedule;
  return {
    id,
    name,
    enabled,
    days: timing.days,
    hours: listHours(timing),
    timeZone: timing.timeZone,
    accounts: scope.accounts.map((one) => one.id),
    terms: scope.terms.map((one) => one.id),
    nextAt: nextAt.toISOString(),
    last: last && {
      startedAt: last.startedAt.toISOString(),
      courses: last.courses,
      chosen: last.chosen,
      toStart,
      states: Object.fromEntries(states),
      problem: last.problem,
    },
  };
}
