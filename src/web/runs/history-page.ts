import type { Request } from 'express';
import { byteOrderMark, writeCsvLine } from '../../csv.ts';
import type { SeenScore } from '../../domain/cell.ts';
import type { CellDecisionEntry, CellHistory, HistoryEntry } from '../../domain/cell-history.ts';
import type { CourseContext, CourseHandler } from '../ui/course-context.ts';
import { nameRequester } from '../ui/describe-run.ts';
import { buildFrame } from '../ui/frame.ts';
import { cellQuery, parseInput, parseRunId } from '../ui/input.ts';
import { joinQuoted, type Quoted, quote } from '../ui/quoted.ts';
import type { PageModel } from '../ui/render.ts';
import { showNumber } from '../ui/show-score.ts';
import type { WebDeps } from '../ui/web-deps.ts';
import { describeReason } from './describe-item.ts';

/** What `views/runs/history.ejs` prints. */
interface CellHistoryModel extends PageModel {
  readonly title: string;
  readonly lead: string;
  readonly crumbs: { readonly label: string; readonly back: string; readonly href: string };
  readonly now: readonly { readonly label: string; readonly value: string; readonly note: string | null }[];
  readonly tableLabel: string;
  readonly heads: readonly string[];
  readonly rows: readonly HistoryRow[];
  readonly csv: { readonly label: string; readonly href: string };
  readonly empty: string | null;
}

interface HistoryRow {
  readonly at: Date;
  readonly when: string;
  readonly href: string | null;
  readonly who: string;
  readonly what: string;
  readonly before: string;
  readonly after: string;
  readonly result: string;
  readonly reason: string | null;
  readonly sisMessage: Quoted | null;
}

/** GET /grade-sync/grade: everything that is known of one student's grade of one assignment. */
export function showCellHistory({ passback, render }: Pick<WebDeps, 'passback' | 'render'>): CourseHandler {
  return async (context, req, res) => {
    const { cell } = parseInput(cellQuery, req.query);
    const history = await passback.readCellHistory(context.launch, cell);
    const csv = context.links.cellHistoryCsv(cell, findRunId(req));
    await render(res, 'runs/history', buildCellHistory(context, history, csv));
  };
}

/** GET /grade-sync/grade.csv: the same as a file. */
export function downloadCellHistory({
  passback,
  onDownload,
  clock,
}: Pick<WebDeps, 'passback' | 'onDownload' | 'clock'>): CourseHandler {
  return async (context, req, res) => {
    const { cell } = parseInput(cellQuery, req.query);
    const history = await passback.readCellHistory(context.launch, cell);
    onDownload(context.launch, { what: 'history', only: null });
    const { cellHistory: texts } = context.messages;
    const { heads, rows } = buildCellHistory(context, history, '');
    const lines = rows.map(({ at, who, what, before, after, result, reason, sisMessage }) => {
      const why = [reason, sisMessage && joinQuoted(sisMessage)].filter((part) => part !== null).join(' ');
      return writeCsvLine([at.toISOString(), who, what, before, after, result, why || null]);
    });
    res.attachment(context.t(texts.csvName, { date: clock().toISOString().slice(0, 10) }));
    res.type('text/csv; charset=utf-8');
    res.send([byteOrderMark, writeCsvLine([...heads, context.t(texts.reason)]), ...lines].join(''));
  };
}

/** Inside Administration, the run through which the grade is looked at. */
function findRunId({ params }: Request): string | null {
  return 'runId' in params ? parseRunId(params) : null;
}

function buildCellHistory(context: CourseContext, history: CellHistory, csv: string): CellHistoryModel {
  const { messages, t, links } = context;
  const { cellHistory: texts } = messages;
  const { assignmentName: assignment, sectionName: section } = history;
  const student = history.studentName || t(messages.run.unnamed);
  const title = t(texts.title, { student, assignment });
  const rows = [
    ...history.runs.map((entry) => buildRunRow(context, entry)),
    ...history.decisions.map((entry) => buildDecisionRow(context, entry)),
  ].sort((one, other) => other.at.getTime() - one.at.getTime());
  return {
    frame: buildFrame(context, { title, layout: 'page', tab: 'history', scripts: [] }),
    title,
    lead: t(texts.lead, { section: section || t(messages.run.noSection) }),
    crumbs: { label: t(texts.crumbs), back: t(messages.history.title), href: links.history() },
    now: buildNow(context, history),
    tableLabel: t(texts.table),
    heads: [texts.when, texts.who, texts.what, texts.before, texts.after, texts.result].map((text) =>
      t(text),
    ),
    rows,
    csv: { label: t(texts.csv), href: csv },
    empty: rows.length > 0 ? null : t(texts.empty),
  };
}

function buildNow(context: CourseContext, { canvas, sent, seen }: CellHistory): CellHistoryModel['now'] {
  const { messages, t, formats } = context;
  const { cellHistory: texts } = messages;
  const number = (score: number | null | undefined): string =>
    typeof score === 'number' ? formats.number(score) : '–';
  const when = (at: Date): string => formats.dateTime(at);
  const sentNote =
    sent &&
    (sent.confirmedAt === null
      ? t(texts.sentOn, { when: when(sent.at) })
      : t(texts.confirmedOn, { when: when(sent.at), confirmed: when(sent.confirmedAt) }));
  return [
    {
      label: t(texts.canvas),
      value: number(canvas?.score),
      note: canvas?.isHidden === true && canvas.score !== null ? t(texts.hidden) : null,
    },
    { label: t(texts.sent), value: sent ? describeScore(context, sent.score) : '–', note: sentNote },
    {
      label: t(texts.seen),
      value: seen ? describeScore(context, seen.score) : t(texts.unknown),
      note: seen?.at ? t(texts.sentOn, { when: when(seen.at) }) : null,
    },
  ];
}

function buildRunRow(context: CourseContext, entry: HistoryEntry): HistoryRow {
  const { messages, t, formats, links } = context;
  return {
    at: entry.at,
    when: formats.dateTime(entry.at),
    href: links.run(entry.runId),
    who: nameRequester(context, entry.requestedBy),
    what: t(messages.kinds[entry.kind]),
    before: entry.before === null ? '–' : describeScore(context, entry.before),
    after: entry.sends === null ? '–' : describeScore(context, entry.sends),
    result: messages.itemOutcomes[entry.outcome],
    reason: describeReason(context, entry),
    sisMessage: entry.sisMessage === null ? null : quote(t, messages.run.sisMessage, entry.sisMessage),
  };
}

function buildDecisionRow(context: CourseContext, { how, by, at, seen }: CellDecisionEntry): HistoryRow {
  const { messages, t, formats } = context;
  return {
    at,
    when: formats.dateTime(at),
    href: null,
    who: by.trim() || messages.frame.person,
    what: t(messages.cellHistory.decided[how]),
    before: seen === null ? '–' : describeScore(context, seen),
    after: '–',
    result: '–',
    reason: null,
    sisMessage: null,
  };
}

/** A score of the SIS in a teacher's words; a cleared one holds nothing. */
function describeScore(context: CourseContext, score: SeenScore | 'absent' | 'none' | 'unknown'): string {
  const { messages, t } = context;
  const { nothing, unknown } = messages.cellHistory;
  if (score === 'unknown') return t(unknown);
  if (score === 'absent' || score === 'none') return t(nothing);
  if (score.score !== null) return showNumber(context, score.score, score.textScore);
  return score.scoreStatus === 'not submitted' ? t(nothing) : messages.scoreStatuses[score.scoreStatus];
}
