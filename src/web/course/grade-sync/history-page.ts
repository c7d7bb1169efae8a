import { historyQuery, parseInput } from '../../ui/input.ts';
import type { VisitHandler } from '../../ui/visit.ts';
import type { WebDeps } from '../../ui/web-deps.ts';
import { buildHistory, historyPageSize } from './history-model.ts';

/** GET /grade-sync: every run of the course, newest first; `?run=` leads on to one of them. */
export function showHistory({ passback, render }: WebDeps): VisitHandler {
  return async (visit, req, res) => {
    const { before, run } = parseInput(historyQuery, req.query);
    if (run !== undefined) return res.redirect(303, visit.links.run(run));
    const runs = await passback.readHistory(visit.launch, {
      limit: historyPageSize + 1,
      before: before ?? null,
    });
    await render(res, 'grade-sync/history', buildHistory(visit, runs, before ?? null));
  };
}
