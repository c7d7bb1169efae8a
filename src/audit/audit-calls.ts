import type { CourseCategories } from '../domain/categories/category-page.ts';
import type { LaunchContext } from '../domain/launch-context.ts';
import type { RunRequestReceipt } from '../domain/run.ts';
import { toProductError } from '../errors.ts';
import type { Passback } from '../passback/passback.ts';
import type { NightlySchedule } from '../passback/schedule/nightly-schedule.ts';
import type { AuditActor } from '../store/audit.ts';
import type { Audit, AuditLine } from './create-audit.ts';

/** The person of a launch, as the audit record names them. */
export function personOf({ person }: LaunchContext): AuditActor {
  return { kind: 'person', id: person.ltiUserId, role: person.role };
}

/**
 * Adds an audit line for every run that a person requests, retries, confirms or cancels, for every preview and
 * comparison with the SIS, and for every decision about a difference or an adoption, refusals included (S50). Each
 * method is named, so that a new one cannot be forgotten.
 */
export function auditPassback(passback: Passback, audit: Audit): Passback {
  const { readPostGrades, readHistory, readRun, readRunLineItems, streamRunItems } = passback;
  const { readComparison, streamComparison, streamPreview } = passback;
  const { readCellHistory } = passback;
  return {
    readPostGrades,
    readHistory,
    readRun,
    readRunLineItems,
    streamRunItems,
    readComparison,
    streamComparison,
    readCellHistory,
    streamPreview,
    async readPreview(launch, part) {
      const preview = await passback.readPreview(launch, part);
      // Turning its pages is the same look.
      if (part.page === 1) await audit.record(startLine(launch, 'previewed', { show: part.show }));
      return preview;
    },
    async compareWithSis(launch) {
      const line = startLine(launch, 'compared', {});
      const receipt = await observe(audit, line, () => passback.compareWithSis(launch));
      await recordReceipt(audit, line, receipt);
      return receipt;
    },
    async decideCells(launch, decision) {
      const cells = decision.cellId === null ? decision.group : 1;
      const line =
        decision.how === 'accept'
          ? startLine(launch, 'difference_accepted', { cells })
          : startLine(launch, 'run_requested', { kind: 'repair', cells });
      const receipt = await observe(audit, line, () => passback.decideCells(launch, decision));
      if (receipt) await recordReceipt(audit, line, receipt);
      else if (decision.how === 'accept') await audit.record(line);
      return receipt;
    },
    async repairLineItem(launch, id) {
      const line = startLine(launch, 'run_requested', { kind: 'repair', assignments: 1 });
      const receipt = await observe(audit, line, () => passback.repairLineItem(launch, id));
      if (receipt) await recordReceipt(audit, line, receipt);
      return receipt;
    },
    async acceptLineItem(launch, id) {
      const line = startLine(launch, 'difference_accepted', { assignments: 1 });
      const isKept = await observe(audit, line, () => passback.acceptLineItem(launch, id));
      if (isKept) await audit.record(line);
      return isKept;
    },
    async adopt(launch, assignmentIds, signal) {
      const line = startLine(launch, 'line_items_adopted', { assignments: assignmentIds.length });
      const summary = await observe(audit, line, () => passback.adopt(launch, assignmentIds, signal));
      await audit.record({ ...line, facts: { ...summary } });
      return summary;
    },
    async requestRun(launch, request) {
      const { kind, selection } = request;
      const assignments = selection.kind === 'all' ? 'all' : selection.ids.length;
      const line = startLine(launch, 'run_requested', { kind, assignments });
      const receipt = await observe(audit, line, () => passback.requestRun(launch, request));
      await recordReceipt(audit, line, receipt);
      return receipt;
    },
    async retryFailed(launch, runId) {
      const line = startLine(launch, 'run_requested', { kind: 'retry', of: runId });
      const receipt = await observe(audit, line, () => passback.retryFailed(launch, runId));
      await recordReceipt(audit, line, receipt);
      return receipt;
    },
    async undoRun(launch, runId) {
      const line = startLine(launch, 'run_requested', { kind: 'undo', of: runId });
      const receipt = await observe(audit, line, () => passback.undoRun(launch, runId));
      await recordReceipt(audit, line, receipt);
      return receipt;
    },
    async cancelRun(launch, runId) {
      const line = startLine(launch, 'run_cancelled', {});
      await observe(audit, { ...line, runId }, () => passback.cancelRun(launch, runId));
      await audit.record({ ...line, runId });
    },
    async confirmRun(launch, runId) {
      const line = startLine(launch, 'run_confirmed', {});
      await observe(audit, { ...line, runId }, () => passback.confirmRun(launch, runId));
      await audit.record({ ...line, runId });
    },
  };
}

/** Adds an audit line when a person saves the categories of a course. */
export function auditCategories(categories: CourseCategories, audit: Audit): CourseCategories {
  return {
    read: categories.read,
    async sync(launch, form, signal) {
      const line = startLine(launch, 'categories_saved', {});
      const result = await observe(audit, line, () => categories.sync(launch, form, signal));
      const isSaved = result.kind === 'synced';
      await audit.record({
        ...line,
        ...(isSaved ? { facts: { changes: result.changes } } : { outcome: 'refused', code: 'conflict' }),
      });
      return result;
    },
  };
}

/** Adds an audit line when a nightly sync is switched on or off. *Run now* is recorded by its page. */
export function auditNightly(schedule: NightlySchedule, audit: Audit): NightlySchedule {
  return {
    ...schedule,
    async switchOn(launch, institution) {
      const line = startLine(launch, 'nightly_switched', { on: true });
      await observe(audit, line, () => schedule.switchOn(launch, institution));
      await audit.record(line);
    },
    async switchOff(launch) {
      await schedule.switchOff(launch);
      await audit.record(startLine(launch, 'nightly_switched', { on: false }));
    },
  };
}

function startLine(
  launch: LaunchContext,
  action: AuditLine['action'],
  facts: NonNullable<AuditLine['facts']>,
): AuditLine {
  const { institutionId, course } = launch;
  return { institutionId, action, actor: personOf(launch), courseId: course?.contextId ?? null, facts };
}

function recordReceipt(audit: Audit, line: AuditLine, { runId, how }: RunRequestReceipt): Promise<void> {
  return audit.record({ ...line, runId, facts: { ...line.facts, how } });
}

/** Runs `action`; records a refusal and rethrows it. */
async function observe<T>(audit: Audit, line: AuditLine, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    await audit.record({ ...line, outcome: 'refused', code: toProductError(error).code });
    throw error;
  }
}
