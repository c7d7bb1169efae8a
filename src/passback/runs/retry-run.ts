import type { Requester, RunRequestReceipt } from '../../domain/run.ts';
import { ProductError } from '../../errors.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { requestRun } from './request-run.ts';
import { nothing } from './scope.ts';

/**
 * For operators and administrators: sends the failed grades of an ended run again. A run that failed as a whole, and so
 * has none, is requested again. Canvas is read with the consent of the original requester.
 * @param by who is shown as the requester; the original one by default, and always a schedule, in whose administrator's name
 * Canvas is read
 * @throws ProductError `run_not_found`, `posting_paused`, `nothing_selected`
 */
export async function retryRun(
  deps: PassbackDeps,
  runId: string,
  by?: Requester,
): Promise<RunRequestReceipt> {
  const { runs, items } = deps.stores;
  const run = await runs.findById(runId);
  if (run === null) throw new ProductError('run_not_found', { detail: `there is no run ${runId}` });
  const institution = await deps.findInstitution(run.institutionId);
  if (!institution?.enabled) {
    throw new ProductError('posting_paused', { detail: 'the institution is disabled', next: 'fix' });
  }
  if (run.endedAt === null) return { runId, how: 'same' };
  // In the original requester's name, so no more of the course than they were shown.
  const { course, onBehalfOf, reach } = run;
  const { requestedBy: original } = run;
  const isScheduled = original.kind === 'nightly' && original.schedule !== undefined;
  const requestedBy = isScheduled ? original : (by ?? original);
  const asker = { course, requestedBy, onBehalfOf, reach };
  if (run.kind === 'undo') return requestRun(deps, { ...asker, kind: run.kind, scope: run.scope });
  const failed = await items.findFailed(run, [runId]);
  if (failed.length > 0) {
    const scope = { selection: nothing, remaster: nothing, retryOf: [runId], undoOf: [] };
    return requestRun(deps, { ...asker, kind: 'retry', scope });
  }
  if (run.state !== 'failed' && run.state !== 'cancelled') {
    throw new ProductError('nothing_selected', { detail: 'nothing failed in this run' });
  }
  return requestRun(deps, { ...asker, kind: run.kind, scope: run.scope });
}
