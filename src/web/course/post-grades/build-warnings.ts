import type { PostGradesOverview } from '../../../domain/post-grades.ts';
import { type Alert, buildAlert } from '../../ui/alert.ts';
import type { CourseContext } from '../../ui/course-context.ts';
import { nameState } from '../../ui/describe-run.ts';

/** What a teacher should know before pressing Post Grades, most important first. */
export function buildWarnings(context: CourseContext, overview: PostGradesOverview): readonly Alert[] {
  return [
    ...buildOpenRun(context, overview),
    ...buildLimit(context, overview),
    ...buildProblemCount(context, overview),
    ...buildBeforePosting(context, overview),
    ...buildNothingNew(context, overview),
  ];
}

function buildOpenRun(context: CourseContext, { openRun }: PostGradesOverview): Alert[] {
  if (openRun === null) return [];
  const { messages, t, links } = context;
  const { postGrades: texts, stages } = messages;
  const sentence = t(texts.openRun, {
    state: nameState(context, openRun),
    stage: openRun.stage,
    stageName: stages[openRun.stage - 1] ?? '',
  });
  return [
    {
      tone: 'info',
      title: null,
      lines: [`${sentence} ${t(texts.openRunNote)}`],
      link: { label: t(texts.openRunLink), href: links.run(openRun.id) },
      folded: null,
    },
  ];
}

/** A person who sees only their own sections posts only those. */
function buildLimit({ messages, t }: CourseContext, { isLimited, sections }: PostGradesOverview): Alert[] {
  if (!isLimited) return [];
  const texts = messages.postGrades;
  if (sections.length === 0) return [buildAlert('info', null, [t(texts.noSection)])];
  const names = sections.map(({ name }) => name).join(', ');
  return [buildAlert('info', null, [t(texts.sectionsOnly, { count: sections.length, names })])];
}

function buildProblemCount(
  { messages, t, links }: CourseContext,
  { assignments }: PostGradesOverview,
): Alert[] {
  const texts = messages.postGrades;
  const concerned = assignments.filter((assignment) => assignment.problems.length > 0).length;
  if (concerned === 0) return [];
  const blocked = assignments.filter((assignment) => !assignment.selectable).length;
  const sentences = [t(texts.problemsTop, { count: concerned })];
  if (blocked === concerned) sentences.push(t(texts.problemsTopAllBlocked, { count: blocked }));
  else if (blocked > 0) sentences.push(t(texts.problemsTopBlocked, { count: blocked }));
  return [
    {
      tone: 'error',
      title: null,
      lines: [sentences.join(' ')],
      link: { label: t(texts.showProblemsFirst), href: links.postGrades({ sort: 'problems' }) },
      folded: null,
    },
  ];
}

function buildBeforePosting(context: CourseContext, { warnings, assignments }: PostGradesOverview): Alert[] {
  const { messages, t, institution } = context;
  const { postGrades: texts, beforePosting } = messages;
  const { sectionsWithoutSisId: sections } = warnings;
  const heldBack = assignments.reduce((sum, { grades }) => sum + grades.heldBack, 0);
  const hidden = institution.settings.sendHiddenGrades ? beforePosting.hiddenSent : beforePosting.hiddenHeld;
  const notes = [
    { text: beforePosting.ungraded, count: warnings.ungraded },
    { text: hidden, count: warnings.hiddenGrades },
    { text: beforePosting.studentsWithoutSisId, count: warnings.studentsWithoutSisId },
    { text: beforePosting.sectionsWithoutSisId, count: sections.length, names: sections.join(', ') },
    { text: beforePosting.heldBack, count: heldBack },
    { text: beforePosting.customStatuses, count: warnings.customStatuses },
    { text: beforePosting.finalOverrides, count: warnings.finalOverrides },
  ].filter(({ count }) => count > 0);
  if (notes.length === 0) return [];
  return [
    {
      tone: 'warning',
      title: t(texts.warnings),
      lines: notes.map(({ text, count, names = '' }) => t(text.long, { count, names })),
      link: null,
      // A few words before the button; who wants to know more opens them.
      folded: {
        summary: notes.map(({ text, count }) => t(text.short, { count })).join(' · '),
        open: false,
      },
    },
  ];
}

function buildNothingNew({ messages, t }: CourseContext, { assignments }: PostGradesOverview): Alert[] {
  const selectable = assignments.filter((assignment) => assignment.selectable);
  const fresh = selectable.some(({ grades }) => grades.new + grades.changed > 0);
  if (selectable.length === 0 || fresh) return [];
  return [buildAlert('info', null, [t(messages.postGrades.nothingNew)])];
}
