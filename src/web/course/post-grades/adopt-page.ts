import type { AdoptionSummary } from '../../../domain/post-grades.ts';
import { type Alert, buildAlert } from '../../ui/alert.ts';
import type { CourseContext, CourseHandler } from '../../ui/course-context.ts';
import { adoptedQuery, parseInput, selectionForm } from '../../ui/input.ts';
import type { WebDeps } from '../../ui/web-deps.ts';

/** POST /post-grades/adopt: adopts what stands in the SIS already for these assignments, and says what that was. */
export function adoptLineItems({ passback }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const { assignment: ids } = parseInput(selectionForm, req.body);
    const { assignments, grades, differing } = await passback.adopt(context.launch, ids, context.signal);
    const found = { used: `${assignments}`, grades: `${grades}`, differing: `${differing}` };
    res.redirect(303, context.links.postGrades(found));
  };
}

/** What the person's press found; null if the page was opened otherwise. */
export function readAdopted(query: unknown): AdoptionSummary | null {
  const isAnswer = typeof query === 'object' && query !== null && 'used' in query;
  if (!isAnswer) return null;
  const { used: assignments, ...found } = parseInput(adoptedQuery, query);
  return { assignments, ...found };
}

/** Says it above the list: nothing was sent yet, and where the preview is. */
export function buildAdopted(
  { messages, t, links }: CourseContext,
  { assignments, grades, differing }: AdoptionSummary,
): Alert {
  const { adoption } = messages.postGrades;
  if (assignments === 0) return buildAlert('info', null, [t(adoption.nothing)]);
  return {
    tone: 'success',
    title: null,
    lines: [
      t(adoption.used, { count: assignments }),
      t(adoption.grades, { count: grades }),
      ...(differing === 0 ? [] : [t(adoption.differing, { count: differing })]),
    ],
    link: { label: t(messages.preview.ofCourse), href: links.preview() },
    folded: null,
  };
}
