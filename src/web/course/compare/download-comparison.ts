import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { byteOrderMark, writeCsvLine } from '../../../csv.ts';
import type { ComparedCell, ComparedLineItem } from '../../../domain/comparison.ts';
import { isPrematureClose } from '../../runs/download-page.ts';
import type { CourseContext, CourseHandler } from '../../ui/course-context.ts';
import { compareCsvQuery, parseInput } from '../../ui/input.ts';
import type { WebDeps } from '../../ui/web-deps.ts';

/** GET /grade-sync/compare.csv: every grade of the course after the assignments that differ, or one group's grades, streamed. */
export function downloadComparison({ passback, clock, onDownload }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const { group } = parseInput(compareCsvQuery, req.query);
    const only = group ?? null;
    const cells = passback.streamComparison(context.launch, only);
    const lineItems =
      only === null
        ? (await passback.readComparison(context.launch, { group: 'changed_in_sis', page: 1 })).lineItems
        : [];
    const lines = writeLines(context, cells, lineItems);
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
  lineItems: readonly ComparedLineItem[],
): AsyncGenerator<string, undefined> {
  const { compare: texts } = messages;
  const head = byteOrderMark + writeCsvLine(Object.values(texts.csvColumns));
  const differing = lineItems.flatMap(({ assignmentName, sectionNames, isMissing, fields }) => {
    const named = [t(texts.lineItems), assignmentName, sectionNames.join(', '), null, null];
    return [
      ...(isMissing ? [[...named, null, null, null, t(texts.absent), t(texts.lineItem)]] : []),
      ...fields.map(({ field, ours, sent, seen }) => [
        ...named,
        ours,
        sent,
        null,
        seen,
        t(texts.details[field]),
      ]),
    ];
  });
  let begin = head + differing.map(writeCsvLine).join('');
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
    yield begin + line;
    begin = '';
  }
  if (begin !== '') yield begin;
}
