import type { AgsLineItem } from '../../domain/course.ts';
import type { MirroredAssignment } from '../../store/passback/course-record.ts';
import { agsPersonId } from '../../store/passback/members.ts';
import { shortHash } from '../comparison/sourced-ids.ts';
import { cleanName } from '../comparison/titles.ts';
import { type CourseReading, saveGrades } from './course-reading.ts';

/** A line item of the tool itself, with the assignment that represents it. */
export interface AgsAssignment {
  readonly lineItem: AgsLineItem;
  readonly assignment: MirroredAssignment;
}

/**
 * The tool's own line items as assignments. Canvas shows each as an assignment too, so those that REST returned (same
 * name, marked Sync to SIS) are left out. AGS has no due dates and no groups; the checks report that.
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

function toAssignment({ url, label, maximum }: AgsLineItem): MirroredAssignment {
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
    datesKnown: true,
    url: '',
    needsGradingCount: 0,
    hasCheckpoints: false,
    inPacedCourse: false,
    omitFromFinalGrade: false,
    hideInGradebook: false,
  };
}

/** Reads all results of a line item into the mirror. AGS gives no dates, and only scores that the student may see. */
export async function readAgsResults(
  reading: CourseReading,
  { lineItem, assignment }: AgsAssignment,
): Promise<void> {
  const { deps, reader, signal } = reading;
  let next: string | null = null;
  do {
    const page = await reader.readResults(lineItem, next, signal);
    const readAt = deps.clock();
    const grades = page.rows.map((result) => ({
      assignmentId: assignment.id,
      personId: agsPersonId(result.ltiUserId),
      score: result.score,
      textGrade: null,
      excused: false,
      late: false,
      missing: false,
      gradedAt: null,
      postedAt: readAt,
      pendingReview: false,
      customStatus: false,
    }));
    await saveGrades(reading, grades, readAt);
    next = page.next;
  } while (next !== null);
}
