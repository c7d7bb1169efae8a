import type { SisLineItem, SisResult } from '../../domain/sis.ts';
import type { SisProfile } from '../profile/sis-profile.ts';

/** All that there is, in place of whatever the SIS has, or what changed since the last export. */
export const csvModes = ['bulk', 'delta'] as const;
export type CsvMode = (typeof csvModes)[number];

/** The data files, by their names without `.csv`, in the order in which they refer to each other. */
export const csvKinds = ['categories', 'lineItems', 'results'] as const;
export type CsvKind = (typeof csvKinds)[number];

interface CsvRows {
  readonly categories: { readonly sourcedId: string; readonly title: string };
  readonly lineItems: SisLineItem;
  readonly results: SisResult;
}

/** A row of one of the files, and what a delta says of it besides its content. */
export type CsvRecord = {
  readonly [Kind in CsvKind]: {
    readonly kind: Kind;
    readonly row: CsvRows[Kind];
    /** Taken back. */
    readonly isRemoved: boolean;
    readonly changedAt: Date;
  };
}[CsvKind];

/** What decides about the columns. */
export type CsvFormat = Pick<SisProfile, 'version' | 'lateAndMissing' | 'lineItemMetadata'>;

type Value = string | number | null;
type Column<Row> = readonly [name: string, read: (row: Row) => Value];
type Columns = { readonly [Kind in CsvKind]: readonly Column<CsvRows[Kind]>[] };

/** Writes the lines of the files. */
export interface CsvWriter {
  /** The line of the column names. */
  head(kind: CsvKind): string;
  write(record: CsvRecord): string;
}

/**
 * The data files as 1EdTech's OneRoster 1.1.1 CSV Tables and 1.2.1 CSV Binding define them (OF16). In bulk files `status` and
 * `dateLastModified` stay empty. Pure.
 */
export function createCsvWriter(mode: CsvMode, format: CsvFormat): CsvWriter {
  const columns = describeColumns(format);
  const line = <Row extends { readonly sourcedId: string }>(
    of: readonly Column<Row>[],
    row: Row,
    { isRemoved, changedAt }: CsvRecord,
  ): string => {
    const standing =
      mode === 'bulk' ? [null, null] : [isRemoved ? 'tobedeleted' : 'active', changedAt.toISOString()];
    return writeLine([row.sourcedId, ...standing, ...of.map(([, read]) => read(row))]);
  };
  return {
    head: (kind) =>
      writeLine(['sourcedId', 'status', 'dateLastModified', ...columns[kind].map(([name]) => name)]),
    write(record) {
      switch (record.kind) {
        case 'categories':
          return line(columns.categories, record.row, record);
        case 'lineItems':
          return line(columns.lineItems, record.row, record);
        case 'results':
          return line(columns.results, record.row, record);
      }
    },
  };
}

/** The columns after the three that every file begins with. A reader may rely on their order. */
function describeColumns({ version, lateAndMissing, lineItemMetadata }: CsvFormat): Columns {
  const is1p2 = version === '1.2';
  const flag = (value: boolean): Value => (lateAndMissing === 'flags' ? String(value) : null);
  return {
    categories: [['title', (row) => row.title], ...(is1p2 ? [['weight', () => null] as const] : [])],
    lineItems: [
      ['title', (row) => row.title],
      ['description', (row) => row.description],
      ['assignDate', (row) => row.assignDate],
      ['dueDate', (row) => row.dueDate],
      ['classSourcedId', (row) => row.classSourcedId],
      ['categorySourcedId', (row) => row.categorySourcedId],
      [is1p2 ? 'academicSessionSourcedId' : 'gradingPeriodSourcedId', (row) => row.gradingPeriodSourcedId],
      ['resultValueMin', (row) => row.resultValueMin],
      ['resultValueMax', (row) => row.resultValueMax],
      ...(is1p2 ? [['schoolSourcedId', (row: SisLineItem) => row.schoolSourcedId] as const] : []),
      // Columns of one's own follow and are named `metadata.NAME`.
      ...Object.entries(lineItemMetadata ?? {}).map(
        ([name, value]) => [`metadata.${name}`, (row: SisLineItem) => row.metadata?.[name] ?? value] as const,
      ),
    ],
    results: [
      ['lineItemSourcedId', (row) => row.lineItemSourcedId],
      ['studentSourcedId', (row) => row.studentSourcedId],
      ['scoreStatus', (row) => row.scoreStatus],
      ['score', (row) => row.score],
      ['scoreDate', (row) => row.scoreDate],
      ['comment', (row) => row.comment || null],
      ...(is1p2
        ? ([
            ['textScore', (row) => row.textScore ?? null],
            ['classSourcedId', (row) => row.classSourcedId],
            ['inProgress', () => null],
            ['incomplete', () => null],
            ['late', (row) => flag(row.late)],
            ['missing', (row) => flag(row.missing)],
          ] satisfies Column<SisResult>[])
        : []),
    ],
  };
}

/** Every file that a version knows, in the order of its manifest. */
const filesOf: Readonly<Record<SisProfile['version'], readonly string[]>> = {
  '1.1': [
    ...['academicSessions', 'categories', 'classes', 'classResources', 'courses', 'courseResources'],
    ...['demographics', 'enrollments', 'lineItems', 'orgs', 'resources', 'results', 'users'],
  ],
  '1.2': [
    ...['academicSessions', 'categories', 'classes', 'classResources', 'courses', 'courseResources'],
    ...['demographics', 'enrollments', 'lineItemLearningObjectiveIds', 'lineItems', 'lineItemScoreScales'],
    ...['orgs', 'resources', 'resultLearningObjectiveIds', 'results', 'resultScoreScales', 'roles'],
    ...['scoreScales', 'userProfiles', 'userResources', 'users'],
  ],
};

/** `manifest.csv`, which also names the files that are absent. Pure. */
export function writeManifest(
  version: SisProfile['version'],
  mode: CsvMode,
  present: ReadonlySet<string>,
): string {
  return [
    ['propertyName', 'value'],
    ['manifest.version', '1.0'],
    ['oneroster.version', version],
    ...filesOf[version].map((file) => [`file.${file}`, present.has(file) ? mode : 'absent']),
    ['source.systemName', 'Grade Passback for Canvas'],
    ['source.systemCode', 'grade-passback'],
  ]
    .map(writeLine)
    .join('');
}

/** RFC 4180. A program reads it, so every value is what it is: nothing is put before a sign of a formula. */
function writeLine(values: readonly Value[]): string {
  return `${values.map(writeValue).join(',')}\r\n`;
}

function writeValue(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return writeNumber(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** The shortest decimal that reads back as the same number, without an exponent. */
function writeNumber(value: number): string {
  const text = String(value);
  const [digits = '', exponent] = text.split('e');
  if (exponent === undefined) return text;
  const decimals = (digits.split('.')[1]?.length ?? 0) - Number(exponent);
  return value.toFixed(Math.min(100, Math.max(0, decimals)));
}
