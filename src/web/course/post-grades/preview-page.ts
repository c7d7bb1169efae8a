import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { byteOrderMark, writeCsvLine } from '../../../csv.ts';
import type { PreviewedGrade } from '../../../domain/preview.ts';
import { isPrematureClose } from '../../runs/download-page.ts';
import type { CourseContext, CourseHandler } from '../../ui/course-context.ts';
import { parseInput, previewQuery } from '../../ui/input.ts';
import type { WebDeps } from '../../ui/web-deps.ts';
import { buildPreview, describeGrade, nameStatus } from './preview-model.ts';

/** GET /post-grades/preview: one page of what the next run would do. */
export function showPreview({ passback, render }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const query = parseInput(previewQuery, req.query);
    const { assignment, ...part } = query;
    const preview = await passback.readPreview(context.launch, {
      ...part,
      assignmentId: assignment ?? null,
    });
    await render(res, 'course/post-grades/preview', buildPreview(context, preview, query));
  };
}

/** GET /post-grades/preview.csv: everything in the preview, streamed. */
export function downloadPreview({ passback, onDownload, clock }: WebDeps): CourseHandler {
  return async (context, req, res) => {
    const { assignment, show, search } = parseInput(previewQuery, req.query);
    const part = { assignmentId: assignment ?? null, show, search };
    const grades = passback.streamPreview(context.launch, part);
    onDownload(context.launch, { what: 'preview', only: show === 'all' ? null : show });
    const date = clock().toISOString().slice(0, 10);
    res.attachment(context.t(context.messages.preview.csvName, { date }));
    res.type('text/csv; charset=utf-8');
    try {
      await pipeline(Readable.from(writeLines(context, grades)), res);
    } catch (error) {
      if (!isPrematureClose(error)) throw error;
    }
  };
}

async function* writeLines(
  context: CourseContext,
  grades: AsyncIterable<PreviewedGrade>,
): AsyncGenerator<string> {
  const { t, messages } = context;
  const { csvColumns, actions, unknown } = messages.preview;
  yield byteOrderMark + writeCsvLine(Object.values(csvColumns));
  for await (const grade of grades) {
    const { holds, sends } = grade;
    const held = holds === 'unknown' ? null : holds;
    yield writeCsvLine([
      grade.assignmentName,
      grade.sectionName,
      grade.studentName,
      grade.studentSisId,
      t(actions[grade.action]),
      held?.score ?? null,
      holds === 'unknown' ? t(unknown) : held && nameStatus(context, held),
      sends?.score ?? null,
      sends && nameStatus(context, sends),
      describeGrade(context, grade),
    ]);
  }
}
