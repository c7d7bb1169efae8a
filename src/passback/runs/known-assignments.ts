import type { LaunchContext } from '../../domain/launch-context.ts';
import { ProductError } from '../../errors.ts';
import { scopeOfCourse } from '../../store/passback/course-scope.ts';
import { toAgsAssignments } from '../mirror/ags-assignments.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { courseOfLaunch } from './launched-course.ts';

/** A person waits for this. */
const canvasTimeoutMs = 30_000;

/**
 * The ids of the launched course's Sync-to-SIS assignments, those that were sent earlier included: as last read or, if the
 * course was never read, as Canvas has them now. Nobody gets a run by making up an id (S14).
 * @throws ProductError `canvas_*`
 */
export async function findKnownAssignments(
  deps: Pick<PassbackDeps, 'stores' | 'findInstitution' | 'openCanvas'>,
  launch: LaunchContext,
): Promise<ReadonlySet<string>> {
  const course = courseOfLaunch(launch);
  const mirror = await deps.stores.courses.find(course.key);
  if (mirror?.readAt) {
    const sent = await deps.stores.receipts.findLineItems(scopeOfCourse(course));
    return new Set([
      ...mirror.assignments.map(({ id }) => id),
      ...sent.map(({ assignmentId }) => assignmentId),
    ]);
  }
  const institution = await deps.findInstitution(course.institutionId);
  if (!institution) throw new ProductError('institution_invalid');
  const reader = await deps.openCanvas(institution, course, launch.person);
  const signal = AbortSignal.timeout(canvasTimeoutMs);
  const [assignments, lineItems] = await Promise.all([
    reader.rest?.readSisAssignments(signal) ?? [],
    reader.readLineItems(signal),
  ]);
  const ownAssignments = toAgsAssignments(lineItems ?? [], assignments).map(({ assignment }) => assignment);
  return new Set([...assignments, ...ownAssignments].map(({ id }) => id));
}
