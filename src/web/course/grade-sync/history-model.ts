import type { RunSummary } from '../../../domain/run.ts';
import { buildStage, buildStatusNote, type StageCell } from '../../runs/stages.ts';
import type { CourseContext } from '../../ui/course-context.ts';
import { beginning, isOpen, nameRequester, nameState, stateTones, type Tone } from '../../ui/describe-run.ts';
import { buildFrame } from '../../ui/frame.ts';
import type { PageModel } from '../../ui/render.ts';

/** Runs per page of History. */
export const historyPageSize = 25;

/** What `views/course/grade-sync/history.ejs` prints. */
export interface HistoryModel extends PageModel {
  readonly title: string;
  readonly tableLabel: string;
  readonly heads: readonly { readonly label: string; readonly numeric: boolean }[];
  readonly rows: readonly HistoryRow[];
  readonly empty: { readonly title: string; readonly text: string } | null;
  /** True while a run on this page is open: the script reloads the page. */
  readonly live: boolean;
  readonly refresh: { readonly label: string; readonly href: string };
  readonly summary: { readonly label: string; readonly href: string };
  readonly older: { readonly label: string; readonly href: string } | null;
  readonly newest: { readonly label: string; readonly href: string } | null;
}

interface HistoryRow {
  readonly id: string;
  readonly href: string;
  readonly started: string;
  readonly startedIso: string;
  readonly requestedBy: string;
  /** What kind of run, if it is not a plain post. */
  readonly kind: string | null;
  readonly stage: StageCell;
  readonly status: { readonly label: string; readonly tone: Tone; readonly note: string | null };
  /** Read out by screen readers when it changes. */
  readonly announcement: string;
  readonly numbers: readonly { readonly label: string; readonly value: string; readonly alarming: boolean }[];
}

/** The view model of History. `runs` holds one more than a page if there are older ones. */
export function buildHistory(
  context: CourseContext,
  runs: readonly RunSummary[],
  before: Date | null,
): HistoryModel {
  const { messages, t, links } = context;
  const texts = messages.history;
  const shown = runs.slice(0, historyPageSize);
  const last = shown.at(-1);
  return {
    frame: buildFrame(context, {
      title: t(texts.title),
      layout: 'page',
      tab: 'history',
      scripts: ['runs/live.js'],
    }),
    title: t(texts.title),
    tableLabel: t(texts.table),
    heads: [
      ...[texts.started, texts.requestedBy, texts.stage, texts.status].map((label) => ({
        label,
        numeric: false,
      })),
      ...[texts.assignments, texts.sent, texts.unchanged, texts.failed].map((label) => ({
        label,
        numeric: true,
      })),
    ],
    rows: shown.map((run) => buildRow(context, run)),
    empty: shown.length > 0 ? null : buildEmpty(context, before),
    live: shown.some(isOpen),
    refresh: { label: t(texts.refresh), href: links.history(before ?? undefined) },
    summary: { label: t(messages.summary.link), href: links.summary },
    older:
      runs.length > historyPageSize && last
        ? { label: t(texts.older), href: links.history(last.createdAt) }
        : null,
    newest: before ? { label: t(texts.newest), href: links.history() } : null,
  };
}

function buildEmpty({ messages, t }: CourseContext, before: Date | null): HistoryModel['empty'] {
  const texts = messages.history;
  return { title: t(texts.emptyTitle), text: t(before ? texts.emptyOlder : texts.empty) };
}

function buildRow(context: CourseContext, run: RunSummary): HistoryRow {
  const { messages, t, formats, links } = context;
  const { history: texts, kinds } = messages;
  const started = formats.dateTime(beginning(run));
  const { counts } = run;
  const cell = (label: string, value: number, alarming = false): HistoryRow['numbers'][number] => ({
    label,
    value: formats.number(value),
    alarming,
  });
  return {
    id: run.id,
    href: links.run(run.id),
    started,
    startedIso: beginning(run).toISOString(),
    requestedBy: nameRequester(context, run.requestedBy),
    kind: run.kind === 'post' || run.kind === 'nightly' ? null : t(kinds[run.kind]),
    stage: buildStage(context, run),
    status: {
      label: nameState(context, run),
      tone: stateTones[run.state],
      note: buildStatusNote(context, run),
    },
    announcement: t(texts.changed, { when: started, state: nameState(context, run) }),
    numbers:
      run.kind === 'compare'
        ? [texts.assignments, texts.sent, texts.unchanged, texts.failed].map(noNumber)
        : [
            cell(texts.assignments, run.assignments),
            cell(texts.sent, counts.sent + counts.confirmed),
            cell(texts.unchanged, counts.unchanged),
            cell(texts.failed, counts.failed, counts.failed > 0),
          ],
  };
}

/** A comparison sends nothing. */
function noNumber(label: string): HistoryRow['numbers'][number] {
  return { label, value: '–', alarming: false };
}
