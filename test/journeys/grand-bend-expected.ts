import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';

/** What the SIS must hold for one student, derived from the CSV files alone. */
export interface ExpectedResult {
  readonly student: string;
  score: number | null;
  scoreStatus: string;
  /** Null: OneRoster 1.1, which has no such flags. */
  late: boolean | null;
  missing: boolean | null;
  scoreDate: string;
}

/** What the SIS must hold for one assignment. */
export interface ExpectedLineItem {
  readonly title: string;
  readonly description: string;
  readonly class: string;
  readonly category: string;
  readonly gradingPeriod: string | undefined;
  readonly assignDate: string;
  readonly dueDate: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly results: ExpectedResult[];
}

const text = z.record(z.string(), z.string());

function readCsv(file: string): Record<string, string>[] {
  return z.array(text).parse(parse(readFileSync(file), { columns: true, bom: true }));
}

const field = (row: Record<string, string>, name: string): string => {
  const value = row[name];
  if (value === undefined) throw new Error(`a row has no ${name}`);
  return value;
};

/** The calendar day of a local time in the course's zone. */
const day = (time: string): string => time.slice(0, 10);

/**
 * The gradebook that the SIS must hold in the end, computed from the reference data without the product's
 * code, by its SOURCE.md and P1 to P6.
 */
export function readExpectedGradebook(
  { onerosterDir, gradebookDir }: { readonly onerosterDir: string; readonly gradebookDir: string },
  version: '1.1' | '1.2',
): ExpectedLineItem[] {
  const classOf = new Map(
    readCsv(`${gradebookDir}/sections.csv`).map((row) => [
      field(row, 'SourceSystemIdentifier'),
      field(row, 'SISSectionIdentifier'),
    ]),
  );
  const sisIdOf = new Map(
    readCsv(`${gradebookDir}/users.csv`).map((row) => [
      field(row, 'SourceSystemIdentifier'),
      field(row, 'SISUserIdentifier'),
    ]),
  );
  const periods = readCsv(`${onerosterDir}/academicSessions.csv`).filter(
    (row) => field(row, 'type') === 'gradingPeriod',
  );
  const homework = readCsv(`${onerosterDir}/categories.csv`).find(
    (row) => field(row, 'title') === 'Homework',
  );
  const submissions = readCsv(`${gradebookDir}/submissions.csv`);
  return readCsv(`${gradebookDir}/assignments.csv`).map((row) => {
    const id = field(row, 'SourceSystemIdentifier');
    const dueDate = day(field(row, 'DueDateTime'));
    const period = periods.find(
      (one) => field(one, 'startDate') <= dueDate && dueDate <= field(one, 'endDate'),
    );
    return {
      title: field(row, 'Title'),
      description: field(row, 'AssignmentDescription'),
      class: classOf.get(field(row, 'LMSSectionSourceSystemIdentifier')) ?? '',
      category: field(homework ?? {}, 'sourcedId'),
      gradingPeriod: period && field(period, 'sourcedId'),
      assignDate: day(field(row, 'StartDateTime')),
      dueDate,
      minimum: 0,
      maximum: Number(field(row, 'MaxPoints')),
      results: submissions
        .filter((one) => field(one, 'AssignmentSourceSystemIdentifier') === id)
        .map((one) => expectResult(one, sisIdOf, version)),
    };
  });
}

function expectResult(
  row: Record<string, string>,
  sisIdOf: ReadonlyMap<string, string>,
  version: '1.1' | '1.2',
): ExpectedResult {
  const status = field(row, 'SubmissionStatus');
  // Graded when the row was last changed, but not before the work was submitted.
  const touched = [field(row, 'LastModifiedDate'), field(row, 'SubmissionDateTime')].sort().at(-1) ?? '';
  return {
    student: sisIdOf.get(field(row, 'LMSUserSourceSystemIdentifier')) ?? '',
    score: Number(field(row, 'EarnedPoints')),
    scoreStatus: 'fully graded',
    late: version === '1.2' ? status === 'Late' : null,
    missing: version === '1.2' ? status === 'Missing' : null,
    scoreDate: day(touched),
  };
}
