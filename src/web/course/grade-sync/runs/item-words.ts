import type { RunItem } from '../../../../domain/run.ts';
import type { Visit } from '../../../ui/visit.ts';

/** Why a grade was skipped, held back or failed, as a sentence; null where there is no reason. */
export function describeReason({ texts, say }: Visit, { reason }: RunItem): string | null {
  return reason === null ? null : say(texts.catalogue.reasons[reason]);
}

/** The score status in a teacher's words; one that the catalogue does not know is shown as the SIS has it. */
export function describeStatus({ texts }: Visit, { scoreStatus }: RunItem): string {
  if (scoreStatus === null) return '–';
  const known = texts.catalogue.scoreStatuses;
  return Object.hasOwn(known, scoreStatus) ? (known[scoreStatus] ?? scoreStatus) : scoreStatus;
}
