import type { RunLineItem, RunSummary } from '../../../../domain/run.ts';
import type { Alert } from '../../../ui/alert.ts';
import { buildFrame } from '../../../ui/frame.ts';
import type { PageModel } from '../../../ui/render.ts';
import { beginning, isOpen, nameRequester, stateTones, type Tone } from '../../../ui/run-words.ts';
import type { FormToken, Visit } from '../../../ui/visit.ts';
import { buildStage, buildStatusNote, type StageCell } from '../history-model.ts';
import { buildLineItemRow, hasProblems, type LineItemRow } from './line-item-row.ts';
import { buildOutcome } from './outcome-sentences.ts';
import { buildStages, type StageRow } from './stage-rows.ts';

/** What `views/grade-sync/runs/run.ejs` prints. */
export interface RunModel extends PageModel {
  readonly title: string;
  readonly crumbs: { readonly label: string; readonly history: string; readonly href: string };
  readonly requestedBy: string;
  readonly ended: string | null;
  readonly status: { readonly label: string; readonly tone: Tone; readonly note: string | null };
  readonly announcement: string;
  readonly stage: StageCell;
  /** The outcome in plain words. */
  readonly sentences: readonly string[];
  readonly alert: Alert | null;
  readonly live: boolean;
  readonly refresh: { readonly label: string; readonly href: string };
  readonly stagesTitle: string;
  readonly stages: readonly StageRow[];
  readonly countsTitle: string;
  readonly counts: readonly { readonly label: string; readonly value: string; readonly tone: Tone }[];
  readonly formToken: FormToken;
  readonly retry: { readonly label: string; readonly action: string } | null;
  readonly cancel: { readonly label: string; readonly action: string } | null;
  readonly download: { readonly label: string; readonly href: string };
  readonly lineItems: LineItemTable;
  /** Said after links that open a new window. */
  readonly newWindow: string;
}

interface LineItemTable {
  readonly title: string;
  readonly label: string;
  readonly heads: readonly { readonly label: string; readonly numeric: boolean }[];
  readonly rows: readonly LineItemRow[];
  /** Instead of the table, when there is nothing to list. */
  readonly empty: string | null;
  readonly filterLabel: string;
  readonly filters: readonly { readonly label: string; readonly href: string; readonly current: boolean }[];
}

/** The view model of a run's page. */
export function buildRun(
  visit: Visit,
  shown: {
    readonly run: RunSummary;
    readonly lineItems: readonly RunLineItem[];
    readonly show: 'all' | 'problems';
    readonly now: Date;
  },
): RunModel {
  const { run, show } = shown;
  const { texts, say, formats, links } = visit;
  const { run: words, states, kinds, history } = texts.catalogue;
  const open = isOpen(run);
  const when = formats.dateTime(beginning(run));
  const query: Record<string, string> = show === 'all' ? {} : { show };
  return {
    frame: buildFrame(texts, links, {
      title: say(words.title, { when }),
      layout: 'page',
      tab: 'history',
      scripts: ['live.js', 'students.js'],
    }),
    title: say(words.title, { when }),
    crumbs: { label: say(words.crumbs), history: say(history.title), href: links.history() },
    requestedBy:
      run.requestedBy.kind === 'nightly'
        ? say(words.nightlyKind)
        : say(words.requestedBy, { kind: kinds[run.kind], name: nameRequester(visit, run.requestedBy) }),
    ended: run.endedAt ? say(words.ended, { when: formats.dateTime(run.endedAt) }) : null,
    status: { label: states[run.state], tone: stateTones[run.state], note: buildStatusNote(visit, run) },
    announcement: say(history.changed, { when, state: states[run.state] }),
    stage: buildStage(visit, run),
    sentences: buildOutcome(visit, run),
    alert: buildProblem(visit, run),
    live: open,
    refresh: { label: say(words.refresh), href: links.run(run.id, query) },
    stagesTitle: say(words.stages),
    stages: buildStages(visit, run, shown.now),
    countsTitle: say(words.counts),
    counts: buildCounts(visit, run),
    formToken: visit.formToken,
    retry:
      !open && run.counts.failed > 0 ? { label: say(words.retryFailed), action: links.retry(run.id) } : null,
    cancel: open && !run.cancelRequested ? { label: say(words.cancel), action: links.cancel(run.id) } : null,
    download: { label: say(words.download), href: links.csv(run.id, query) },
    lineItems: buildLineItems(visit, run, shown.lineItems, show),
    newWindow: say(texts.catalogue.frame.newWindow),
  };
}

/**
 * Why the run failed or waits, with the reference that is in the log. What the error means for grades on a page of its
 * own is not said here: the run may have sent some before it, and an ended one does not go on.
 */
function buildProblem({ texts, say }: Visit, run: RunSummary): Alert | null {
  const { problem, state } = run;
  if (problem === null) return null;
  const { run: words, errors } = texts.catalogue;
  const text = errors[problem.code];
  const open = isOpen(run);
  const grades = open ? words.problemOpen : words.problemEnded;
  const todo = open ? text.todo : (text.todoEnded ?? text.todo);
  const reference = say(words.problem, { reference: problem.reference });
  return {
    tone: state === 'failed' ? 'error' : 'warning',
    title: say(text.title),
    lines: [`${say(text.happened)} ${say(grades)} ${say(todo)}`, reference],
    link: null,
    folded: null,
  };
}

function buildCounts({ texts, say, formats }: Visit, { counts }: RunSummary): RunModel['counts'] {
  const words = texts.catalogue.run;
  const cell = (label: string, value: number, tone: Tone): RunModel['counts'][number] => ({
    label: say(label),
    value: formats.number(value),
    tone: value === 0 ? 'neutral' : tone,
  });
  return [
    cell(words.eligible, counts.eligible, 'neutral'),
    ...(counts.pending > 0 ? [cell(words.pending, counts.pending, 'info')] : []),
    cell(words.sentCount, counts.sent, 'success'),
    cell(words.confirmedCount, counts.confirmed, 'success'),
    cell(words.unchanged, counts.unchanged, 'neutral'),
    cell(words.heldBack, counts.heldBack, 'warning'),
    cell(words.skipped, counts.skipped, 'warning'),
    cell(words.failed, counts.failed, 'error'),
  ];
}

function buildLineItems(
  visit: Visit,
  run: RunSummary,
  lineItems: readonly RunLineItem[],
  show: 'all' | 'problems',
): LineItemTable {
  const { texts, say, links } = visit;
  const words = texts.catalogue.run;
  const rows = lineItems
    .filter((lineItem) => show === 'all' || hasProblems(lineItem))
    .map((lineItem) => buildLineItemRow(visit, run.id, lineItem, show));
  const nothing = isOpen(run) ? words.noLineItems : words.noneEligible;
  return {
    title: say(words.assignments),
    label: say(words.table),
    heads: [
      ...[words.assignment, words.section, words.outcome].map((label) => ({ label, numeric: false })),
      ...[words.sentCount, words.unchanged, words.heldBack, words.skipped, words.failed].map((label) => ({
        label,
        numeric: true,
      })),
    ],
    rows,
    empty: rows.length > 0 ? null : say(lineItems.length === 0 ? nothing : words.noProblems),
    filterLabel: say(words.filter),
    filters: [
      { label: say(words.all), href: links.run(run.id), current: show === 'all' },
      {
        label: say(words.problemsOnly),
        href: links.run(run.id, { show: 'problems' }),
        current: show === 'problems',
      },
    ],
  };
}
