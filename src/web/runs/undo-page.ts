import type { RunSummary } from '../../domain/run.ts';
import type { CourseContext, CourseHandler } from '../ui/course-context.ts';
import { beginning } from '../ui/describe-run.ts';
import { buildFrame } from '../ui/frame.ts';
import { parseRunId } from '../ui/input.ts';
import type { FormToken } from '../ui/page-context.ts';
import type { PageModel } from '../ui/render.ts';
import type { WebDeps } from '../ui/web-deps.ts';
import { canUndo } from './run-model.ts';

/** What `views/runs/undo.ejs` prints. */
interface UndoModel extends PageModel {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly action: string;
  readonly formToken: FormToken;
  /** Null: there is nothing to undo. */
  readonly submit: string | null;
  readonly back: { readonly label: string; readonly href: string };
}

/** GET /grade-sync/runs/:runId/undo: shows what undoing a run does, before anyone requests it. */
export function showUndo({ passback, render }: Pick<WebDeps, 'passback' | 'render'>): CourseHandler {
  return async (context, req, res) => {
    const runId = parseRunId(req.params);
    const run = await passback.readRun(context.launch, runId);
    const lineItems = await passback.readRunLineItems(context.launch, runId);
    const hasAdopted = lineItems.some(({ adopted }) => adopted !== null);
    await render(res, 'runs/undo', buildUndo(context, run, hasAdopted));
  };
}

/** POST /grade-sync/runs/:runId/undo: requests the run that undoes it and opens it. */
export function undoRun({ passback }: Pick<WebDeps, 'passback'>): CourseHandler {
  return async (context, req, res) => {
    const receipt = await passback.undoRun(context.launch, parseRunId(req.params));
    res.redirect(303, context.links.run(receipt.runId));
  };
}

function buildUndo(context: CourseContext, run: RunSummary, hasAdopted: boolean): UndoModel {
  const { messages, t, formats, links } = context;
  const texts = messages.run.undo;
  const title = t(texts.title, { when: formats.dateTime(beginning(run)) });
  const count = run.counts.sent + run.counts.confirmed;
  const sentences = [
    t(texts.happens, { count }),
    t(texts.untouched),
    t(texts.assignments),
    ...(hasAdopted ? [t(texts.adopted)] : []),
    t(texts.afterwards),
  ];
  return {
    frame: buildFrame(context, { title, layout: 'page', tab: 'history', scripts: [] }),
    title,
    sentences: canUndo(run) ? sentences : [t(texts.nothing)],
    action: links.undo(run.id),
    formToken: context.formToken,
    submit: canUndo(run) ? t(texts.submit) : null,
    back: { label: t(texts.back), href: links.run(run.id) },
  };
}
