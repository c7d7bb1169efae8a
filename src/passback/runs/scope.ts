import type { Selection } from '../../domain/run.ts';
import type { RunScope } from '../../store/passback/run-record.ts';

/** Which grades a run compares, and which of them it sends even if they have not changed. */
export interface ScopeFilter {
  /** Whether any grade of the assignment is compared. */
  takesAssignment(assignmentId: string): boolean;
  takesGrade(assignmentId: string, personId: string): boolean;
  /** Whether the grade is remastered or retried, and so sent even if it has not changed. */
  forces(assignmentId: string, personId: string): boolean;
  /** Whether any grade of the assignment is remastered or retried. */
  forcesAny(assignmentId: string): boolean;
  /** Whether the assignment's details are sent again too. */
  remasters(assignmentId: string): boolean;
}

/** Whether a selection includes an assignment. */
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
    forcesAny: (id) => selects(scope.remaster, id) || retriedAssignments.has(id),
    remasters: (id) => selects(scope.remaster, id),
  };
}

/** The empty selection. */
export const nothing: Selection = { kind: 'assignments', ids: [] };

/** The union of two selections. */
export function joinSelections(first: Selection, second: Selection): Selection {
  if (first.kind === 'all' || second.kind === 'all') return { kind: 'all' };
  return { kind: 'assignments', ids: [...new Set([...first.ids, ...second.ids])] };
}

/** The union of two scopes. */
export function joinScopes(first: RunScope, second: RunScope): RunScope {
  return {
    selection: joinSelections(first.selection, second.selection),
    remaster: joinSelections(first.remaster, second.remaster),
    retryOf: [...new Set([...first.retryOf, ...second.retryOf])],
    undoOf: [...new Set([...first.undoOf, ...second.undoOf])],
  };
}

/** Whether two scopes are equal, ignoring order. */
export function isSameScope(first: RunScope, second: RunScope): boolean {
  return describeScope(first) === describeScope(second);
}

function describeScope({ selection, remaster, retryOf, undoOf }: RunScope): string {
  const describe = (part: Selection): unknown => (part.kind === 'all' ? 'all' : [...part.ids].sort());
  return JSON.stringify([describe(selection), describe(remaster), [...retryOf].sort(), [...undoOf].sort()]);
}
