import type { CourseRun } from '../../../passback/runs/institution-runs.ts';
import type { PageModel } from '../../ui/render.ts';
import { beginning, nameRequester, stateTones, type Tone } from '../../ui/run-words.ts';
import { buildAdminFrame } from '../admin-frame.ts';
import type { AdminVisit } from '../admin-visit.ts';
import { offeredStates, type RunsQuery, stateGroups } from './runs-query.ts';

/** Runs on one page. */
export const runsPageSize = 50;

/** What `views/admin/runs.ejs` prints. */
export interface RunsModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  readonly filter: {
    readonly action: string;
    readonly label: string;
    readonly state: {
      readonly label: string;
      readonly value: string;
      readonly options: readonly { readonly value: string; readonly label: string }[];
    };
    readonly course: { readonly label: string; readonly value: string };
    readonly from: { readonly label: string; readonly value: string };
    readonly until: { readonly label: string; readonly value: string };
    readonly submit: string;
    readonly clear: { readonly label: string; readonly href: string } | null;
  };
  readonly count: string;
  readonly tableLabel: string;
  readonly heads: readonly { readonly label: string; readonly numeric: boolean }[];
  readonly rows: readonly RunRow[];
  readonly empty: string | null;
  readonly previous: { readonly label: string; readonly href: string } | null;
  readonly next: { readonly label: string; readonly href: string } | null;
}

interface RunRow {
  readonly href: string;
  readonly course: string;
  readonly started: string;
  readonly startedIso: string;
  readonly requestedBy: string;
  readonly status: { readonly label: string; readonly tone: Tone; readonly note: string | null };
  readonly numbers: readonly { readonly label: string; readonly value: string; readonly alarming: boolean }[];
}

export function buildRuns(
  visit: AdminVisit,
  query: RunsQuery,
  { runs, total }: { readonly runs: readonly CourseRun[]; readonly total: number },
): RunsModel {
  const { texts, say, links } = visit;
  const words = texts.catalogue.admin.runs;
  const { history, states } = texts.catalogue;
  const pageLink = (page: number): string => links.runs({ ...keepFilter(query), page: String(page) });
  const isFiltered = Object.keys(keepFilter(query)).length > 0;
  return {
    frame: buildAdminFrame(visit, { title: say(words.title), tab: 'runs' }),
    title: say(words.title),
    lead: say(words.lead),
    filter: {
      action: links.runs(),
      label: say(words.filter),
      state: {
        label: say(words.state),
        value: query.state,
        options: [
          { value: '', label: say(words.allStates) },
          ...stateGroups.map((group) => ({ value: group, label: say(words.groups[group]) })),
          ...offeredStates.map((state) => ({ value: state, label: say(states[state]) })),
        ],
      },
      course: { label: say(words.course), value: query.course },
      from: { label: say(words.from), value: query.from },
      until: { label: say(words.until), value: query.until },
      submit: say(words.submit),
      clear: isFiltered ? { label: say(words.clear), href: links.runs() } : null,
    },
    count: say(words.count, { count: total }),
    tableLabel: say(words.table),
    heads: [
      ...[words.course, history.started, history.requestedBy, history.status].map((label) => ({
        label: say(label),
        numeric: false,
      })),
      ...[history.sent, history.unchanged, history.failed].map((label) => ({
        label: say(label),
        numeric: true,
      })),
    ],
    rows: runs.map((one) => buildRow(visit, one)),
    empty: runs.length > 0 ? null : say(isFiltered ? words.noneFound : words.none),
    previous: query.page > 1 ? { label: say(words.previous), href: pageLink(query.page - 1) } : null,
    next:
      query.page * runsPageSize < total ? { label: say(words.next), href: pageLink(query.page + 1) } : null,
  };
}

/** The parts of the filter that are set. */
function keepFilter({ page: _page, ...filter }: RunsQuery): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
}

function buildRow(visit: AdminVisit, { run, courseTitle }: CourseRun): RunRow {
  const { texts, say, formats, links } = visit;
  const { states, history, kinds, errors } = texts.catalogue;
  const { counts, problem } = run;
  const number = (label: string, value: number, alarming = false): RunRow['numbers'][number] => ({
    label: say(label),
    value: formats.number(value),
    alarming,
  });
  const kind = run.kind === 'remaster' || run.kind === 'retry' ? ` · ${kinds[run.kind]}` : '';
  return {
    href: links.run(run.id),
    course: courseTitle || say(texts.catalogue.admin.runs.untitled),
    started: formats.dateTime(beginning(run)),
    startedIso: beginning(run).toISOString(),
    requestedBy: nameRequester(visit, run.requestedBy) + kind,
    status: {
      label: states[run.state],
      tone: stateTones[run.state],
      note: problem === null ? null : say(errors[problem.code].title),
    },
    numbers: [
      number(history.sent, counts.sent + counts.confirmed),
      number(history.unchanged, counts.unchanged),
      number(history.failed, counts.failed, counts.failed > 0),
    ],
  };
}
