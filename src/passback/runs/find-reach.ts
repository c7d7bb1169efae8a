import type { LaunchContext } from '../../domain/launch-context.ts';
import { type Reach, wholeCourse } from '../../domain/reach.ts';
import { ProductError } from '../../errors.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { courseOfLaunch } from './launched-course.ts';

/** Canvas gives a person's own enrollments in one short page. */
const canvasTimeoutMs = 15_000;

/**
 * The part of the launched course that the person may see and send (S60). The launch says so, signed by
 * Canvas; if it does not, the person's own enrollments do, read with their own token. Without an answer
 * nobody is assumed to see the whole course (S33). Administrators, who come from the account, see every
 * section.
 * @throws ProductError `reach_unknown`, `canvas_*`
 */
export async function findReach(
  deps: Pick<PassbackDeps, 'findInstitution' | 'openCanvas'>,
  launch: LaunchContext,
): Promise<Reach> {
  if (launch.placement === 'account_navigation') return wholeCourse;
  if (launch.reach !== null) return launch.reach;
  const institution = await deps.findInstitution(launch.institutionId);
  if (!institution) throw new ProductError('institution_invalid');
  const reader = await deps.openCanvas(institution, courseOfLaunch(launch), launch.person);
  if (reader.rest === null) throw new ProductError('reach_unknown', { next: 'fix' });
  return reader.rest.readOwnReach(AbortSignal.timeout(canvasTimeoutMs));
}
