import type { RunRequestReceipt, RunSummary } from '../../../domain/run.ts';
import { type CourseContext, isDialog } from '../../ui/course-context.ts';
import { nameRequester } from '../../ui/describe-run.ts';
import { buildFrame } from '../../ui/frame.ts';
import { canvasRunLink, safeLink } from '../../ui/links.ts';
import type { PageModel } from '../../ui/render.ts';
import { buildClose, type CloseButton } from './post-grades-model.ts';

/** What `views/course/post-grades/scheduled.ejs` prints. */
export interface ScheduledModel extends PageModel {
  readonly title: string;
  readonly scheduled: string;
  readonly link: { readonly label: string; readonly href: string; readonly leavesDialog: boolean };
  /** Whose run it is, if the same selection was already on its way, or that it waits as the next one. */
  readonly note: string | null;
  readonly goesOn: string | null;
  readonly close: CloseButton | null;
}

/**
 * The answer to Post Grades. From a dialog, the way to the run leads through Canvas, to the course's Grade
 * Sync.
 */
export function buildScheduled(
  context: CourseContext,
  run: RunSummary,
  how: RunRequestReceipt['how'],
  launchUrl: string,
): ScheduledModel {
  const { messages, t, formats, links, institution, course } = context;
  const texts = messages.postGrades;
  const throughCanvas =
    isDialog(context) && course.canvasCourseId !== null
      ? safeLink(
          canvasRunLink({
            canvasUrl: institution.canvas.baseUrl,
            courseId: course.canvasCourseId,
            clientId: institution.platform.clientId,
            launchUrl,
            runId: run.id,
          }),
        )
      : null;
  const notes = {
    created: null,
    same: t(texts.scheduledSame, {
      name: nameRequester(context, run.requestedBy),
      when: formats.dateTime(run.createdAt),
    }),
    joined: t(texts.scheduledJoined),
  };
  return {
    frame: buildFrame(context, {
      title: t(texts.scheduledTitle),
      layout: isDialog(context) ? 'dialog' : 'page',
      tab: 'postGrades',
      scripts: [],
    }),
    title: t(texts.scheduledTitle),
    scheduled: t(texts.scheduled),
    link: {
      label: t(texts.scheduledLink),
      href: throughCanvas ?? links.run(run.id),
      leavesDialog: throughCanvas !== null,
    },
    note: notes[how],
    goesOn: isDialog(context) ? t(texts.scheduledNote) : null,
    close: buildClose(context, messages.frame.close),
  };
}
