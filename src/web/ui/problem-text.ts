import type { CheckCode } from '../../domain/outcomes.ts';
import type { AssignmentProblem } from '../../domain/run.ts';
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
  /** `leaves`: to Canvas, in a new window. */
  readonly link: { readonly label: string; readonly href: string; readonly leaves: boolean } | null;
}

/** The failed checks of an assignment, each with the way to mend it and a link to where that is done. */
export function buildProblems(
  visit: Visit,
  problems: readonly AssignmentProblem[],
  assignmentUrl: string,
): readonly ProblemText[] {
  const { postGrades: words, checks } = visit.texts.catalogue;
  const href = safeLink(assignmentUrl);
  const inCanvas = href === null ? null : { label: visit.say(words.mendInCanvas), href, leaves: true };
  return problems.map(({ check, sectionName, values }) => {
    const text = checks[check];
    const onPage = mendsOnPage(visit, check);
    return {
      section: sectionName,
      title: visit.say(text.title, values),
      why: visit.say(text.why, values),
      mend: visit.say(onPage ? words.mendCategory : text.mend, values),
      link: onPage ? linkToCategories(visit, values['groupId']) : inCanvas,
    };
  });
}

/** A category is chosen on Sync SIS Categories, where the institution offers it; administrators may not open it. */
function mendsOnPage({ institution, launch }: Visit, check: CheckCode): boolean {
  const isCategory = check === 'category_unassociated' || check === 'category_gone';
  return isCategory && institution.settings.categoryPage && launch.placement !== 'account_navigation';
}

function linkToCategories({ texts, say, links }: Visit, groupId: string | undefined): ProblemText['link'] {
  const href = links.categories(groupId === undefined ? {} : { group: groupId });
  return { label: say(texts.catalogue.categories.title), href, leaves: false };
}
