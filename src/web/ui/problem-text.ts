import type { CheckCode } from '../../domain/outcomes.ts';
import type { AssignmentProblem } from '../../domain/run.ts';
import type { CheckText } from '../../i18n/en/checks.ts';
import type { CourseContext } from './course-context.ts';
import { safeLink } from './links.ts';

/** A failed check in a teacher's words. */
export interface ProblemText {
  /** The sections it concerns; null: all. */
  readonly section: string | null;
  readonly title: string;
  readonly why: string;
  /** How to fix it. */
  readonly mend: string;
  /** `leaves`: to Canvas, in a new window. */
  readonly link: { readonly label: string; readonly href: string; readonly leaves: boolean } | null;
}

/**
 * The failed checks of an assignment, each with how to fix it and a link to the place. What several sections
 * share is said once, with their names.
 */
export function buildProblems(
  context: CourseContext,
  problems: readonly AssignmentProblem[],
  assignmentUrl: string,
): readonly ProblemText[] {
  const { postGrades: texts, checks } = context.messages;
  const href = safeLink(assignmentUrl);
  const inCanvas = href === null ? null : { label: context.t(texts.mendInCanvas), href, leaves: true };
  const byText = new Map<string, ProblemText>();
  for (const { check, sectionName, values: stored } of problems) {
    const isFinal = stored['of'] === 'final_grade';
    const text = (isFinal ? findFinalGradeText(context, check, stored) : null) ?? checks[check];
    const { day } = stored;
    const values = day === undefined ? stored : { ...stored, day: context.formats.localDate(day) };
    const onPage = !isFinal && mendsOnPage(context, check);
    const problem = {
      title: context.t(text.title, values),
      why: context.t(text.why, values),
      mend: context.t(onPage ? texts.mendCategory : text.mend, values),
      link: onPage ? linkToCategories(context, values['groupId']) : inCanvas,
    };
    const key = JSON.stringify(problem);
    const same = byText.get(key);
    const sections = [same?.section, sectionName].filter((name) => name !== null && name !== undefined);
    const isOfAll = sectionName === null || same?.section === null;
    byText.set(key, { section: isOfAll ? null : sections.join(', '), ...problem });
  }
  return [...byText.values()];
}

/** What is said of a final grade; null: the same as of an assignment. */
function findFinalGradeText(
  { messages }: CourseContext,
  check: CheckCode,
  { category }: AssignmentProblem['values'],
): CheckText | null {
  const { checks } = messages.finalGrades;
  switch (check) {
    case 'category_gone':
      return category === '' ? checks.category_unchosen : checks.category_gone;
    case 'due_date_missing':
    case 'due_date_outside_grading_periods':
    case 'name_too_long':
      return checks[check];
    default:
      return null;
  }
}

/**
 * Categories are chosen on Sync SIS Categories, if the institution offers it; administrators cannot open it.
 */
function mendsOnPage({ institution, launch }: CourseContext, check: CheckCode): boolean {
  const isCategory = check === 'category_unassociated' || check === 'category_gone';
  return isCategory && institution.settings.categoryPage && launch.placement !== 'account_navigation';
}

function linkToCategories(
  { messages, t, links }: CourseContext,
  groupId: string | undefined,
): ProblemText['link'] {
  const href = links.categories(groupId === undefined ? {} : { group: groupId });
  return { label: t(messages.categories.title), href, leaves: false };
}
