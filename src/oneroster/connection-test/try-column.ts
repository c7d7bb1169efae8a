import type { SisResult } from '../../domain/sis.ts';
import { explainDifference, isSameNumber } from '../../domain/sis-habit.ts';
import type { SisProfile } from '../profile/sis-profile.ts';
import { type ConnectionStepResult, describeAnswer, noted, passed, skipped } from './step-result.ts';
import type { WriteProbe } from './write-probe.ts';

const firstScore = 7;
const changedScore = 6.5;
const offered = { kind: 'columns', offered: true } as const;
const notOffered = { kind: 'columns', offered: false } as const;

/**
 * Step `columns`: creates the result of another test line item by the bulk POST of OneRoster 1.2, reads it back, and changes
 * it by PUT under the id that the SIS gave it, as grade syncs do (OF15). Only a SIS that passes gets first grades that way.
 */
export async function tryColumn(probe: WriteProbe, profile: SisProfile): Promise<ConnectionStepResult> {
  if (profile.version === '1.1') return skipped('columns', 'columns_not_offered', { habit: notOffered });
  const lineItem = await probe.putLineItem({});
  if (!lineItem.ok) return skipped('columns', 'columns_not_tried', describeAnswer(lineItem.failure));
  const created = await probe.postResult({ score: firstScore });
  if (!created.ok) {
    const { kind } = created.failure;
    const answer = describeAnswer(created.failure);
    return kind === 'transient' || kind === 'rate'
      ? skipped('columns', 'columns_not_tried', answer)
      : skipped('columns', 'columns_not_offered', { ...answer, habit: notOffered });
  }
  for (const score of [firstScore, changedScore]) {
    if (score !== firstScore) {
      const changed = await probe.putResult({ score });
      if (!changed.ok) return lost(describeAnswer(changed.failure));
    }
    const look = await probe.lookAtResults((own) => holds(own, score));
    if (look.kind === 'unread') return skipped('columns', 'columns_not_tried');
    if (!holds(look.value, score)) return lost();
  }
  return passed('columns', 'columns_offered', { habit: offered });
}

function lost(answer: Partial<ReturnType<typeof describeAnswer>> = {}): ConnectionStepResult {
  return noted('columns', 'columns_lost', { ...answer, habit: notOffered });
}

/** Whether the SIS shows this one result, as it keeps scores. */
function holds(results: readonly SisResult[], score: number): boolean {
  const [own, ...others] = results;
  if (own === undefined || others.length > 0) return false;
  const sent = { score, scoreStatus: own.scoreStatus };
  return isSameNumber(score, own.score) || explainDifference(sent, own, null) !== null;
}
