import type { CategoryRecord, LineItemRecord, ResultRecord } from '../records.ts';
import type { ClassRow, Roster, UserRow } from '../roster.ts';

interface Cell {
  readonly score: string;
  /** Marks such as `late`. */
  readonly marks: readonly string[];
  /** Two results for one student and line item: a fault that a teacher would notice. */
  readonly duplicate: boolean;
}

export interface GradebookView {
  readonly classId: string;
  readonly title: string;
  readonly code: string;
  readonly teachers: string;
  readonly columns: readonly {
    readonly title: string;
    readonly category: string;
    readonly dueDay: string;
    readonly gradingPeriod: string;
    readonly points: string;
  }[];
  readonly rows: readonly {
    readonly name: string;
    readonly id: string;
    readonly enrolled: boolean;
    /** Null: nothing has arrived. */
    readonly cells: readonly (Cell | null)[];
  }[];
  readonly scoreCount: number;
  /** Changes whenever the page would look different. */
  readonly version: string;
}

function nameOf(user: UserRow | undefined, id: string): string {
  return user ? `${user.familyName}, ${user.givenName}` : id;
}

function showNumber(value: number | null): string {
  return value === null
    ? ''
    : value.toLocaleString('en-US', { maximumFractionDigits: 6, useGrouping: false });
}

function readMarks(result: ResultRecord): readonly string[] {
  return [
    ...(result.scoreStatus === 'exempt' ? ['exempt'] : []),
    ...(result.scoreStatus === 'not submitted' && result.missing !== true ? ['not submitted'] : []),
    ...(result.scoreStatus === 'partially graded' ? ['partial'] : []),
    ...(result.scoreStatus === 'submitted' ? ['to grade'] : []),
    ...(result.late === true ? ['late'] : []),
    ...(result.missing === true ? ['missing'] : []),
    ...(result.incomplete === true ? ['incomplete'] : []),
  ];
}

function toCell(results: readonly ResultRecord[]): Cell | null {
  const newest = results.toSorted((a, b) => b.modifiedAt.getTime() - a.modifiedAt.getTime())[0];
  if (!newest) return null;
  return { score: showNumber(newest.score), marks: readMarks(newest), duplicate: results.length > 1 };
}

function isActive(record: { readonly status: string }): boolean {
  return record.status === 'active';
}

function groupByCell(results: readonly ResultRecord[]): ReadonlyMap<string, readonly ResultRecord[]> {
  const cells = new Map<string, ResultRecord[]>();
  for (const result of results) {
    const key = `${result.studentId} ${result.lineItemId}`;
    const cell = cells.get(key);
    if (cell) cell.push(result);
    else cells.set(key, [result]);
  }
  return cells;
}

/** One class as its teacher sees it in this SIS. */
export function buildGradebookView(
  classRow: ClassRow,
  roster: Roster,
  stored: {
    readonly categories: readonly CategoryRecord[];
    readonly lineItems: readonly LineItemRecord[];
    readonly results: readonly ResultRecord[];
  },
): GradebookView {
  const categoryTitles = new Map(stored.categories.map((category) => [category._id, category.title]));
  const lineItems = stored.lineItems
    .filter(isActive)
    .toSorted((a, b) => (a.dueDate + a.title < b.dueDate + b.title ? -1 : 1));
  const results = stored.results.filter(isActive);
  const byCell = groupByCell(results);
  const enrolled = roster.studentsOf(classRow.id);
  const studentIds = [...new Set([...enrolled, ...results.map((result) => result.studentId)])];
  const newest = Math.max(0, ...[...lineItems, ...results].map((record) => record.modifiedAt.getTime()));
  return {
    classId: classRow.id,
    title: classRow.title,
    code: classRow.code,
    teachers: [...roster.teachersOf(classRow.id)].map((id) => nameOf(roster.users.get(id), id)).join('; '),
    columns: lineItems.map((lineItem) => ({
      title: lineItem.title,
      category: categoryTitles.get(lineItem.categoryId) ?? 'no category',
      dueDay: lineItem.dueDate.slice(0, 10),
      gradingPeriod: roster.sessions.get(lineItem.gradingPeriodId ?? '')?.title ?? '–',
      points: lineItem.resultValueMax === null ? '–' : showNumber(lineItem.resultValueMax),
    })),
    rows: studentIds
      .map((id) => ({
        name: nameOf(roster.users.get(id), id),
        id,
        enrolled: enrolled.has(id),
        cells: lineItems.map((lineItem) => toCell(byCell.get(`${id} ${lineItem._id}`) ?? [])),
      }))
      .toSorted((a, b) => a.name.localeCompare(b.name)),
    scoreCount: results.length,
    version: `${newest}-${lineItems.length}-${results.length}`,
  };
}
