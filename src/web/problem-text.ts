import type { AssignmentProblem } from '../passback/types.ts';
import { safeLink } from './links.ts';
import type { Visit } from './visit.ts';

/** A failed check in a teacher's words. */
export interface ProblemText {
  /** Section it concerns; null: all. */
  readonly section: string | null;
  readonly title: string;
  readonly why: string;
  /** How to mend it. */
  readonly mend: string;
  readonly link: { readonly label: string; readonly href: string } | null;
}

/** The failed checks of an assignment, each with the way to mend it and a link to the assignment in Canvas. */
export function buildProblems(
  { texts, say }: Visit,
  problems: readonly AssignmentProblem[],
  assignmentUrl: string,
): readonly ProblemText[] {
  const href = safeLink(assignmentUrl);
  const label = say(texts.catalogue.postGrades.mendInCanvas);
  return problems.map(({ check, sectionName, values }) => {
    const text = texts.catalogue.checks[check];
    return {
      section: sectionName,
      title: say(text.title, values),
      why: say(text.why, values),
      mend: say(text.mend, values),
      link: href === null ? null : { label, href },
    };
  });
}
