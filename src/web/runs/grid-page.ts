import type { RunSummary } from '../../domain/run.ts';
import type { CourseContext, CourseHandler } from '../ui/course-context.ts';
import { beginning, type Tone } from '../ui/describe-run.ts';
import { naturalOrder } from '../ui/formats.ts';
import { buildFrame } from '../ui/frame.ts';
import { gridQuery, parseInput, parseRunId } from '../ui/input.ts';
import type { PageModel } from '../ui/render.ts';
import type { WebDeps } from '../ui/web-deps.ts';
import { type GridStudent, type RunGrid, readRunGrid } from './run-grid.ts';

/** Rows of a page. */
export const gridStudents = 200;
/** Coloured areas take at most this many characters; beyond it the signs stand alone. */
const maxAreas = 60_000;

/** In pixels. `row` and `column` are of one cell. */
const size = { row: 16, column: 14, names: 190, heads: 136, right: 80 } as const;
/** Characters of a name for which there is room. */
const shown = { student: 24, assignment: 24 } as const;

/** What `views/runs/grid.ejs` prints. */
interface GridModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  readonly crumbs: {
    readonly label: string;
    readonly history: string;
    readonly historyHref: string;
    readonly run: string;
    readonly runHref: string;
  };
  readonly empty: string | null;
  readonly legendTitle: string;
  readonly legend: readonly {
    readonly sign: string;
    readonly tone: Tone;
    readonly label: string;
    readonly count: string;
    readonly href: string;
  }[];
  readonly label: string;
  readonly keys: string;
  readonly none: string;
  readonly size: typeof size & { readonly width: number; readonly height: number };
  readonly columns: readonly GridHead[];
  readonly rows: readonly (GridHead & { readonly signs: string })[];
  readonly areas: readonly { readonly tone: Tone; readonly path: string }[];
  readonly previous: { readonly label: string; readonly href: string } | null;
  readonly next: { readonly label: string; readonly href: string } | null;
}

interface GridHead {
  readonly text: string;
  /** The whole name and, of a student, how much needs somebody. */
  readonly label: string;
  /** Part of the query of the list behind it, relative to this page: 350 whole addresses would double its size. */
  readonly query: string;
}

/** GET /grade-sync/runs/:runId/grid: the run at a glance, as an image of signs whose heads are links. */
export function showGrid({ passback, render }: Pick<WebDeps, 'passback' | 'render'>): CourseHandler {
  return async (context, req, res) => {
    const runId = parseRunId(req.params);
    const { page } = parseInput(gridQuery, req.query);
    const run = await passback.readRun(context.launch, runId);
    const all = { assignmentId: null, classSourcedId: null, problemsOnly: false };
    const items = passback.streamRunItems(context.launch, runId, all);
    const grid = await readRunGrid(items, naturalOrder(context.language.tag));
    await render(res, 'runs/grid', buildGrid(context, run, grid, page));
  };
}

function buildGrid(context: CourseContext, run: RunSummary, grid: RunGrid, page: number): GridModel {
  const { messages, t, formats, links } = context;
  const texts = messages.run.grid;
  const first = (page - 1) * gridStudents;
  const students = grid.students.slice(first, first + gridStudents);
  const turn = (to: number): string => links.grid(run.id, to === 1 ? {} : { page: String(to) });
  const title = t(texts.title);
  return {
    frame: buildFrame(context, { title, layout: 'page', tab: 'history', scripts: ['runs/grid.js'] }),
    title,
    lead: t(texts.lead),
    crumbs: {
      label: t(messages.run.crumbs),
      history: t(messages.history.title),
      historyHref: links.history(),
      run: t(messages.run.title, { when: formats.dateTime(beginning(run)) }),
      runHref: links.run(run.id),
    },
    empty: students.length === 0 ? t(messages.run.studentsNone) : null,
    legendTitle: t(texts.legend),
    legend: grid.outcomes.map(({ outcome, sign, tone, count }) => ({
      sign,
      tone,
      label: messages.itemOutcomes[outcome],
      count: formats.number(count),
      href: links.students(run.id, { outcome }),
    })),
    label: t(texts.label, {
      students: t(texts.students, { count: students.length }),
      assignments: t(texts.assignments, { count: grid.assignments.length }),
    }),
    keys: t(texts.keys),
    none: t(texts.none),
    size: {
      ...size,
      width: size.names + grid.assignments.length * size.column + size.right,
      height: size.heads + students.length * size.row,
    },
    columns: grid.assignments.map(({ id, name }) => ({
      text: cut(name, shown.assignment),
      label: name,
      query: new URLSearchParams({ assignment: id }).toString(),
    })),
    rows: students.map((student) => buildRow(context, student)),
    areas: paintAreas(grid, students),
    previous: page > 1 ? { label: t(messages.run.previous), href: turn(page - 1) } : null,
    next:
      grid.students.length > first + gridStudents
        ? { label: t(messages.run.next), href: turn(page + 1) }
        : null,
  };
}

function buildRow(
  { messages, t }: CourseContext,
  { key, name, sisId, signs, problems }: GridStudent,
): GridModel['rows'][number] {
  const { run } = messages;
  const whole = name || sisId || t(run.unnamed);
  return {
    text: cut(whole, shown.student),
    label: problems === 0 ? whole : t(run.grid.problems, { name: whole, count: problems }),
    query: new URLSearchParams({ student: key }).toString(),
    signs,
  };
}

const cut = (text: string, length: number): string => {
  const letters = [...text];
  return letters.length <= length ? text : `${letters.slice(0, length - 1).join('')}…`;
};

/** One path for each tone but the neutral one: every stretch of a row in one colour is a rectangle. */
function paintAreas({ outcomes }: RunGrid, students: readonly GridStudent[]): GridModel['areas'] {
  const toneOf = new Map(outcomes.map(({ sign, tone }) => [sign, tone]));
  const paths = new Map<Tone, string[]>();
  students.forEach(({ signs }, row) => {
    for (let at = 0; at < signs.length; ) {
      const tone = toneOf.get(signs[at] ?? ' ') ?? 'neutral';
      let end = at + 1;
      while (end < signs.length && (toneOf.get(signs[end] ?? ' ') ?? 'neutral') === tone) end += 1;
      if (tone !== 'neutral') {
        const parts = paths.get(tone) ?? [];
        parts.push(`M${at} ${row}h${end - at}`);
        paths.set(tone, parts);
      }
      at = end;
    }
  });
  const areas = [...paths].map(([tone, parts]) => ({ tone, path: parts.join('') }));
  const length = areas.reduce((sum, { path }) => sum + path.length, 0);
  return length > maxAreas ? [] : areas;
}
