import type { Assignment } from '../../school/records/assignment.ts';
import type { GradebookStatus } from '../../school/records/submission.ts';

export type CellEntry =
  | { readonly kind: 'score'; readonly score: number }
  | { readonly kind: 'clear' }
  | { readonly kind: 'status'; readonly status: GradebookStatus }
  | { readonly kind: 'unreadable' };

const number = /^-?\d{1,9}(?:[.,]\d{1,6})?$/u;

/**
 * Reads what was typed into a cell. Canvas takes points, a percentage, EX, MI, complete, incomplete, or
 * nothing.
 */
export function readEntry(text: string, assignment: Assignment): CellEntry {
  const typed = text.trim();
  if (typed === '' || typed === '-' || typed === '–') return { kind: 'clear' };
  if (/^(?:ex|excused)$/iu.test(typed)) return { kind: 'status', status: 'excused' };
  if (/^(?:mi|missing)$/iu.test(typed)) return { kind: 'status', status: 'missing' };
  const possible = assignment.pointsPossible ?? 0;
  if (/^complete$/iu.test(typed)) return { kind: 'score', score: possible };
  if (/^incomplete$/iu.test(typed)) return { kind: 'score', score: 0 };
  const isPercent = typed.endsWith('%');
  const digits = isPercent ? typed.slice(0, -1).trim() : typed;
  if (!number.test(digits)) return { kind: 'unreadable' };
  const value = Number(digits.replace(',', '.'));
  return { kind: 'score', score: isPercent ? Math.round(value * possible) / 100 : value };
}
