import type { CourseRun } from '../../../passback/runs/institution-runs.ts';
import { describeFindings } from '../../runs/stages.ts';
import { beginning, nameRequester, nameState, stateTones, type Tone } from '../../ui/describe-run.ts';
import type { PageModel } from '../../ui/render.ts';
import type { AdministrationContext } from '../administration-context.ts';
import { buildAdminFrame } from '../administration-frame.ts';
import { offeredStates, type RunsQuery, stateGroups } from './runs-query.ts';

/** Runs per page. */
export const runsPageSize = 50;

/** What `views/administration/runs/runs.ejs` prints. */
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
  context: AdministrationContext,
  query: RunsQuery,
  { runs, total }: { readonly runs: readonly CourseRun[]; readonly total: number },
): RunsModel {
  const { messages, t, links } = context;
  const texts = messages.administration.runs;
  const { history, states } = messages;
  const pageLink = (page: number): string => links.runs({ ...keepFilter(query), page: String(page) });
  const isFiltered = Object.keys(keepFilter(query)).length > 0;
  return {
    frame: buildAdminFrame(context, { title: t(texts.title), tab: 'runs' }),
    title: t(texts.title),
    lead: t(texts.lead),
    filter: {
      action: links.runs(),
      label: t(texts.filter),
      state: {
        label: t(texts.state),
        value: query.state,
        options: [
          { value: '', label: t(texts.allStates) },
          ...stateGroups.map((group) => ({ value: group, label: t(texts.groups[group]) })),
          ...offeredStates.map((state) => ({ value: state, label: t(states[state]) })),
        ],
      },
      course: { label: t(texts.course), value: query.course },
      from: { label: t(texts.from), value: query.from },
      until: { label: t(texts.until), value: query.until },
      submit: t(texts.submit),
      clear: isFiltered ? { label: t(texts.clear), href: links.runs() } : null,
    },
    count: t(texts.count, { count: total }),
    tableLabel: t(texts.table),
    heads: [
      ...[texts.course, history.started, history.requestedBy, history.status].map((label) => ({
        label: t(label),
        numeric: false,
      })),
      ...[history.sent, history.unchanged, history.failed].map((label) => ({
        label: t(label),
        numeric: true,
      })),
    ],
    rows: runs.map((one) => buildRow(context, one)),
    empty: runs.length > 0 ? null : t(isFiltered ? texts.noneFound : texts.none),
    previous: query.page > 1 ? { label: t(texts.previous), href: pageLink(query.page - 1) } : null,
    next: query.page * runsPageSize < total ? { label: t(texts.next), href: pageLink(query.page + 1) } : null,
  };
}

/** The parts of the filter that are set. */
function keepFilter({ page: _page, ...filter }: RunsQuery): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== ''));
}

function buildRow(context: AdministrationContext, { run, courseTitle }: CourseRun): RunRow {
  const { messages, t, formats, links } = context;
  const { history, kinds, errors } = messages;
  const { counts, problem } = run;
  const number = (label: string, value: number, alarming = false): RunRow['numbers'][number] => ({
    label: t(label),
    value: formats.number(value),
    alarming,
  });
  const kind = run.kind === 'post' || run.kind === 'nightly' ? '' : ` · ${t(kinds[run.kind])}`;
  const note = problem === null ? null : t(errors[problem.code].title);
  return {
    href: links.run(run.id),
    course: courseTitle || t(messages.administration.runs.untitled),
    started: formats.dateTime(beginning(run)),
    startedIso: beginning(run).toISOString(),
    requestedBy: nameRequester(context, run.requestedBy) + kind,
    status: {
      label: nameState(context, run),
      tone: stateTones[run.state],
      note: note ?? (run.findings && describeFindings(context, run.findings)),
    },
    numbers: [
      number(history.sent, counts.sent + counts.confirmed),
      number(history.unchanged, counts.unchanged),
      number(history.failed, counts.failed, counts.failed > 0),
    ],
  };
}
