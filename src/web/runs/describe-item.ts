import type { RunItem } from '../../domain/run.ts';
import type { CourseContext } from '../ui/course-context.ts';

/** Why a grade was skipped, held back or failed, as a sentence; null if there is no reason. */
export function describeReason(
  { messages, t, formats }: CourseContext,
  { reason, kept }: Pick<RunItem, 'reason' | 'kept'>,
): string | null {
  if (reason === null) return null;
  const sentence = t(messages.reasons[reason]);
  return kept === null ? sentence : `${sentence} ${t(messages.run.kept, { score: formats.number(kept) })}`;
}

/** The score status in a teacher's words; an unknown one is shown as the SIS has it. */
export function describeStatus({ messages }: CourseContext, { scoreStatus }: RunItem): string {
  if (scoreStatus === null) return '–';
  const known: Readonly<Record<string, string>> = messages.scoreStatuses;
  return Object.hasOwn(known, scoreStatus) ? (known[scoreStatus] ?? scoreStatus) : scoreStatus;
}
