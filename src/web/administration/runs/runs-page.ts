import { parseInput } from '../../ui/input.ts';
import type { AdminDeps } from '../admin-deps.ts';
import type { AdminHandler } from '../admin-visit.ts';
import { buildRuns, runsPageSize } from './runs-model.ts';
import { readFilter, runsQuery } from './runs-query.ts';

/** GET /administration/runs: the runs of all courses, those with problems first. */
export function showRuns({ runs, render }: AdminDeps): AdminHandler {
  return async (visit, req, res) => {
    const query = parseInput(runsQuery, req.query);
    const filter = readFilter(query, visit.launch.timeZone);
    const page = { skip: (query.page - 1) * runsPageSize, limit: runsPageSize };
    const found = await runs.list(visit.institution.id, filter, page);
    await render(res, 'admin/runs', buildRuns(visit, query, found));
  };
}
