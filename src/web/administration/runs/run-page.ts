import type { Request, Response } from 'express';
import { personOf } from '../../../audit/audit-calls.ts';
import { requesterOf } from '../../../passback/runs/request-run.ts';
import type { CourseRef } from '../../../store/passback/course-record.ts';
import { downloadRun } from '../../runs/download-page.ts';
import { showGrid } from '../../runs/grid-page.ts';
import { downloadCellHistory, showCellHistory } from '../../runs/history-page.ts';
import { buildRun, type RunModel } from '../../runs/run-model.ts';
import { confirmRun, watchRun } from '../../runs/run-page.ts';
import { showStudents } from '../../runs/students-page.ts';
import { showUndo, undoRun } from '../../runs/undo-page.ts';
import type { CourseContext } from '../../ui/course-context.ts';
import { parseInput, parseRunId, runQuery } from '../../ui/input.ts';
import type { Render } from '../../ui/render.ts';
import type { ReadRun } from '../../ui/run-watch.ts';
import { streamPage, wantsStream } from '../../ui/stream-page.ts';
import type { AdministrationContext, AdministrationHandler } from '../administration-context.ts';
import type { AdminDeps } from '../administration-deps.ts';
import { buildAdminFrame } from '../administration-frame.ts';
import { createCourseLinks } from '../administration-links.ts';

/**
 * GET /administration/runs/:runId: the run as its teacher sees it, to read, to confirm, to retry and to undo, not
 * to cancel.
 */
export function showRun({ runs, passback, render, stream, clock }: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const runId = parseRunId(req.params);
    const { show } = parseInput(runQuery, req.query);
    const course = await runs.findCourse(context.institution.id, runId);
    const inCourse = enterCourse(context, course);
    const watched = watchRun(passback, inCourse.launch, runId);
    const build = ({ run, lineItems }: ReadRun): RunModel => {
      const model = buildRun(inCourse, { run, lineItems, show, now: clock() });
      const texts = context.messages.administration.runs;
      const scripts = model.frame.scripts;
      const canTryAgain = run.endedAt !== null && run.state === 'failed';
      return {
        ...model,
        frame: buildAdminFrame(context, { title: model.title, tab: 'runs', scripts }),
        crumbs: { ...model.crumbs, history: context.t(texts.title) },
        requestedBy: [course.title, model.requestedBy].filter(Boolean).join(' · '),
        cancel: null,
        retry:
          model.retry ??
          (canTryAgain ? { label: context.t(texts.tryAgain), action: context.links.retry(runId) } : null),
      };
    };
    if (wantsStream(req)) {
      return streamPage(stream, res, { view: 'runs/run', ...watched, build }, context.signal);
    }
    await render(res, 'runs/run', build(await watched.read()));
  };
}

/** POST /administration/runs/:runId/retry: requests a run of what failed and opens it. */
export function retryRun({ runs, audit }: AdminDeps): AdministrationHandler {
  return async ({ institution, launch, links }, req, res) => {
    const runId = parseRunId(req.params);
    const { contextId: courseId } = await runs.findCourse(institution.id, runId);
    const receipt = await runs.retry(institution.id, runId, requesterOf(launch));
    await audit.record({
      institutionId: institution.id,
      action: 'run_requested',
      actor: personOf(launch),
      courseId,
      runId: receipt.runId,
      facts: { kind: 'retry', of: runId, how: receipt.how },
    });
    res.redirect(303, links.run(receipt.runId));
  };
}

/** GET /administration/runs/:runId/students: as the teacher's list, in the administration's frame. */
export function showRunStudents(deps: AdminDeps): AdministrationHandler {
  return (context, req, res) =>
    inCourseOfRun(deps, context, req, res, showStudents({ ...deps, render: inOurFrame(deps, context) }));
}

/** GET /administration/runs/:runId/grid: the run at a glance, as its teacher sees it. */
export function showRunGrid(deps: AdminDeps): AdministrationHandler {
  return (context, req, res) =>
    inCourseOfRun(deps, context, req, res, showGrid({ ...deps, render: inOurFrame(deps, context) }));
}

/** GET /administration/runs/:runId/grade: the history of one grade of the run's course. */
export function showRunCellHistory(deps: AdminDeps): AdministrationHandler {
  return (context, req, res) =>
    inCourseOfRun(deps, context, req, res, showCellHistory({ ...deps, render: inOurFrame(deps, context) }));
}

function inOurFrame({ render }: AdminDeps, context: AdministrationContext): Render {
  return (response, view, page) => {
    const frame = buildAdminFrame(context, { title: page.frame.windowTitle, tab: 'runs' });
    return render(response, view, { ...page, frame: { ...frame, windowTitle: page.frame.windowTitle } });
  };
}

/** GET /administration/runs/:runId/grade.csv */
export function downloadRunCellHistory(deps: AdminDeps): AdministrationHandler {
  return (context, req, res) => inCourseOfRun(deps, context, req, res, downloadCellHistory(deps));
}

/** GET /administration/runs/:runId/grades.csv */
export function downloadRunCsv(deps: AdminDeps): AdministrationHandler {
  return (context, req, res) => inCourseOfRun(deps, context, req, res, downloadRun(deps));
}

/** POST /administration/runs/:runId/confirm: as its teacher may. */
export function confirmCourseRun(deps: AdminDeps): AdministrationHandler {
  return (context, req, res) => inCourseOfRun(deps, context, req, res, confirmRun(deps));
}

/** GET /administration/runs/:runId/undo: what undoing the run does. */
export function showCourseUndo(deps: AdminDeps): AdministrationHandler {
  return (context, req, res) =>
    inCourseOfRun(deps, context, req, res, showUndo({ ...deps, render: inOurFrame(deps, context) }));
}

/** POST /administration/runs/:runId/undo: as its teacher may. */
export function undoCourseRun(deps: AdminDeps): AdministrationHandler {
  return (context, req, res) => inCourseOfRun(deps, context, req, res, undoRun(deps));
}

async function inCourseOfRun(
  { runs }: AdminDeps,
  context: AdministrationContext,
  req: Request,
  res: Response,
  handler: (context: CourseContext, req: Request, res: Response) => Promise<void>,
): Promise<void> {
  const course = await runs.findCourse(context.institution.id, parseRunId(req.params));
  await handler(enterCourse(context, course), req, res);
}

/**
 * The context as if it belonged to the run's course. The course comes from a run of the administrator's own
 * institution, so the passback's limits hold as they do for a teacher.
 */
function enterCourse(context: AdministrationContext, course: CourseRef): CourseContext {
  const { contextId, canvasCourseId, title, nrpsUrl, lineItemsUrl } = course;
  const { base, links, launch, ...rest } = context;
  const entered = { contextId, canvasCourseId, title, nrpsUrl, lineItemsUrl };
  return {
    ...rest,
    base,
    course: entered,
    unread: 0,
    launch: { ...launch, course: entered },
    links: createCourseLinks(base, links),
  };
}
