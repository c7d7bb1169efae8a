import { type CsvRow, readRequiredCsv, requireKnown, requireUnique } from './csv-file.ts';
import {
  type AssignmentRow,
  type AssociationRow,
  assignmentRow,
  associationRow,
  type SectionRow,
  type SubmissionRow,
  sectionRow,
  submissionRow,
  type UserRow,
  userRow,
} from './gradebook-rows.ts';

/** A Canvas gradebook as the Ed-Fi LMS Toolkit exports it. Every reference between the files is valid. */
export interface GradebookCsv {
  readonly users: readonly UserRow[];
  readonly sections: readonly SectionRow[];
  readonly associations: readonly AssociationRow[];
  readonly assignments: readonly AssignmentRow[];
  readonly submissions: readonly SubmissionRow[];
}

function valuesOf<T>(rows: readonly CsvRow<T>[]): readonly T[] {
  return rows.map((row) => row.value);
}

function idsOf(rows: readonly CsvRow<{ SourceSystemIdentifier: string }>[]): ReadonlySet<string> {
  requireUnique(rows, (row) => row.SourceSystemIdentifier);
  return new Set(rows.map((row) => row.value.SourceSystemIdentifier));
}

function requireUser(
  row: CsvRow<{ LMSUserSourceSystemIdentifier: string }>,
  known: ReadonlySet<string>,
): void {
  requireKnown(row, 'LMSUserSourceSystemIdentifier', row.value.LMSUserSourceSystemIdentifier, known);
}

function requireSection(
  row: CsvRow<{ LMSSectionSourceSystemIdentifier: string }>,
  known: ReadonlySet<string>,
): void {
  requireKnown(row, 'LMSSectionSourceSystemIdentifier', row.value.LMSSectionSourceSystemIdentifier, known);
}

/**
 * Reads the users, sections, section-associations, assignments and submissions in `dir`.
 * @throws ProductError `settings_invalid` naming file and line.
 */
export async function loadGradebookCsv(dir: string): Promise<GradebookCsv> {
  const users = await readRequiredCsv(dir, 'users.csv', userRow);
  const sections = await readRequiredCsv(dir, 'sections.csv', sectionRow);
  const associations = await readRequiredCsv(dir, 'section-associations.csv', associationRow);
  const assignments = await readRequiredCsv(dir, 'assignments.csv', assignmentRow);
  const submissions = await readRequiredCsv(dir, 'submissions.csv', submissionRow);

  const userIds = idsOf(users);
  const sectionIds = idsOf(sections);
  const assignmentIds = idsOf(assignments);
  idsOf(submissions);
  for (const row of associations) {
    requireUser(row, userIds);
    requireSection(row, sectionIds);
  }
  for (const row of assignments) requireSection(row, sectionIds);
  for (const row of submissions) {
    requireUser(row, userIds);
    requireKnown(
      row,
      'AssignmentSourceSystemIdentifier',
      row.value.AssignmentSourceSystemIdentifier,
      assignmentIds,
    );
  }
  requireUnique(
    submissions,
    (row) => `${row.AssignmentSourceSystemIdentifier} of ${row.LMSUserSourceSystemIdentifier}`,
  );
  return {
    users: valuesOf(users),
    sections: valuesOf(sections),
    associations: valuesOf(associations),
    assignments: valuesOf(assignments),
    submissions: valuesOf(submissions),
  };
}
