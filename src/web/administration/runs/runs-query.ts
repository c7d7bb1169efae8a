import { DateTime } from 'luxon';
import { z } from 'zod';
import { type RunState, runStates } from '../../../domain/outcomes.ts';
import type { InstitutionRunFilter } from '../../../store/passback/institution-health.ts';

/** What the filter of runs offers besides the single states. */
export const stateGroups = ['problems', 'open'] as const;

const groups: Readonly<Record<(typeof stateGroups)[number], readonly RunState[]>> = {
  problems: ['failed', 'completed_with_problems', 'waiting_for_sis', 'waiting_for_person'],
  open: ['queued', 'scheduled', 'running', 'waiting_for_sis', 'waiting_for_person'],
};

/** `queued` is shown as Scheduled, and found as such. */
export const offeredStates = runStates.filter((state) => state !== 'queued');

const day = z.union([z.literal(''), z.iso.date()]).default('');

export const runsQuery = z.object({
  state: z.enum(['', ...stateGroups, ...offeredStates]).default(''),
  // As long as a course's name may be: the overview links each course by it.
  course: z.string().trim().max(255).default(''),
  from: day,
  until: day,
  page: z.coerce.number().int().min(1).max(100_000).default(1),
});
export type RunsQuery = z.infer<typeof runsQuery>;

/** The runs that a query matches. Its days are in the person's zone, and the last one is included. */
export function readFilter(
  { state, course, from, until }: RunsQuery,
  timeZone: string | null,
): InstitutionRunFilter {
  const startOf = (text: string, plusDays: number): Date | null =>
    text === ''
      ? null
      : DateTime.fromISO(text, { zone: timeZone ?? 'UTC' })
          .plus({ days: plusDays })
          .toJSDate();
  return {
    states: state === '' ? null : listStates(state),
    course: course === '' ? null : course,
    from: startOf(from, 0),
    until: startOf(until, 1),
  };
}

function listStates(state: Exclude<RunsQuery['state'], ''>): readonly RunState[] {
  if (state === 'problems' || state === 'open') return groups[state];
  return state === 'scheduled' ? ['scheduled', 'queued'] : [state];
}
