import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { byteOrderMark, writeCsvLine } from '../../../csv.ts';
import { type AuditAction, type AuditRecord, auditActions } from '../../../store/audit.ts';

import { isPrematureClose } from '../../course/grade-sync/runs/download-page.ts';
import { parseInput } from '../../ui/input.ts';
import type { AdminDeps } from '../admin-deps.ts';
import type { AdminHandler, AdminVisit } from '../admin-visit.ts';
import { auditPageSize, buildAudit } from './audit-model.ts';

const auditQuery = z.object({
  action: z.enum(['', ...auditActions]).default(''),
  page: z.string().max(200).optional(),
});

/** GET /administration/audit: who did what, newest first. */
export function showAudit({ audit, render }: AdminDeps): AdminHandler {
  return async (visit, req, res) => {
    const { action, page } = parseInput(auditQuery, req.query);
    const query = { actions: listActions(action), page: page ?? null, limit: auditPageSize };
    const found = await audit.read(visit.institution.id, query);
    const isFirst = page === undefined;
    await render(res, 'admin/audit', buildAudit(visit, { ...found, action, isFirst }));
  };
}

/** GET /administration/audit.csv: the whole record, streamed. */
export function downloadAudit({ audit, clock }: AdminDeps): AdminHandler {
  return async (visit, req, res) => {
    const { action } = parseInput(auditQuery, req.query);
    const lines = audit.stream(visit.institution.id, listActions(action));
    const date = clock().toISOString().slice(0, 10);
    res.attachment(visit.say(visit.texts.catalogue.admin.audit.csvName, { date }));
    res.type('text/csv; charset=utf-8');
    try {
      await pipeline(Readable.from(writeLines(visit, lines)), res);
    } catch (error) {
      // Somebody who stopped the download has not met an error.
      if (!isPrematureClose(error)) throw error;
    }
  };
}

const listActions = (action: AuditAction | ''): readonly AuditAction[] => (action === '' ? [] : [action]);

async function* writeLines({ texts }: AdminVisit, lines: AsyncIterable<AuditRecord>): AsyncGenerator<string> {
  yield byteOrderMark + writeCsvLine(Object.values(texts.catalogue.admin.audit.csvColumns));
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
