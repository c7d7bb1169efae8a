import type { CanvasAssignment, CanvasAssignmentGroup, CanvasSection } from '../../domain/course.ts';

/** A course of one institution, as a launch or a run names it. */
export interface CourseRef {
  /** `courseKey` of institution and context. */
  readonly key: string;
  readonly institutionId: string;
  readonly contextId: string;
  readonly canvasCourseId: string | null;
  readonly title: string;
  readonly nrpsUrl: string | null;
  readonly lineItemsUrl: string | null;
}

/** An assignment in the mirror; `ags` ones are the tool's own line items, which carry no dates and no group. */
export type CourseAssignment = CanvasAssignment & { readonly source: 'rest' | 'ags' };

/** How far an assignment's grades have been read. */
export interface ReadCursor {
  /** Canvas's own clock at the start of the last complete read, less the overlap. */
  readonly since: Date;
  /** When all its grades, changed or not, were last read. */
  readonly fullAt: Date;
}

/** What was last read of a course: facts, sections, groups and assignments as a whole, and how far grades were read. */
export interface CourseRecord {
  readonly _id: string;
  readonly institutionId: string;
  readonly title: string;
  readonly timeZone: string;
  readonly sections: readonly CanvasSection[];
  readonly groups: readonly CanvasAssignmentGroup[];
  readonly assignments: readonly CourseAssignment[];
  /** By `cursorKey`. */
  readonly cursors: Readonly<Record<string, ReadCursor>>;
  /** The complete roster in force; null before the first. */
  readonly rosterId: string | null;
  readonly readAt: Date | null;
}

/**
 * Whose reading of which assignment a cursor stands for: Canvas shows each person the grades of the sections that they
 * may see, so what one has read says nothing of what another would have seen.
 */
export function cursorKey(assignmentId: string, readBy: string | null): string {
  return `${assignmentId}@${readBy ?? ''}`;
}

/** Cursors of assignments that take no part at present: what changes silently meanwhile is not looked for. */
export function findIdleCursors(record: Pick<CourseRecord, 'cursors' | 'assignments'>): string[] {
  const ids = new Set(record.assignments.map((assignment) => assignment.id));
  return Object.keys(record.cursors).filter((key) => !ids.has(key.slice(0, key.lastIndexOf('@'))));
}

/** The key of a course: institution and LTI context. */
export function courseKey(institutionId: string, contextId: string): string {
  return `${institutionId}:${contextId}`;
}
