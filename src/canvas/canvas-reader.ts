import type {
  AgsLineItem,
  AgsResult,
  CanvasAssignment,
  CanvasAssignmentGroup,
  CanvasCourse,
  CanvasMember,
  CanvasSection,
  CanvasSubmission,
  FinalScore,
  StudentTotal,
} from '../domain/course.ts';
import type { Reach } from '../domain/reach.ts';

/** One page of a list that may be long. `next` is null on the last page. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: string | null;
}

/** Which submissions to read. */
export interface SubmissionQuery {
  readonly assignmentIds: readonly string[];
  /** Only those graded strictly after this instant; null for all. */
  readonly gradedSince: Date | null;
  /** At most 100; all students if absent. */
  readonly studentIds?: readonly string[];
}

/**
 * Reads one course of one institution on behalf of one person. Every method follows `next` links only on the
 * configured origin, waits out throttling, and returns a complete list or throws: `ProductError` with a
 * `canvas_*` code.
 */
export interface CanvasReader {
  /**
   * Null if the school gave no API key or the launch named no Canvas course: then only Names & Roles and
   * Assignment & Grade Services can be read.
   */
  readonly rest: CanvasRestReader | null;
  /** Names & Roles, 50 members per page. */
  readMembers(next: string | null, signal: AbortSignal): Promise<Page<CanvasMember>>;
  /**
   * The tool's own line items. Null if Canvas offers no Assignment & Grade Services here, or no longer: the
   * course has ended (CF11), or an administrator removed the scope. Without REST that is an error.
   */
  readLineItems(signal: AbortSignal): Promise<readonly AgsLineItem[] | null>;
  readResults(lineItem: AgsLineItem, next: string | null, signal: AbortSignal): Promise<Page<AgsResult>>;
}

/**
 * What only the REST API offers. Without the person's consent every method throws `canvas_consent_needed`.
 */
export interface CanvasRestReader {
  /** Its grading periods are empty unless they are asked for. */
  readCourse(signal: AbortSignal, withGradingPeriods?: boolean): Promise<CanvasCourse>;
  /** The part of the course that the person may see, by their own enrollments. */
  readOwnReach(signal: AbortSignal): Promise<Reach>;
  readSections(signal: AbortSignal): Promise<readonly CanvasSection[]>;
  readAssignmentGroups(signal: AbortSignal): Promise<readonly CanvasAssignmentGroup[]>;
  /** Published, graded assignments marked Sync to SIS, with their overrides. */
  readSisAssignments(signal: AbortSignal): Promise<readonly CanvasAssignment[]>;
  /** One per active student; empty if Canvas shows the person no totals. */
  readStudentTotals(signal: AbortSignal): Promise<readonly StudentTotal[]>;
  /** One per active student whose scores Canvas shows the person; of the whole course if the period is null. */
  readFinalScores(gradingPeriodId: string | null, signal: AbortSignal): Promise<readonly FinalScore[]>;
  /** Students whose enrollment has ended or is inactive, as inactive members. */
  readFormerStudents(signal: AbortSignal): Promise<readonly CanvasMember[]>;
  /**
   * 100 per page. `serverTime` is Canvas's own time when it answered: the next `gradedSince`.
   * @throws ProductError `canvas_assignment_gone` if one of the assignments is no longer published (CF16)
   */
  readSubmissions(
    query: SubmissionQuery,
    next: string | null,
    signal: AbortSignal,
  ): Promise<Page<CanvasSubmission> & { readonly serverTime: Date }>;
}
