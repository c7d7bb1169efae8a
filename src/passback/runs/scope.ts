import type { Selection } from '../../domain/run.ts';
import type { RunScope } from '../../store/passback/run-record.ts';

/** What a run looks at, and what it sends whatever was sent before. */
export interface ScopeFilter {
  /** Whether any grade of the assignment is looked at. */
  takesAssignment(assignmentId: string): boolean;
  takesGrade(assignmentId: string, personId: string): boolean;
  /** A remaster or a retry of this very grade. */
  forces(assignmentId: string, personId: string): boolean;
  /** Assignment details are sent again too. */
  remasters(assignmentId: string): boolean;
}

/** Whether a selection holds an assignment. */
export function selects(selection: Selection, assignmentId: string): boolean {
  return selection.kind === 'all' || selection.ids.includes(assignmentId);
}

/** The filter of a run. `retried` are the failed items of the runs that it retries. */
export function createScopeFilter(
  scope: RunScope,
  retried: readonly { readonly assignmentId: string; readonly personId: string }[],
): ScopeFilter {
  const retriedAssignments = new Set(retried.map((item) => item.assignmentId));
  const retriedGrades = new Set(retried.map((item) => JSON.stringify([item.assignmentId, item.personId])));
  const isRetried = (assignmentId: string, personId: string): boolean =>
    retriedGrades.has(JSON.stringify([assignmentId, personId]));
  return {
    takesAssignment: (id) => selects(scope.selection, id) || retriedAssignments.has(id),
    takesGrade: (id, personId) => selects(scope.selection, id) || isRetried(id, personId),
    forces: (id, personId) => selects(scope.remaster, id) || isRetried(id, personId),
    remasters: (id) => selects(scope.remaster, id),
  };
}

/** The empty selection. */
export const nothing: Selection = { kind: 'assignments', ids: [] };

/** Both selections together. */
export function joinSelections(one: Selection, other: Selection): Selection {
  if (one.kind === 'all' || other.kind === 'all') return { kind: 'all' };
  return { kind: 'assignments', ids: [...new Set([...one.ids, ...other.ids])] };
}

/** Everything that either scope takes. */
export function joinScopes(one: RunScope, other: RunScope): RunScope {
  return {
    selection: joinSelections(one.selection, other.selection),
    remaster: joinSelections(one.remaster, other.remaster),
    retryOf: [...new Set([...one.retryOf, ...other.retryOf])],
  };
}

/** Whether two scopes take the same, in whatever order it was chosen. */
export function isSameScope(one: RunScope, other: RunScope): boolean {
  return describeScope(one) === describeScope(other);
}

function describeScope({ selection, remaster, retryOf }: RunScope): string {
  const describe = (part: Selection): unknown => (part.kind === 'all' ? 'all' : [...part.ids].sort());
  return JSON.stringify([describe(selection), describe(remaster), [...retryOf].sort()]);
}
