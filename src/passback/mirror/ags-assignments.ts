import type { CanvasReader } from '../../canvas/canvas-reader.ts';
import type { Clock } from '../../clock.ts';
import type { AgsLineItem } from '../../domain/course.ts';
import type { CourseAssignment, CourseRef } from '../../store/passback/course-record.ts';
import { agsPersonId } from '../../store/passback/members.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import { shortHash } from '../comparison/sourced-ids.ts';
import { cleanName } from '../comparison/titles.ts';

/** A line item of the tool's own with its address, for reading its results. */
export interface AgsAssignment {
  readonly lineItem: AgsLineItem;
  readonly assignment: CourseAssignment;
}

/**
 * The tool's own line items as assignments. In Canvas each is an assignment too: one that REST gave already (same
 * name, marked Sync to SIS) is left out. AGS knows no due dates and no groups; the checks say so.
 */
export function toAgsAssignments(
  lineItems: readonly AgsLineItem[],
  others: readonly { readonly name: string }[],
): AgsAssignment[] {
  const names = new Set(others.map((assignment) => cleanName(assignment.name)));
  return lineItems
    .filter((lineItem) => !names.has(cleanName(lineItem.label)))
    .map((lineItem) => ({ lineItem, assignment: toAssignment(lineItem) }));
}

function toAssignment({ url, label, maximum }: AgsLineItem): CourseAssignment {
  return {
    source: 'ags',
    id: `ags-${shortHash(['ags', url])}`,
    name: label,
    description: null,
    groupId: '',
    pointsPossible: maximum,
    gradingType: 'points',
    dueAt: null,
    unlockAt: null,
    assignedToEveryone: true,
    overrides: [],
    url: '',
    needsGradingCount: 0,
  };
}

/** Reads all results of one line item into the mirror. AGS gives no dates and only what the student may see. */
export async function readAgsResults(
  deps: { readonly stores: Pick<PassbackStores, 'grades'>; readonly clock: Clock },
  reader: CanvasReader,
  course: CourseRef,
  { lineItem, assignment }: AgsAssignment,
  signal: AbortSignal,
): Promise<void> {
  let next: string | null = null;
  do {
    const page = await reader.readResults(lineItem, next, signal);
    const readAt = deps.clock();
    const grades = page.rows.map((result) => ({
      assignmentId: assignment.id,
      personId: agsPersonId(result.ltiUserId),
      score: result.score,
      excused: false,
      late: false,
      missing: false,
      gradedAt: null,
      postedAt: readAt,
      pendingReview: false,
    }));
    await deps.stores.grades.savePage(course, grades, readAt);
    next = page.next;
  } while (next !== null);
}
