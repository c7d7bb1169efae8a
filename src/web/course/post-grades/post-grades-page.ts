import type { Selection } from '../../../domain/run.ts';
import { ProductError } from '../../../errors.ts';
import type { CourseHandler } from '../../ui/course-context.ts';
import { parseInput, postGradesQuery, scheduledQuery, selectionForm } from '../../ui/input.ts';
import { beginUnlessQuick } from '../../ui/render.ts';
import type { WebDeps } from '../../ui/web-deps.ts';
import { readAdopted } from './adopt-page.ts';
import { buildPostGrades, buildPostGradesFrame } from './post-grades-model.ts';
import { buildScheduled } from './scheduled-model.ts';

/** GET /post-grades: the assignments to select. */
export function showPostGrades({ passback, render, begin }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const query = parseInput(postGradesQuery, req.query);
    const sectionId = query.section === '' ? null : query.section;
    const overview = await beginUnlessQuick(
      (onReading) => passback.readPostGrades(context.launch, context.signal, { sectionId, onReading }),
      () =>
        begin(res, { frame: buildPostGradesFrame(context) }, context.t(context.messages.postGrades.reading)),
    );
    await render(
      res,
      'course/post-grades/post-grades',
      buildPostGrades(context, overview, { ...query, adopted: readAdopted(req.query) }),
    );
  };
}

/** POST /post-grades: requests a run of the selected assignments and opens the page that says so. */
export function postGrades({ passback }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const selection = readSelection(req.body);
    const receipt = await passback.requestRun(context.launch, { kind: 'post', selection });
    res.redirect(303, context.links.scheduled(receipt.runId, receipt.how));
  };
}

/** GET /post-grades/scheduled: *Scheduled. Click to see progress.* */
export function showScheduled({ passback, render, launchUrl }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const { run: runId, how } = parseInput(scheduledQuery, req.query);
    const run = await passback.readRun(context.launch, runId);
    await render(res, 'course/post-grades/scheduled', buildScheduled(context, run, how, launchUrl));
  };
}

/**
 * The selected assignments of a form. What the person saw is what is posted: always ids, never "all".
 * @throws ProductError `nothing_selected`, `form_invalid`
 */
export function readSelection(body: unknown): Selection {
  const { assignment } = parseInput(selectionForm, body);
  const ids = [...new Set(assignment)];
  if (ids.length === 0) throw new ProductError('nothing_selected', { next: 'fix' });
  return { kind: 'assignments', ids };
}
