import type { RunItem } from '../../domain/run.ts';
import type { CourseHandler } from '../ui/course-context.ts';
import { naturalOrder } from '../ui/formats.ts';
import { parseInput, parseRunId, studentsQuery } from '../ui/input.ts';
import type { WebDeps } from '../ui/web-deps.ts';
import { studentKeyOf } from './run-grid.ts';
import { buildStudents, studentsPageSize } from './students-model.ts';

/** GET /grade-sync/runs/:runId/students: one page of the students of a line item, or of the whole run. */
export function showStudents({ passback, render }: Pick<WebDeps, 'passback' | 'render'>): CourseHandler {
  return async (context, req, res) => {
    const runId = parseRunId(req.params);
    const query = parseInput(studentsQuery, req.query);
    const run = await passback.readRun(context.launch, runId);
    const items = passback.streamRunItems(context.launch, runId, {
      assignmentId: query.assignment ?? null,
      classSourcedId: query.class ?? null,
      problemsOnly: query.show === 'problems',
      outcome: query.outcome,
    });
    const wanted = ofStudent(inSection(items, query.section), query.student);
    const ordered = query.assignment === undefined ? wanted : sortByName(wanted, context.language.tag);
    const page = await takePage(ordered, query.page);
    await render(res, 'runs/students', buildStudents(context, { run, query, ...page }));
  };
}

/** One page from a stream; holds no more than that page, and stops reading one item after it. */
async function takePage(
  items: AsyncIterable<RunItem>,
  page: number,
): Promise<{ readonly items: readonly RunItem[]; readonly more: boolean }> {
  const first = (page - 1) * studentsPageSize;
  const taken: RunItem[] = [];
  let index = 0;
  for await (const item of items) {
    if (taken.length === studentsPageSize) return { items: taken, more: true };
    if (index >= first) taken.push(item);
    index += 1;
  }
  return { items: taken, more: false };
}

/** The students of one assignment, who are few enough to sort, by name. */
async function* sortByName(items: AsyncIterable<RunItem>, language: string): AsyncGenerator<RunItem> {
  const all: RunItem[] = [];
  for await (const item of items) all.push(item);
  const compare = naturalOrder(language);
  const key = ({ studentName, studentSisId }: RunItem): string => `${studentName} ${studentSisId ?? ''}`;
  yield* all.sort((one, other) => compare(key(one), key(other)));
}

/** The items of a section without a SIS id, which no class tells apart; all items if no section is given. */
async function* inSection(
  items: AsyncIterable<RunItem>,
  section: string | undefined,
): AsyncGenerator<RunItem> {
  for await (const item of items) {
    if (section === undefined || (item.classSourcedId === null && item.sectionName === section)) yield item;
  }
}

/** The grades of one student, or all if none is named. */
async function* ofStudent(
  items: AsyncIterable<RunItem>,
  student: string | undefined,
): AsyncGenerator<RunItem> {
  for await (const item of items) {
    if (student === undefined || studentKeyOf(item) === student) yield item;
  }
}
