import type { LocalDate } from '../../../domain/local-date.ts';
import type { PostableAssignment } from '../../../domain/post-grades.ts';
import type { CourseContext } from '../../ui/course-context.ts';
import type { AssignmentFilter } from '../../ui/input.ts';
import { safeLink } from '../../ui/links.ts';
import { buildProblems, type ProblemText } from '../../ui/problem-text.ts';
import { shownName } from './sort-assignments.ts';

/** One assignment of Post Grades, ready to print. */
export interface AssignmentRow {
  readonly id: string;
  readonly name: string;
  readonly href: string | null;
  /** Canvas's own name, if the SIS gets a shorter one. */
  readonly nameInCanvas: string | null;
  /** How Canvas treats it, which the SIS may not follow. */
  readonly marks: readonly string[];
  readonly checkboxLabel: string;
  readonly selectable: boolean;
  readonly selected: boolean;
  readonly notSelectable: string | null;
  readonly due: Cell;
  readonly category: Cell;
  readonly lastSync: string;
  readonly grades: readonly { readonly label: string; readonly value: string; readonly isZero: boolean }[];
  /** Grades that the next run sends. */
  readonly sends: number;
  /** The filters that list it. */
  readonly shows: readonly AssignmentFilter[];
  /** Where its preview is. */
  readonly preview: { readonly label: string; readonly open: string; readonly href: string };
  readonly problems: readonly ProblemText[];
  /** The button that uses what stands in the SIS already; null: there is nothing to use. */
  readonly adopt: { readonly label: string; readonly hint: string } | null;
  /** Its place in the order of each column, for sorting in the browser; problems come last. */
  readonly ranks: readonly number[];
}

/** One value, or one per section if they differ. */
interface Cell {
  readonly value: string;
  readonly note: string | null;
  readonly perSection: {
    readonly summary: string;
    readonly lines: readonly string[];
  } | null;
}

/** The row of one assignment. `selected` is what the person asked for; it never selects what cannot be posted. */
export function buildAssignmentRow(
  context: CourseContext,
  assignment: PostableAssignment,
  shown: {
    readonly selected: boolean;
    readonly ranks: readonly number[];
    /** Writes due days, which are in the course's zone. */
    readonly day: (instant: Date) => string;
  },
): AssignmentRow {
  const { messages, t, formats, links } = context;
  const texts = messages.postGrades;
  const { grades } = assignment;
  const name = shownName(assignment);
  const grade = (label: string, value: number): AssignmentRow['grades'][number] => ({
    label: t(label),
    // Nothing of a refused assignment is compared, so 0 would claim to know.
    value: !assignment.selectable && value === 0 ? '–' : formats.number(value),
    isZero: value === 0,
  });
  return {
    id: assignment.id,
    name,
    href: safeLink(assignment.url),
    nameInCanvas: assignment.sentTitle === null ? null : t(texts.inCanvas, { name: assignment.name }),
    marks: [
      ...(assignment.finalGrade === null ? [] : [t(messages.finalGrades[assignment.finalGrade])]),
      ...(assignment.omitFromFinalGrade ? [t(texts.notCounted)] : []),
      ...(assignment.hideInGradebook ? [t(texts.hiddenInGradebook)] : []),
      ...(assignment.selectable && assignment.pointsPossible === 0 ? [t(texts.extraCredit)] : []),
      ...(assignment.adopts ? [t(texts.adopts)] : []),
      ...(assignment.isGone ? [t(texts.gone, { count: grades.changed })] : []),
    ],
    checkboxLabel: t(messages.frame.selectAssignment, { name }),
    selectable: assignment.selectable,
    selected: assignment.selectable && shown.selected,
    notSelectable: assignment.selectable ? null : t(texts.notSelectable),
    due: buildDue(context, shown.day, assignment),
    category: buildCategory(context, assignment),
    lastSync: assignment.lastSyncAt ? formats.dateTime(assignment.lastSyncAt) : t(messages.frame.never),
    grades: [
      grade(texts.new, grades.new),
      grade(texts.changed, grades.changed),
      grade(texts.unchanged, grades.unchanged),
      grade(texts.heldBack, grades.heldBack),
    ],
    sends: assignment.sends,
    shows: [
      ...(assignment.selectable && assignment.sends > 0 ? (['new'] as const) : []),
      ...(assignment.problems.length > 0 ? (['problems'] as const) : []),
    ],
    preview: {
      label: t(messages.preview.summary),
      open: t(messages.preview.open),
      href: links.preview({ assignment: assignment.id, show: 'all' }),
    },
    problems: buildProblems(context, assignment.problems, assignment.url),
    adopt: assignment.adoptable ? { label: t(texts.adoption.use), hint: t(texts.adoption.hint) } : null,
    ranks: shown.ranks,
  };
}

/** Work due at 23:59 in Chicago is due on that day, whatever UTC says. */
function buildDue(
  context: CourseContext,
  day: (instant: Date) => string,
  { dueAt, sections, isGone }: PostableAssignment,
): Cell {
  const texts = context.messages.postGrades;
  const { formats, t } = context;
  const show = (instant: Date | null, standIn: LocalDate | null): string => {
    if (instant) return day(instant);
    if (isGone) return '–';
    return standIn === null ? t(texts.noDueDate) : t(texts.standInDay, { day: formats.localDate(standIn) });
  };
  return buildCell(
    context,
    show(dueAt, dueAt === null ? (sections[0]?.standInDay ?? null) : null),
    null,
    sections.map(({ sectionName: name, dueAt: own, standInDay }) => ({
      name,
      value: show(own, standInDay),
    })),
  );
}

function buildCategory(context: CourseContext, { sections, finalGrade, isGone }: PostableAssignment): Cell {
  if (isGone) return { value: '–', note: null, perSection: null };
  const { postGrades: texts, finalGrades } = context.messages;
  const byName = context.t(texts.byName);
  const show = (title: string | null): string =>
    title ?? context.t(finalGrade === null ? texts.unassociated : finalGrades.noCategory);
  const first = sections[0];
  return buildCell(
    context,
    show(first?.categoryTitle ?? null),
    first?.categoryByName ? byName : null,
    sections.map((section) => ({
      name: section.sectionName,
      value: section.categoryByName
        ? `${show(section.categoryTitle)} (${byName})`
        : show(section.categoryTitle),
    })),
  );
}

function buildCell(
  { messages, t }: CourseContext,
  value: string,
  note: string | null,
  sections: readonly { readonly name: string; readonly value: string }[],
): Cell {
  const texts = messages.postGrades;
  if (new Set(sections.map((section) => section.value)).size < 2) return { value, note, perSection: null };
  return {
    value,
    note,
    perSection: {
      summary: t(texts.moreSections, { count: sections.length }),
      lines: sections.map((section) => t(texts.perSection, { section: section.name, value: section.value })),
    },
  };
}
