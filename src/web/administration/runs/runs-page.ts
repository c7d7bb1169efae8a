import { parseInput } from '../../ui/input.ts';
import type { AdministrationHandler } from '../administration-context.ts';
import type { AdminDeps } from '../administration-deps.ts';
import { buildRuns, runsPageSize } from './runs-model.ts';
import { readFilter, runsQuery } from './runs-query.ts';

/** GET /administration/runs: the runs of all courses, those with problems first. */
export function showRuns({ runs, render }: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const query = parseInput(runsQuery, req.query);
    const filter = readFilter(query, context.launch.timeZone);
    const page = { skip: (query.page - 1) * runsPageSize, limit: runsPageSize };
    const found = await runs.list(context.institution.id, filter, page);
    await render(res, 'administration/runs/runs', buildRuns(context, query, found));
  };
}
