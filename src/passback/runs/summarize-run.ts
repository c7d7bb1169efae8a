import type { RunSummary } from '../../domain/run.ts';
import type { ItemStore } from '../../store/passback/items.ts';
import type { RunRecord } from '../../store/passback/run-record.ts';

/** A run as pages show it. An open run is counted from its items. */
export async function summarizeRun(items: Pick<ItemStore, 'count'>, run: RunRecord): Promise<RunSummary> {
  const { done, total } = run.progress;
  const counts = run.counts ?? (await items.count(run._id));
  return {
    id: run._id,
    kind: run.kind,
    state: run.state,
    requestedBy: run.requestedBy,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    endedAt: run.endedAt,
    stage: run.stage,
    stages: run.stages,
    progress: run.endedAt ? 1 : total > 0 ? Math.min(1, done / total) : 0,
    assignments: run.assignments,
    counts,
    nextAt: run.slot === 'active' && run.problem ? run.nextAt : null,
    cancelRequested: run.cancelRequested,
    problem: run.problem,
  };
}
