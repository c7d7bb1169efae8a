import type { PostGradesOverview } from '../../passback/types.ts';
import { type Alert, buildAlert } from '../alert.ts';
import type { Visit } from '../visit.ts';

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
    },
  ];
}

function buildProblemCount({ texts, say, links }: Visit, { assignments }: PostGradesOverview): Alert[] {
  const words = texts.catalogue.postGrades;
  const concerned = assignments.filter((assignment) => assignment.problems.length > 0).length;
  if (concerned === 0) return [];
  const blocked = assignments.filter((assignment) => !assignment.selectable).length;
  const sentences = [say(words.problemsTop, { count: concerned })];
  if (blocked > 0) sentences.push(say(words.problemsTopBlocked, { count: blocked }));
  return [
    {
      tone: 'error',
      title: null,
      lines: [sentences.join(' ')],
      link: { label: say(words.showProblemsFirst), href: links.postGrades({ sort: 'problems' }) },
    },
  ];
}

function buildBeforePosting(visit: Visit, { warnings, assignments }: PostGradesOverview): Alert[] {
  const { texts, say, institution } = visit;
  const words = texts.catalogue.postGrades;
  const hidden = institution.settings.sendHiddenGrades ? words.hiddenSent : words.hiddenHeld;
  const heldBack = assignments.reduce((sum, { grades }) => sum + grades.heldBack, 0);
  const { sectionsWithoutSisId: sections } = warnings;
  const lines = [
    warnings.ungraded > 0 ? say(words.ungraded, { count: warnings.ungraded }) : '',
    warnings.hiddenGrades > 0 ? say(hidden, { count: warnings.hiddenGrades }) : '',
    warnings.studentsWithoutSisId > 0
      ? say(words.studentsWithoutSisId, { count: warnings.studentsWithoutSisId })
      : '',
    sections.length > 0
      ? say(words.sectionsWithoutSisId, { count: sections.length, names: sections.join(', ') })
      : '',
    heldBack > 0 ? say(words.heldBackNote, { count: heldBack }) : '',
  ].filter((line) => line !== '');
  return lines.length === 0 ? [] : [buildAlert('warning', say(words.warnings), lines)];
}

function buildNothingNew({ texts, say }: Visit, { assignments }: PostGradesOverview): Alert[] {
  const selectable = assignments.filter((assignment) => assignment.selectable);
  const fresh = selectable.some(({ grades }) => grades.new + grades.changed > 0);
  if (selectable.length === 0 || fresh) return [];
  return [buildAlert('info', null, [say(texts.catalogue.postGrades.nothingNew)])];
}
