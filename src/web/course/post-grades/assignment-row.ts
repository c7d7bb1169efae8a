import type { PostableAssignment } from '../../../domain/run.ts';
import { safeLink } from '../../ui/links.ts';
import { buildProblems, type ProblemText } from '../../ui/problem-text.ts';
import type { Visit } from '../../ui/visit.ts';
import { shownName } from './sort-assignments.ts';

/** One assignment of Post Grades, ready to print. */
export interface AssignmentRow {
  readonly id: string;
  readonly name: string;
  readonly href: string | null;
  /** Canvas's own name, where the SIS gets a shorter one. */
  readonly nameInCanvas: string | null;
  readonly checkboxLabel: string;
  readonly selectable: boolean;
  readonly selected: boolean;
  readonly notSelectable: string | null;
  readonly due: Cell;
  readonly category: Cell;
  readonly lastSync: string;
  readonly grades: readonly { readonly label: string; readonly value: string; readonly isZero: boolean }[];
  readonly problems: readonly ProblemText[];
  /** Place in every column's order, in the order of the columns, for sorting in the browser; problems come last. */
  readonly ranks: readonly number[];
  readonly sectionIds: readonly string[];
}

/** A value, or one for each section where they differ. */
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
  visit: Visit,
  assignment: PostableAssignment,
  shown: {
    readonly selected: boolean;
    readonly ranks: readonly number[];
    /** Writes due days, which live in the course's zone. */
    readonly day: (instant: Date) => string;
  },
): AssignmentRow {
  const { texts, say, formats } = visit;
  const words = texts.catalogue.postGrades;
  const { grades } = assignment;
  const name = shownName(assignment);
  const grade = (label: string, value: number): AssignmentRow['grades'][number] => ({
    label: say(label),
    value: formats.number(value),
    isZero: value === 0,
  });
  return {
    id: assignment.id,
    name,
    href: safeLink(assignment.url),
    nameInCanvas: assignment.sentTitle === null ? null : say(words.inCanvas, { name: assignment.name }),
    checkboxLabel: say(texts.catalogue.frame.selectAssignment, { name }),
    selectable: assignment.selectable,
    selected: assignment.selectable && shown.selected,
    notSelectable: assignment.selectable ? null : say(words.notSelectable),
    due: buildDue(visit, shown.day, assignment),
    category: buildCategory(visit, assignment),
    lastSync: assignment.lastSyncAt
      ? formats.dateTime(assignment.lastSyncAt)
      : say(texts.catalogue.frame.never),
    grades: [
      grade(words.new, grades.new),
      grade(words.changed, grades.changed),
      grade(words.unchanged, grades.unchanged),
      grade(words.heldBack, grades.heldBack),
    ],
    problems: buildProblems(visit, assignment.problems, assignment.url),
    ranks: shown.ranks,
    sectionIds: assignment.sections.map(({ sectionId }) => sectionId),
  };
}

/** Work due at 23:59 in Chicago is due on that day, whatever UTC says. */
function buildDue(
  visit: Visit,
  day: (instant: Date) => string,
  { dueAt, sections }: PostableAssignment,
): Cell {
  const words = visit.texts.catalogue.postGrades;
  const show = (instant: Date | null): string => (instant ? day(instant) : visit.say(words.noDueDate));
  return buildCell(
    visit,
    show(dueAt),
    null,
    sections.map((section) => ({ name: section.sectionName, value: show(section.dueAt) })),
  );
}

function buildCategory(visit: Visit, { sections }: PostableAssignment): Cell {
  const words = visit.texts.catalogue.postGrades;
  const byName = visit.say(words.byName);
  const show = (title: string | null): string => title ?? visit.say(words.unassociated);
  const first = sections[0];
  return buildCell(
    visit,
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
  { texts, say }: Visit,
  value: string,
  note: string | null,
  sections: readonly { readonly name: string; readonly value: string }[],
): Cell {
  const words = texts.catalogue.postGrades;
  if (new Set(sections.map((section) => section.value)).size < 2) return { value, note, perSection: null };
  return {
    value,
    note,
    perSection: {
      summary: say(words.moreSections, { count: sections.length }),
      lines: sections.map((section) =>
        say(words.perSection, { section: section.name, value: section.value }),
      ),
    },
  };
}
