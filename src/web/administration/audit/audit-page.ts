import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { byteOrderMark, writeCsvLine } from '../../../csv.ts';
import { type AuditAction, type AuditRecord, auditActions } from '../../../store/audit.ts';

import { isPrematureClose } from '../../runs/download-page.ts';
import { parseInput } from '../../ui/input.ts';
import type { AdministrationContext, AdministrationHandler } from '../administration-context.ts';
import type { AdminDeps } from '../administration-deps.ts';
import { auditPageSize, buildAudit } from './audit-model.ts';

const auditQuery = z.object({
  action: z.enum(['', ...auditActions]).default(''),
  page: z.string().max(200).optional(),
});

/** GET /administration/audit: who did what, newest first. */
export function showAudit({ audit, render }: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const { action, page } = parseInput(auditQuery, req.query);
    const query = { actions: listActions(action), page: page ?? null, limit: auditPageSize };
    const found = await audit.read(context.institution.id, query);
    const isFirst = page === undefined;
    await render(res, 'administration/audit/audit', buildAudit(context, { ...found, action, isFirst }));
  };
}

/** GET /administration/audit.csv: the whole record, streamed. */
export function downloadAudit({ audit, clock, onDownload }: AdminDeps): AdministrationHandler {
  return async (context, req, res) => {
    const { action } = parseInput(auditQuery, req.query);
    const lines = audit.stream(context.institution.id, listActions(action));
    onDownload(context.launch, { what: 'audit', only: action === '' ? null : action });
    const date = clock().toISOString().slice(0, 10);
    res.attachment(context.t(context.messages.administration.audit.csvName, { date }));
    res.type('text/csv; charset=utf-8');
    try {
      await pipeline(Readable.from(writeLines(context, lines)), res);
    } catch (error) {
      // A person who stopped the download has not met an error.
      if (!isPrematureClose(error)) throw error;
    }
  };
}

const listActions = (action: AuditAction | ''): readonly AuditAction[] => (action === '' ? [] : [action]);

async function* writeLines(
  { messages }: AdministrationContext,
  lines: AsyncIterable<AuditRecord>,
): AsyncGenerator<string> {
  yield byteOrderMark + writeCsvLine(Object.values(messages.administration.audit.csvColumns));
  for await (const { at, action, actor, outcome, code, courseId, runId, facts } of lines) {
    yield writeCsvLine([
      at.toISOString(),
      action,
      actor.kind,
      actor.id,
      actor.role,
      outcome,
      code,
      courseId,
      runId,
      JSON.stringify(facts),
    ]);
  }
}
