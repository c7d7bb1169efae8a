import { ProductError } from '../../errors.ts';
import { runPool } from '../delivery/for-each-concurrent.ts';
import { endForFailure } from '../delivery/sis-failure-end.ts';
import { readSisClass } from '../mirror/read-sis-class.ts';
import type { RunContext } from '../runs/run-context.ts';
import { done, type StageEnd } from '../runs/stage-result.ts';

/** Classes read side by side; each takes several requests, which the connection's limit holds back. */
const classesAtOnce = 4;

/** Stage 2: reads each class of the course's sections that this run has not read yet. */
export async function readSis(context: RunContext): Promise<StageEnd> {
  const { deps, run, sis, lease } = context;
  const course = await deps.stores.courses.find(run.courseKey);
  if (!course) throw new ProductError('internal', { detail: 'stage 2 without a course' });
  const sisIds = [...new Set(course.sections.flatMap((section) => section.sisId ?? []))];
  const known = await deps.stores.classSnapshots.find(run.institutionId, sisIds);
  const fresh = new Set(known.filter((one) => one.runId === run._id).map((one) => one.sectionSisId));
  const missing = sisIds.filter((sisId) => !fresh.has(sisId));
  let read = fresh.size;
  let end: StageEnd = done;
  await runPool(missing, classesAtOnce, async (sectionSisId) => {
    const halt = lease.haltRequested();
    if (halt) end = { kind: 'halted', by: halt };
    if (end.kind !== 'done') return false;
    // Before the reading: what is sent meanwhile must not look lost.
    const readAt = deps.clock();
    const reply = await readSisClass(sis, sectionSisId, lease.signal);
    if (!reply.ok) {
      end = endForFailure(reply.failure);
      return false;
    }
    const { institutionId, _id: runId } = run;
    await deps.stores.classSnapshots.save({
      institutionId,
      sectionSisId,
      readAt,
      runId,
      snapshot: reply.value,
    });
    read += 1;
    await context.save({ progress: { done: read, total: sisIds.length } });
    return true;
  });
  return end;
}
