import type { RunRequestReceipt, RunSummary } from '../../../domain/run.ts';
import { buildFrame } from '../../ui/frame.ts';
import { canvasRunLink, safeLink } from '../../ui/links.ts';
import type { PageModel } from '../../ui/render.ts';
import { nameRequester } from '../../ui/run-words.ts';
import { isDialog, type Visit } from '../../ui/visit.ts';
import { buildClose, type CloseButton } from './post-grades-model.ts';

/** What `views/post-grades/scheduled.ejs` prints. */
export interface ScheduledModel extends PageModel {
  readonly title: string;
  readonly scheduled: string;
  readonly link: { readonly label: string; readonly href: string; readonly leavesDialog: boolean };
  /** Whose run it is, where the same choice was already on its way, or that it waits as the next one. */
  readonly note: string | null;
  readonly goesOn: string | null;
  readonly close: CloseButton | null;
}

/** The answer to Post Grades. From a dialog the way to the run leads through Canvas, to the course's Grade Sync. */
export function buildScheduled(
  visit: Visit,
  run: RunSummary,
  how: RunRequestReceipt['how'],
  launchUrl: string,
): ScheduledModel {
  const { texts, say, formats, links, institution, course } = visit;
  const words = texts.catalogue.postGrades;
  const throughCanvas =
    isDialog(visit) && course.canvasCourseId !== null
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
    same: say(words.scheduledSame, {
      name: nameRequester(visit, run.requestedBy),
      when: formats.dateTime(run.createdAt),
    }),
    joined: say(words.scheduledJoined),
  };
  return {
    frame: buildFrame(texts, links, {
      title: say(words.scheduledTitle),
      layout: isDialog(visit) ? 'dialog' : 'page',
      tab: 'postGrades',
      scripts: [],
    }),
    title: say(words.scheduledTitle),
    scheduled: say(words.scheduled),
    link: {
      label: say(words.scheduledLink),
      href: throughCanvas ?? links.run(run.id),
      leavesDialog: throughCanvas !== null,
    },
    note: notes[how],
    goesOn: isDialog(visit) ? say(words.scheduledNote) : null,
    close: buildClose(visit, texts.catalogue.frame.close),
  };
}
