import type { CourseHandler } from '../../ui/course-context.ts';
import { compareForm, compareQuery, parseInput } from '../../ui/input.ts';
import type { WebDeps } from '../../ui/web-deps.ts';
import { buildCompare } from './compare-model.ts';

/** GET /grade-sync/compare: the grades of a group, side by side. */
export function showCompare({ passback, render, clock }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const query = parseInput(compareQuery, req.query);
    const comparison = await passback.readComparison(context.launch, query);
    await render(
      res,
      'course/compare/compare',
      buildCompare(context, comparison, { page: query.page, now: clock() }),
    );
  };
}

/** POST /grade-sync/compare/read: requests a run that reads back every grade that was sent. */
export function compareWithSis({ passback }: WebDeps): CourseHandler {
  return async (context, _req, res) => {
    await passback.compareWithSis(context.launch);
    res.redirect(303, context.links.compare());
  };
}

/** POST /grade-sync/compare/decide: sends Canvas's scores or an assignment again, or keeps what the SIS holds. */
export function decideCells({ passback }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const { how, cell, lineItem, group } = parseInput(compareForm, req.body);
    const { launch } = context;
    const decide = async () => {
      if (lineItem === undefined) return passback.decideCells(launch, { how, cellId: cell ?? null, group });
      if (how === 'repair') return passback.repairLineItem(launch, lineItem);
      await passback.acceptLineItem(launch, lineItem);
      return null;
    };
    const receipt = await decide();
    res.redirect(303, receipt ? context.links.run(receipt.runId) : context.links.compare({ group }));
  };
}
