import { readLocalDate } from '../../domain/local-date.ts';
import type { AcademicSessionRow } from './schemas.ts';

/**
 * The grading periods, among all academic sessions, of a class with the terms `termIds`: those below a term
 * by `parent` or `children` or, if the SIS links none, those that overlap a term.
 */
export function selectGradingPeriods(
  sessions: readonly AcademicSessionRow[],
  termIds: readonly string[],
): AcademicSessionRow[] {
  const periods = sessions.filter((session) => session.type === 'gradingPeriod');
  const below = findDescendants(sessions, termIds);
  const linked = periods.filter((period) => below.has(period.sourcedId));
  if (linked.length > 0) return linked;
  const terms = sessions.filter((session) => termIds.includes(session.sourcedId));
  return periods.filter((period) => terms.some((term) => overlap(period, term)));
}

/** The ids of `roots` and of everything below them. The set also ends a loop of links. */
function findDescendants(sessions: readonly AcademicSessionRow[], roots: readonly string[]): Set<string> {
  const childrenOf = new Map<string, string[]>();
  const link = (parent: string, child: string): void => {
    const known = childrenOf.get(parent);
    if (known) known.push(child);
    else childrenOf.set(parent, [child]);
  };
  for (const session of sessions) {
    if (session.parent !== null) link(session.parent, session.sourcedId);
    for (const child of session.children) link(session.sourcedId, child);
  }
  const found = new Set(roots);
  for (const id of found) for (const child of childrenOf.get(id) ?? []) found.add(child);
  return found;
}

function overlap(a: AcademicSessionRow, b: AcademicSessionRow): boolean {
  const [startA, endA, startB, endB] = [a.startDate, a.endDate, b.startDate, b.endDate].map(readLocalDate);
  if (!startA || !endA || !startB || !endB) return false;
  return startA <= endB && startB <= endA;
}
