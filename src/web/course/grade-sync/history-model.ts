import type { RunSummary } from '../../../domain/run.ts';
import { buildFrame } from '../../ui/frame.ts';
import type { PageModel } from '../../ui/render.ts';
import {
  beginning,
  isOpen,
  nameRequester,
  nameStage,
  shareDone,
  stateTones,
  type Tone,
} from '../../ui/run-words.ts';
import type { Visit } from '../../ui/visit.ts';

/** Runs on one page of History. */
export const historyPageSize = 25;

/** What `views/grade-sync/history.ejs` prints. */
export interface HistoryModel extends PageModel {
  readonly title: string;
  readonly tableLabel: string;
  readonly heads: readonly { readonly label: string; readonly numeric: boolean }[];
  readonly rows: readonly HistoryRow[];
  readonly empty: { readonly title: string; readonly text: string } | null;
  /** True while a run on this page is open: the script reads the page again. */
  readonly live: boolean;
  readonly refresh: { readonly label: string; readonly href: string };
  readonly older: { readonly label: string; readonly href: string } | null;
  readonly newest: { readonly label: string; readonly href: string } | null;
}

interface HistoryRow {
  readonly id: string;
  readonly href: string;
  readonly started: string;
  readonly startedIso: string;
  readonly requestedBy: string;
  /** What kind of run, where it is not a plain post. */
  readonly kind: string | null;
  readonly stage: StageCell;
  readonly status: { readonly label: string; readonly tone: Tone; readonly note: string | null };
  /** Said by screen readers when it changes. */
  readonly announcement: string;
  readonly numbers: readonly { readonly label: string; readonly value: string; readonly alarming: boolean }[];
}

/** A run's stage, with its bar while it is going. */
export interface StageCell {
  readonly of: string;
  readonly name: string;
  readonly bar: { readonly percent: number; readonly label: string } | null;
}

/** The view model of History. `runs` holds one more than a page when there are older ones. */
export function buildHistory(visit: Visit, runs: readonly RunSummary[], before: Date | null): HistoryModel {
  const { texts, say, links } = visit;
  const words = texts.catalogue.history;
  const shown = runs.slice(0, historyPageSize);
  const last = shown.at(-1);
  return {
    frame: buildFrame(texts, links, {
      title: say(words.title),
      layout: 'page',
      tab: 'history',
      scripts: ['live.js'],
    }),
    title: say(words.title),
    tableLabel: say(words.table),
    heads: [
      ...[words.started, words.requestedBy, words.stage, words.status].map((label) => ({
        label,
        numeric: false,
      })),
      ...[words.assignments, words.sent, words.unchanged, words.failed].map((label) => ({
        label,
        numeric: true,
      })),
    ],
    rows: shown.map((run) => buildRow(visit, run)),
    empty: shown.length > 0 ? null : buildEmpty(visit, before),
    live: shown.some(isOpen),
    refresh: { label: say(words.refresh), href: links.history(before ?? undefined) },
    older:
      runs.length > historyPageSize && last
        ? { label: say(words.older), href: links.history(last.createdAt) }
        : null,
    newest: before ? { label: say(words.newest), href: links.history() } : null,
  };
}

function buildEmpty({ texts, say }: Visit, before: Date | null): HistoryModel['empty'] {
  const words = texts.catalogue.history;
  return { title: say(words.emptyTitle), text: say(before ? words.emptyOlder : words.empty) };
}

function buildRow(visit: Visit, run: RunSummary): HistoryRow {
  const { texts, say, formats, links } = visit;
  const { history: words, states, kinds } = texts.catalogue;
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
    requestedBy: nameRequester(visit, run.requestedBy),
    kind: run.kind === 'remaster' || run.kind === 'retry' ? kinds[run.kind] : null,
    stage: buildStage(visit, run),
    status: { label: states[run.state], tone: stateTones[run.state], note: buildStatusNote(visit, run) },
    announcement: say(words.changed, { when: started, state: states[run.state] }),
    numbers: [
      cell(words.assignments, run.assignments),
      cell(words.sent, counts.sent + counts.confirmed),
      cell(words.unchanged, counts.unchanged),
      cell(words.failed, counts.failed, counts.failed > 0),
    ],
  };
}

/** Stage *n of 5* with its name; the bar counts all five stages alike. */
export function buildStage(visit: Visit, run: RunSummary): StageCell {
  const { texts, say, formats } = visit;
  const words = texts.catalogue.history;
  const name = nameStage(visit, run);
  const share = shareDone(run);
  return {
    of: say(words.stageOf, { stage: run.stage }),
    name,
    bar: isOpen(run)
      ? {
          percent: Math.round(share * 100),
          label: say(words.progress, { stage: run.stage, name, percent: formats.percent(share) }),
        }
      : null,
  };
}

/** What stands under a state: the next try, that it waits for another run, that it is being cancelled. */
export function buildStatusNote({ texts, say, formats }: Visit, run: RunSummary): string | null {
  const words = texts.catalogue.history;
  if (!isOpen(run)) return null;
  if (run.cancelRequested) return say(words.cancelling);
  if (run.state === 'queued') return say(words.afterTheOther);
  if (run.state === 'waiting_for_sis' && run.nextAt)
    return say(words.nextTry, { when: formats.time(run.nextAt) });
  return null;
}
