import type { CourseHandler } from '../../ui/course-context.ts';
import { historyQuery, parseInput } from '../../ui/input.ts';
import type { WebDeps } from '../../ui/web-deps.ts';
import { buildHistory, historyPageSize } from './history-model.ts';

/** GET /grade-sync: every run of the course, newest first, which are read now; `?run=` opens one of them. */
export function showHistory({ passback, unread, render }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const { before, run } = parseInput(historyQuery, req.query);
    if (run !== undefined) return res.redirect(303, context.links.run(run));
    const runs = await passback.readHistory(context.launch, {
      limit: historyPageSize + 1,
      before: before ?? null,
    });
    await unread.markRead(context.launch, context.institution);
    const model = buildHistory({ ...context, unread: 0 }, runs, before ?? null);
    await render(res, 'course/grade-sync/history', model);
  };
}
