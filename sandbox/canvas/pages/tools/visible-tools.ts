import { holdsRequiredPermissions, isVisible } from '../../lti/begin-launch.ts';
import type { Placement } from '../../school/records/tool.ts';
import type { PlacedTool } from '../../school/tool-store.ts';
import type { CourseVisit } from '../visit.ts';

/** The tools whose link a person sees in a course placement, by `visibility` and `required_permissions`. */
export async function listCourseTools(
  { store, course, granted }: CourseVisit,
  placement: Placement,
): Promise<readonly PlacedTool[]> {
  const placed = await store.tools.listPlaced(placement, course.id);
  return placed.filter(({ tool }) => {
    const entry = tool.placements.find((candidate) => candidate.placement === placement);
    return entry !== undefined && isVisible(entry, granted) && holdsRequiredPermissions(tool, granted);
  });
}
