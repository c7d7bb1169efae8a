import { limitSections } from '../../domain/reach.ts';
import { ProductError } from '../../errors.ts';
import { forEachConcurrent } from '../delivery/for-each-concurrent.ts';
import { findSettledClasses } from '../mirror/find-settled-classes.ts';
import { readSisClass } from '../mirror/read-sis-class.ts';
import { saveClassReading } from '../mirror/save-class-reading.ts';
import { findRefusedLists } from '../runs/refused-lists.ts';
import type { RunContext } from '../runs/run-context.ts';
import { done, resultOfFailure, type StageResult } from '../runs/stage-result.ts';

/** Each class takes several requests; the connection's concurrency limit holds them back. */
const classesAtOnce = 4;

/**
 * Stage 2: takes a snapshot of each class within reach that this run has not read yet. A nightly sync leaves out
 * those of a course that is in order, until it is their turn.
 */
export async function readSis(context: RunContext): Promise<StageResult> {
  const { deps, run, sis, lease } = context;
  const course = await deps.stores.courses.find(run.courseKey);
  if (!course) {
    // Nothing of it was ever sent.
    if (run.kind === 'compare') return done;
    throw new ProductError('internal', { detail: 'stage 2 without a course' });
  }
  const sections = limitSections(run.reach, course.sections);
  const sisIds = [...new Set(sections.flatMap((section) => section.sisId ?? []))];
  const known = await deps.stores.classSnapshots.find(run.institutionId, sisIds);
  const fresh = new Set(
    known.filter(({ runId }) => runId === run._id).map(({ sectionSisId }) => sectionSisId),
  );
  const settled = await findSettledClasses(context, course, known);
  const missing = sisIds.filter((sisId) => !fresh.has(sisId) && !settled.has(sisId));
  let read = sisIds.length - missing.length;
  let result: StageResult = done;
  await forEachConcurrent(missing, classesAtOnce, async (sectionSisId) => {
    const halt = lease.haltRequested();
    if (halt) result = { kind: 'halted', by: halt };
    if (result.kind !== 'done') return false;
    // Taken before reading: what is sent meanwhile must not look missing.
    const readAt = deps.clock();
    const reply = await readSisClass(sis, sectionSisId, lease.signal);
    if (!reply.ok) {
      result = resultOfFailure(reply.failure);
      return false;
    }
    const { institutionId, _id: runId } = run;
    const record = { institutionId, sectionSisId, readAt, runId };
    await saveClassReading(deps.stores, run.courseKey, record, reply.value);
    read += 1;
    if (read < sisIds.length) await context.save({ progress: { done: read, total: sisIds.length } });
    return true;
  });
  if (result.kind === 'done') {
    const refusedLists = await findRefusedLists(context);
    if (refusedLists.length > 0 || run.refusedLists.length > 0) await context.save({ refusedLists });
  }
  return result;
}
