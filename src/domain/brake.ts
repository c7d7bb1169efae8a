import { earnsSameScore, isCleared, type SeenScore } from './cell.ts';
import type { InstitutionSettings } from './institution-settings.ts';

/** What a run would do to grades that the SIS already holds. */
export interface BrakeFigures {
  /** Grades of the run's assignments that the SIS holds. */
  readonly held: number;
  /** Those whose score would change. */
  readonly changed: number;
  /** Those of the changed ones that would become 0. */
  readonly zeros: number;
  /** Grades that would be removed from the SIS. */
  readonly removed: number;
}

/** Why a run stops and asks before it sends. */
export const brakeCauses = ['changed', 'zeros', 'removed'] as const;
export type BrakeCause = (typeof brakeCauses)[number];

export type BrakeLimits = Pick<
  InstitutionSettings,
  'brakeShare' | 'brakeMinimum' | 'brakeZeros' | 'brakeRemovals'
>;

export const noFigures: BrakeFigures = { held: 0, changed: 0, zeros: 0, removed: 0 };

export function addFigures(one: BrakeFigures, other: BrakeFigures): BrakeFigures {
  return {
    held: one.held + other.held,
    changed: one.changed + other.changed,
    zeros: one.zeros + other.zeros,
    removed: one.removed + other.removed,
  };
}

/**
 * What sending one grade adds. `before`: what the SIS holds of it; null: nothing. A cleared result holds
 * nothing.
 */
export function countChange(before: SeenScore | null, after: SeenScore | 'removed'): BrakeFigures {
  if (before === null || isCleared(before)) return noFigures;
  if (after === 'removed') return { ...noFigures, removed: 1 };
  const changed = earnsSameScore(before, after) ? 0 : 1;
  return { ...noFigures, changed, zeros: changed === 1 && after.score === 0 ? 1 : 0 };
}

/**
 * Why a run with these figures needs a person's confirmation (P10); none: it continues. A confirmation covers
 * as much as was shown then, and no more.
 */
export function findBrakeCauses(
  figures: BrakeFigures,
  limits: BrakeLimits,
  confirmed: BrakeFigures | null = null,
): readonly BrakeCause[] {
  const { brakeShare, brakeMinimum, brakeZeros, brakeRemovals } = limits;
  const { held, changed, zeros, removed } = figures;
  const exceeds: Readonly<Record<BrakeCause, boolean>> = {
    changed: brakeShare !== null && changed >= brakeMinimum && changed * 100 > held * brakeShare,
    zeros: brakeZeros !== null && zeros >= brakeZeros,
    removed: brakeRemovals && removed > 0,
  };
  return brakeCauses.filter(
    (cause) => exceeds[cause] && (confirmed === null || figures[cause] > confirmed[cause]),
  );
}
