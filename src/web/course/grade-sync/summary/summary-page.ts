import { type CellGroup, type ComparedCell, cellGroups } from '../../../../domain/comparison.ts';
import type { RunSummary } from '../../../../domain/run.ts';
import type { CourseContext, CourseHandler } from '../../../ui/course-context.ts';
import { beginning, nameRequester, nameState } from '../../../ui/describe-run.ts';
import { naturalOrder } from '../../../ui/formats.ts';
import { buildFrame } from '../../../ui/frame.ts';
import type { PageModel } from '../../../ui/render.ts';
import type { WebDeps } from '../../../ui/web-deps.ts';

/** What `views/course/grade-sync/summary/summary.ejs` prints. */
interface SummaryModel extends PageModel {
  readonly title: string;
  readonly course: string;
  readonly crumbs: { readonly label: string; readonly history: string; readonly historyHref: string };
  readonly lead: string;
  readonly sentences: readonly string[];
  readonly print: string;
  readonly tableTitle: string;
  readonly heads: readonly string[];
  readonly rows: readonly SummaryRow[];
  readonly total: SummaryRow;
  readonly empty: string | null;
  readonly syncsTitle: string;
  readonly syncHeads: readonly string[];
  readonly syncs: readonly { readonly when: string; readonly who: string; readonly state: string }[];
}

interface SummaryRow {
  readonly name: string;
  readonly section: string;
  readonly numbers: readonly string[];
}

/** The grades of an assignment in a section, by what is to do with them. */
interface Tally {
  readonly assignment: string;
  readonly section: string;
  readonly counts: Map<CellGroup, number>;
}

const shownSyncs = 5;

/** GET /grade-sync/summary: a course's passback on paper, for a principal: counts alone, no student. */
export function showSummary({ passback, render, clock }: WebDeps): CourseHandler {
  return async (context, _req, res) => {
    const { launch } = context;
    const [tallies, runs, { comparedAt }] = await Promise.all([
      tally(passback.streamComparison(launch, null)),
      passback.readHistory(launch, { limit: shownSyncs, before: null }),
      passback.readComparison(launch, { group: 'in_order', page: 1 }),
    ]);
    const model = buildSummary(context, { tallies, runs, comparedAt, now: clock() });
    await render(res, 'course/grade-sync/summary/summary', model);
  };
}

async function tally(cells: AsyncIterable<ComparedCell>): Promise<readonly Tally[]> {
  const found = new Map<string, Tally>();
  for await (const { assignmentName: assignment, sectionName: section, group } of cells) {
    const key = JSON.stringify([assignment, section]);
    const one = found.get(key) ?? { assignment, section, counts: new Map<CellGroup, number>() };
    one.counts.set(group, (one.counts.get(group) ?? 0) + 1);
    found.set(key, one);
  }
  return [...found.values()];
}

function buildSummary(
  context: CourseContext,
  shown: {
    readonly tallies: readonly Tally[];
    readonly runs: readonly RunSummary[];
    readonly comparedAt: Date | null;
    readonly now: Date;
  },
): SummaryModel {
  const { messages, t, formats, links, course, institution, language } = context;
  const { summary: texts, compare, history } = messages;
  const sums = new Map<CellGroup, number>();
  for (const { counts } of shown.tallies) {
    for (const [group, count] of counts) sums.set(group, (sums.get(group) ?? 0) + count);
  }
  const all = [...sums.values()].reduce((sum, count) => sum + count, 0);
  const inOrder = sums.get('in_order') ?? 0;
  // What is in order comes first; what does not occur is left out.
  const groups = cellGroups.toReversed().filter((group) => group === 'in_order' || sums.has(group));
  const row = (name: string, section: string, counts: ReadonlyMap<CellGroup, number>): SummaryRow => ({
    name,
    section,
    numbers: groups.map((group) => formats.number(counts.get(group) ?? 0)),
  });
  const compareNames = naturalOrder(language.tag);
  const title = t(texts.title);
  return {
    frame: buildFrame(context, { title, layout: 'page', tab: 'history', scripts: ['course/print.js'] }),
    title,
    course: course.title,
    crumbs: {
      label: t(messages.run.crumbs),
      history: t(history.title),
      historyHref: links.history(),
    },
    lead: t(texts.lead, { institution: institution.name, when: formats.dateTime(shown.now) }),
    sentences: [
      t(texts.inOrder, { count: all, inOrder }),
      shown.comparedAt === null
        ? t(texts.neverCompared)
        : t(texts.comparedAt, { when: formats.dateTime(shown.comparedAt) }),
      t(texts.noStudents),
    ],
    print: t(texts.print),
    tableTitle: t(texts.table),
    heads: [t(compare.assignment), t(texts.section), ...groups.map((group) => t(compare.groups[group]))],
    rows: shown.tallies
      .toSorted(
        (one, other) =>
          compareNames(one.assignment, other.assignment) || compareNames(one.section, other.section),
      )
      .map(({ assignment, section, counts }) => row(assignment, section, counts)),
    total: row(t(texts.total), '', sums),
    empty: all === 0 ? t(texts.empty) : null,
    syncsTitle: t(texts.syncs),
    syncHeads: [history.started, history.requestedBy, history.status].map((head) => t(head)),
    syncs: shown.runs.map((run) => ({
      when: formats.dateTime(beginning(run)),
      who: nameRequester(context, run.requestedBy),
      state: nameState(context, run),
    })),
  };
}
