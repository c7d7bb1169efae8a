import type { RunState } from '../../domain/outcomes.ts';
import { needsAttention, type Requester, type RunSummary } from '../../domain/run.ts';
import type { CourseContext } from './course-context.ts';

const openStates: readonly RunState[] = [
  'queued',
  'scheduled',
  'running',
  'waiting_for_sis',
  'waiting_for_person',
];

/** Whether a run is still active or waiting; pages of such runs are live. */
export function isOpen({ state }: RunSummary): boolean {
  return openStates.includes(state);
}

/** The colour of a state's pill. */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'error';

export const stateTones: Readonly<Record<RunState, Tone>> = {
  queued: 'neutral',
  scheduled: 'neutral',
  running: 'info',
  waiting_for_sis: 'warning',
  waiting_for_person: 'warning',
  completed: 'success',
  completed_with_problems: 'warning',
  nothing_to_send: 'neutral',
  failed: 'error',
  cancelled: 'neutral',
};

/** A state in words; `problem` is why the run failed or waits. */
export function labelState(
  { messages }: Pick<CourseContext, 'messages'>,
  run: { readonly state: RunState; readonly problem: unknown },
): string {
  return needsAttention(run) ? messages.history.needsAttention : messages.states[run.state];
}

/**
 * A run's state in words. A run that covered only some sections is never called completed without naming them
 * (S61).
 */
export function nameState(
  { messages, t }: Pick<CourseContext, 'messages' | 't'>,
  { coveredSections, ...run }: Pick<RunSummary, 'state' | 'coveredSections' | 'problem'>,
): string {
  const label = labelState({ messages }, run);
  if (coveredSections === null) return label;
  return t(messages.history.sectionsOnly, { state: label, sections: coveredSections.join(', ') });
}

/** The person's name, the schedule's, or *Nightly sync*. */
export function nameRequester({ messages }: Pick<CourseContext, 'messages'>, requester: Requester): string {
  if (requester.kind === 'nightly') return requester.schedule?.name ?? messages.history.nightly;
  return requester.name.trim() || messages.frame.person;
}

/** The name of the run's current stage. */
export function nameStage({ messages }: CourseContext, { stage }: RunSummary): string {
  return messages.stages[stage - 1] ?? '';
}

/** When a run started or, while it waits, was requested. */
export function beginning({ startedAt, createdAt }: RunSummary): Date {
  return startedAt ?? createdAt;
}
