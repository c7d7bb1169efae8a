import type { GradingType } from './records/assignment.ts';

/** Canvas's default grading scheme: the lowest percentage of each letter. */
const letters: readonly (readonly [minimum: number, letter: string])[] = [
  [94, 'A'],
  [90, 'A-'],
  [87, 'B+'],
  [84, 'B'],
  [80, 'B-'],
  [77, 'C+'],
  [74, 'C'],
  [70, 'C-'],
  [67, 'D+'],
  [64, 'D'],
  [61, 'D-'],
  [0, 'F'],
];

/** `grade` as Canvas writes it for a score and a grading type; null: no score. */
export function formatGrade(score: number | null, possible: number | null, type: GradingType): string | null {
  if (score === null) return null;
  const percent = possible === null || possible === 0 ? score : (score / possible) * 100;
  if (type === 'percent') return `${Math.round(percent * 100) / 100}%`;
  if (type === 'pass_fail') return score > 0 ? 'complete' : 'incomplete';
  if (type === 'letter_grade' || type === 'gpa_scale') {
    return letters.find(([minimum]) => percent >= minimum)?.[1] ?? 'F';
  }
  return String(score);
}
