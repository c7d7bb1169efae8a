import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { byteOrderMark, writeCsvLine } from '../../../csv.ts';
import type { ComparedCell } from '../../../domain/comparison.ts';
import { isPrematureClose } from '../../runs/download-page.ts';
import type { CourseContext, CourseHandler } from '../../ui/course-context.ts';
import { compareCsvQuery, parseInput } from '../../ui/input.ts';
import type { WebDeps } from '../../ui/web-deps.ts';

/** GET /grade-sync/compare.csv: every grade of the course, or of one group, side by side, streamed. */
export function downloadComparison({ passback, clock, onDownload }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const { group } = parseInput(compareCsvQuery, req.query);
    const only = group ?? null;
    const cells = passback.streamComparison(context.launch, only);
    const lines = writeLines(context, cells);
    // What the person may not read is refused as a page, before the file begins.
    const first = await lines.next();
    onDownload(context.launch, { what: 'comparison', only });
    const date = clock().toISOString().slice(0, 10);
    res.attachment(context.t(context.messages.compare.csvName, { date }));
    res.type('text/csv; charset=utf-8');
    try {
      await pipeline(Readable.from(continueWith(first.value ?? '', lines)), res);
    } catch (error) {
      if (!isPrematureClose(error)) throw error;
    }
  };
}

async function* continueWith(first: string, rest: AsyncGenerator<string, undefined>) {
  yield first;
  yield* rest;
}

async function* writeLines(
  { messages, t }: CourseContext,
  cells: AsyncIterable<ComparedCell>,
): AsyncGenerator<string, undefined> {
  const { compare: texts } = messages;
  const head = byteOrderMark + writeCsvLine(Object.values(texts.csvColumns));
  let isFirst = true;
  for await (const cell of cells) {
    const { seen, sentAt } = cell;
    const now = seen === null ? t(texts.unread) : seen === 'absent' ? t(texts.absent) : seen.score;
    const line = writeCsvLine([
      t(texts.groups[cell.group]),
      cell.assignmentName,
      cell.sectionName,
      cell.studentName,
      cell.studentSisId,
      cell.canvas,
      cell.sent,
      sentAt === null ? null : sentAt.toISOString(),
      sentAt === null ? null : now,
      cell.reason === null ? null : t(messages.reasons[cell.reason]),
    ]);
    yield isFirst ? head + line : line;
    isFirst = false;
  }
  if (isFirst) yield head;
}
