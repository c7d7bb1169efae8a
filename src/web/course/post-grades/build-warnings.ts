import type { PostGradesOverview } from '../../../domain/run.ts';
import { type Alert, buildAlert } from '../../ui/alert.ts';
import { isDialog, type Visit } from '../../ui/visit.ts';

/** What a teacher should know before pressing Post Grades, most important first. */
export function buildWarnings(visit: Visit, overview: PostGradesOverview): readonly Alert[] {
  return [
    ...buildOpenRun(visit, overview),
    ...buildProblemCount(visit, overview),
    ...buildBeforePosting(visit, overview),
    ...buildNothingNew(visit, overview),
  ];
}

function buildOpenRun({ texts, say, links }: Visit, { openRun }: PostGradesOverview): Alert[] {
  if (openRun === null) return [];
  const { postGrades: words, states, stages } = texts.catalogue;
  const sentence = say(words.openRun, {
    state: states[openRun.state],
    stage: openRun.stage,
    stageName: stages[openRun.stage - 1] ?? '',
  });
  return [
    {
      tone: 'info',
      title: null,
      lines: [`${sentence} ${say(words.openRunNote)}`],
      link: { label: say(words.openRunLink), href: links.run(openRun.id) },
      folded: null,
    },
  ];
}

function buildProblemCount({ texts, say, links }: Visit, { assignments }: PostGradesOverview): Alert[] {
  const words = texts.catalogue.postGrades;
  const concerned = assignments.filter((assignment) => assignment.problems.length > 0).length;
  if (concerned === 0) return [];
  const blocked = assignments.filter((assignment) => !assignment.selectable).length;
  const sentences = [say(words.problemsTop, { count: concerned })];
  if (blocked === concerned) sentences.push(say(words.problemsTopAllBlocked, { count: blocked }));
  else if (blocked > 0) sentences.push(say(words.problemsTopBlocked, { count: blocked }));
  return [
    {
      tone: 'error',
      title: null,
      lines: [sentences.join(' ')],
      link: { label: say(words.showProblemsFirst), href: links.postGrades({ sort: 'problems' }) },
      folded: null,
    },
  ];
}

function buildBeforePosting(visit: Visit, { warnings, assignments }: PostGradesOverview): Alert[] {
  const { texts, say, institution } = visit;
  const { postGrades: words, beforePosting } = texts.catalogue;
  const { sectionsWithoutSisId: sections } = warnings;
  const heldBack = assignments.reduce((sum, { grades }) => sum + grades.heldBack, 0);
  const hidden = institution.settings.sendHiddenGrades ? beforePosting.hiddenSent : beforePosting.hiddenHeld;
  const notes = [
    { text: beforePosting.ungraded, count: warnings.ungraded },
    { text: hidden, count: warnings.hiddenGrades },
    { text: beforePosting.studentsWithoutSisId, count: warnings.studentsWithoutSisId },
    { text: beforePosting.sectionsWithoutSisId, count: sections.length, names: sections.join(', ') },
    { text: beforePosting.heldBack, count: heldBack },
  ].filter(({ count }) => count > 0);
  if (notes.length === 0) return [];
  return [
    {
      tone: 'warning',
      title: say(words.warnings),
      lines: notes.map(({ text, count, names = '' }) => say(text.long, { count, names })),
      link: null,
      // In a dialog of 600 pixels the assignments should be in sight too.
      folded: {
        summary: notes.map(({ text, count }) => say(text.short, { count })).join(' · '),
        open: !isDialog(visit),
      },
    },
  ];
}

function buildNothingNew({ texts, say }: Visit, { assignments }: PostGradesOverview): Alert[] {
  const selectable = assignments.filter((assignment) => assignment.selectable);
  const fresh = selectable.some(({ grades }) => grades.new + grades.changed > 0);
  if (selectable.length === 0 || fresh) return [];
  return [buildAlert('info', null, [say(texts.catalogue.postGrades.nothingNew)])];
}
