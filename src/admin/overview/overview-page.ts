import { z } from 'zod';
import { parseInput } from '../../web/input.ts';
import type { AdminDeps } from '../admin-deps.ts';
import type { AdminHandler } from '../admin-visit.ts';
import { buildOverview, coursesPageSize } from './overview-model.ts';

const overviewQuery = z.object({ page: z.coerce.number().int().min(1).max(100_000).default(1) });

/** GET /administration: how all courses are doing. */
export function showOverview({ runs, render }: AdminDeps): AdminHandler {
  return async (visit, req, res) => {
    const { page } = parseInput(overviewQuery, req.query);
    const { id } = visit.institution;
    const [courses, states, reasons] = await Promise.all([
      runs.readCourses(id, { skip: (page - 1) * coursesPageSize, limit: coursesPageSize }),
      runs.countCourses(id),
      runs.countReasons(id),
    ]);
    await render(res, 'admin/overview', buildOverview(visit, { page, courses, states, reasons }));
  };
}
