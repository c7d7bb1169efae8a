import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { byteOrderMark, writeCsvLine } from '../../../../csv.ts';
import type { RunItem } from '../../../../domain/run.ts';
import { parseInput, parseRunId, runQuery } from '../../../ui/input.ts';
import { beginning } from '../../../ui/run-words.ts';
import type { Visit, VisitHandler } from '../../../ui/visit.ts';
import type { WebDeps } from '../../../ui/web-deps.ts';
import { describeReason, describeStatus } from './item-words.ts';

/** GET /grade-sync/runs/:runId/grades.csv: every item of the run, streamed. */
export function downloadRun({ passback }: Pick<WebDeps, 'passback'>): VisitHandler {
  return async (visit, req, res) => {
    const runId = parseRunId(req.params);
    const { show } = parseInput(runQuery, req.query);
    const run = await passback.readRun(visit.launch, runId);
    const items = passback.streamRunItems(visit.launch, runId, {
      assignmentId: null,
      classSourcedId: null,
      problemsOnly: show === 'problems',
    });
    const date = beginning(run).toISOString().slice(0, 10);
    res.attachment(visit.say(visit.texts.catalogue.run.csvName, { date }));
    res.type('text/csv; charset=utf-8');
    try {
      await pipeline(Readable.from(writeLines(visit, items)), res);
    } catch (error) {
      // Someone who stopped the download has not met an error. Anything else has broken the transfer off, so that the
      // browser shows a failed download instead of a file that looks whole.
      if (!isPrematureClose(error)) throw error;
    }
  };
}

/** What `pipeline` throws when the other side closes (Node's `stream` documentation). */
export function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

async function* writeLines(visit: Visit, items: AsyncIterable<RunItem>): AsyncGenerator<string> {
  const columns = visit.texts.catalogue.run.csvColumns;
  yield byteOrderMark + writeCsvLine(Object.values(columns));
  for await (const item of items) {
    yield writeCsvLine([
      item.assignmentName,
      item.sectionName,
      item.classSourcedId,
      item.studentName,
      item.studentSisId,
      item.score,
      item.scoreStatus === null ? null : describeStatus(visit, item),
      visit.texts.catalogue.itemOutcomes[item.outcome],
      describeReason(visit, item),
      item.sisMessage,
    ]);
  }
}
