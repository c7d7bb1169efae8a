import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { byteOrderMark, writeCsvLine } from '../../csv.ts';
import type { RunItem } from '../../domain/run.ts';
import type { CourseContext, CourseHandler } from '../ui/course-context.ts';
import { beginning } from '../ui/describe-run.ts';
import { parseInput, parseRunId, runQuery } from '../ui/input.ts';
import type { WebDeps } from '../ui/web-deps.ts';
import { describeReason, describeStatus } from './describe-item.ts';

/** GET /grade-sync/runs/:runId/grades.csv: every item of the run, streamed. */
export function downloadRun({
  passback,
  onDownload,
}: Pick<WebDeps, 'passback' | 'onDownload'>): CourseHandler {
  return async (context, req, res) => {
    const runId = parseRunId(req.params);
    const { show } = parseInput(runQuery, req.query);
    const run = await passback.readRun(context.launch, runId);
    const items = passback.streamRunItems(context.launch, runId, {
      assignmentId: null,
      classSourcedId: null,
      problemsOnly: show === 'problems',
    });
    onDownload(context.launch, { what: 'run', runId, only: show === 'problems' ? 'problems' : null });
    const date = beginning(run).toISOString().slice(0, 10);
    res.attachment(context.t(context.messages.run.csvName, { date }));
    res.type('text/csv; charset=utf-8');
    try {
      await pipeline(Readable.from(writeLines(context, items)), res);
    } catch (error) {
      // A person who stopped the download has not met an error. Anything else broke the transfer off, so the
      // browser shows a failed download instead of a file that looks complete.
      if (!isPrematureClose(error)) throw error;
    }
  };
}

/** What `pipeline` throws when the other side closes (Node's `stream` documentation). */
export function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

async function* writeLines(context: CourseContext, items: AsyncIterable<RunItem>): AsyncGenerator<string> {
  const columns = context.messages.run.csvColumns;
  yield byteOrderMark + writeCsvLine(Object.values(columns));
  for await (const item of items) {
    yield writeCsvLine([
      item.assignmentName,
      item.sectionName,
      item.classSourcedId,
      item.studentName,
      item.studentSisId,
      item.score,
      item.scoreStatus === null ? null : describeStatus(context, item),
      context.messages.itemOutcomes[item.outcome],
      describeReason(context, item),
      item.sisMessage,
    ]);
  }
}
