import type { AssignmentChange } from '../../school/assignment-store.ts';
import type { Assignment } from '../../school/records/assignment.ts';
import type { AssignmentGroup } from '../../school/records/assignment-group.ts';
import type { Section } from '../../school/records/course.ts';
import { readDueField, toLocalField } from '../date-text.ts';
import { readGradingType } from './grading-type-words.ts';

export interface EditForm {
  readonly name: string;
  readonly groupId: string;
  readonly points: string;
  readonly gradingType: string;
  readonly published: boolean;
  readonly postToSis: boolean;
  readonly everyone: boolean;
  readonly due: string;
  /** By section id; only sections with a date of their own. */
  readonly sectionDues: Readonly<Record<number, string>>;
  /** By override id: the dates of individual students that are kept. */
  readonly studentDues: Readonly<Record<number, string>>;
}

/** Error messages by field. */
export interface FormProblems {
  name?: string;
  points?: string;
  due?: string;
}

type Fields = Readonly<Record<string, string>>;

export interface FormContext {
  readonly assignment: Assignment | null;
  readonly sections: readonly Section[];
  readonly groups: readonly AssignmentGroup[];
  readonly timeZone: string;
}

export const emptyForm = (postToSis: boolean): EditForm => ({
  name: '',
  groupId: '',
  points: '10',
  gradingType: 'points',
  published: false,
  postToSis,
  everyone: true,
  due: '',
  sectionDues: {},
  studentDues: {},
});

/** Fills the form from a stored assignment. */
export function fillForm(assignment: Assignment, timeZone: string): EditForm {
  const dues = (ofSections: boolean): Readonly<Record<number, string>> =>
    Object.fromEntries(
      assignment.overrides
        .filter((override) => (override.sectionId !== null) === ofSections)
        .map((override) => [override.sectionId ?? override.id, toLocalField(override.dueAt, timeZone)]),
    );
  return {
    name: assignment.name,
    groupId: String(assignment.groupId),
    points: assignment.pointsPossible === null ? '' : String(assignment.pointsPossible),
    gradingType: assignment.gradingType,
    published: assignment.published,
    postToSis: assignment.postToSis,
    everyone: !assignment.onlyVisibleToOverrides,
    due: toLocalField(assignment.dueAt, timeZone),
    sectionDues: dues(true),
    studentDues: dues(false),
  };
}

type Change = AssignmentChange & { readonly name: string; readonly groupId: number };
type ReadForm =
  | { readonly ok: true; readonly form: EditForm; readonly change: Change }
  | { readonly ok: false; readonly form: EditForm; readonly problems: FormProblems };

/** Reads the submitted form as a change of the assignment, or says what is wrong with it. */
export function readForm(fields: Fields, context: FormContext): ReadForm {
  const { assignment, sections, groups, timeZone } = context;
  const overrides = assignment?.overrides ?? [];
  const form: EditForm = {
    name: fields['name'] ?? '',
    groupId: fields['group'] ?? '',
    points: fields['points'] ?? '',
    gradingType: fields['grading_type'] ?? 'points',
    published: fields['published'] !== undefined,
    postToSis: fields['post_to_sis'] !== undefined,
    everyone: fields['everyone'] !== undefined,
    due: fields['due'] ?? '',
    sectionDues: pickDues(fields, 'section', sections),
    studentDues: pickDues(
      fields,
      'students',
      overrides.filter((override) => override.studentIds !== null),
    ),
  };
  const problems: FormProblems = {};
  const group = groups.find((candidate) => String(candidate.id) === form.groupId) ?? groups[0];
  const points = form.points.trim() === '' ? null : Number(form.points.replace(',', '.'));
  if (points !== null && !Number.isFinite(points)) problems.points = 'Points value must be a number';
  const gradingType = readGradingType(form.gradingType) ?? 'points';
  const dueAt = readDue(form.due, assignment?.dueAt ?? null, timeZone);
  const fromSections = sections
    .filter((section) => form.sectionDues[section.id] !== undefined)
    .map((section) => {
      const before = overrides.find((override) => override.sectionId === section.id);
      const due = readDue(form.sectionDues[section.id] ?? '', before?.dueAt ?? null, timeZone);
      const base = {
        title: section.name,
        sectionId: section.id,
        studentIds: null,
        unlockAt: null,
        lockAt: null,
      };
      return { ...base, ...before, dueAt: due };
    });
  const fromStudents = overrides
    .filter((override) => form.studentDues[override.id] !== undefined)
    .map((override) => ({
      ...override,
      dueAt: readDue(form.studentDues[override.id] ?? '', override.dueAt, timeZone),
    }));
  const dated = [...fromSections, ...fromStudents];
  if (dueAt === undefined || dated.some((override) => override.dueAt === undefined)) {
    problems.due = 'Please enter a valid date';
  }
  if (!form.everyone && dated.length === 0) problems.due = 'Please assign to everyone or to a section';
  if (group === undefined) problems.name = 'The course has no assignment group';
  if (Object.keys(problems).length > 0 || group === undefined) return { ok: false, form, problems };
  return {
    ok: true,
    form,
    change: {
      name: form.name.trim(),
      groupId: group.id,
      pointsPossible: points,
      gradingType,
      published: form.published,
      // Ungraded work has no such switch (guide, Part II).
      postToSis: form.postToSis && gradingType !== 'not_graded',
      onlyVisibleToOverrides: !form.everyone,
      dueAt: form.everyone ? (dueAt ?? null) : null,
      overrides: dated.map(({ title, sectionId, studentIds, unlockAt, lockAt, dueAt: due }) => ({
        title,
        sectionId,
        studentIds,
        unlockAt,
        lockAt,
        dueAt: due ?? null,
      })),
    },
  };
}

/** The dates that are switched on: `<kind>_<id>` is the check box, `<kind>_<id>_due` the date. */
const pickDues = (
  fields: Fields,
  kind: string,
  things: readonly { readonly id: number }[],
): Readonly<Record<number, string>> =>
  Object.fromEntries(
    things
      .filter(({ id }) => fields[`${kind}_${id}`] !== undefined)
      .map(({ id }) => [id, fields[`${kind}_${id}_due`] ?? '']),
  );

/** An untouched field keeps its seconds, which the field does not show. */
const readDue = (text: string, before: Date | null, timeZone: string): Date | null | undefined =>
  text === toLocalField(before, timeZone) ? before : readDueField(text, timeZone);
