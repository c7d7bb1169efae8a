import { isTrue } from '../front/request-fields.ts';
import { datesForStudent } from '../school/dates.ts';
import type { Assignment } from '../school/records/assignment.ts';
import type { Enrollment } from '../school/records/enrollment.ts';
import type { CourseCaller } from './api-caller.ts';
import { parseApiTime } from './api-time.ts';

/** A students/submissions request that passed Canvas's checks. */
export interface SubmissionQuery {
  readonly studentIds: readonly number[];
  readonly assignments: readonly Assignment[];
  readonly submittedSince: Date | null;
  readonly gradedSince: Date | null;
  readonly workflowState: string | null;
  readonly order: 'id' | 'gradedAt';
  readonly descending: boolean;
  readonly grouped: boolean;
  /** The caller sees every cell. Otherwise rows are filtered after paging. */
  readonly canViewAll: boolean;
}

export type ReadQuery =
  | { readonly ok: true; readonly query: SubmissionQuery }
  | { readonly ok: false; readonly status: number; readonly body: unknown }
  | { readonly ok: false; readonly status: 'unauthorized' };

/** The most student ids that one request may list. */
const maxStudents = 100;

/**
 * The checks of app/controllers/submissions_api_controller.rb (`for_students`), in its order. `enrollments`
 * are the student enrollments, the test student's included, of the course or section asked for.
 */
export function readSubmissionQuery(
  params: URLSearchParams,
  caller: CourseCaller,
  enrollments: readonly Enrollment[],
  assignments: readonly Assignment[],
): ReadQuery {
  const canViewAll = caller.granted.has('manage_grades') || caller.granted.has('view_all_grades');
  const named = params.getAll('student_ids[]');
  const wantsAll = named.includes('all');
  const allowed = canViewAll
    ? enrollments.map((e) => e.userId)
    : caller.granted.has('participate_as_student')
      ? [caller.user.id]
      : [];
  if (!canViewAll && allowed.length === 0) return { ok: false, status: 'unauthorized' };
  // Without student_ids the answer covers only the caller (CT15).
  const explicit = named.length === 0 ? [caller.user.id] : named.map(Number);
  if (!wantsAll && named.length > 0 && explicit.some((id) => !allowed.includes(id))) {
    return { ok: false, status: 'unauthorized' };
  }
  if (!wantsAll && explicit.length > maxStudents) {
    return { ok: false, status: 400, body: { error: 'too many students' } };
  }
  let students = new Set(wantsAll ? allowed : explicit);

  const enrollmentState = params.get('enrollment_state');
  if (enrollmentState) {
    if (enrollmentState !== 'active' && enrollmentState !== 'concluded') {
      return { ok: false, status: 400, body: { error: 'invalid enrollment_state' } };
    }
    const state = enrollmentState === 'active' ? 'active' : 'completed';
    students = intersect(
      students,
      enrollments.filter((e) => e.state === state),
    );
  }
  const postToSis = isTrue(params.get('post_to_sis'));
  // Manual enrollments are dropped silently (CT16).
  if (postToSis)
    students = intersect(
      students,
      enrollments.filter((e) => e.sisBatchId !== null),
    );

  const requestedIds = params.getAll('assignment_ids[]').map(Number);
  const chosen = assignments.filter(
    (assignment) =>
      assignment.published &&
      (!postToSis || assignment.postToSis) &&
      (requestedIds.length === 0 || requestedIds.includes(assignment.id)),
  );
  if (requestedIds.some((id) => !chosen.some((assignment) => assignment.id === id))) {
    return { ok: false, status: 403, body: { error: 'invalid assignment ids requested' } };
  }

  // The school has no grading periods in Canvas.
  if (params.get('grading_period_id')) {
    return {
      ok: false,
      status: 404,
      body: { errors: [{ message: 'The specified resource does not exist.' }] },
    };
  }
  const since = readSince(params);
  if (!since.ok) return { ok: false, status: 400, body: { errors: since.errors } };
  const isStaff = caller.granted.has('read_as_admin');
  const query: SubmissionQuery = {
    studentIds: [...students],
    assignments: isStaff ? chosen : chosen.filter((a) => isGivenToAny(a, students, enrollments)),
    submittedSince: since.submitted,
    gradedSince: since.graded,
    workflowState: params.get('workflow_state'),
    order: params.get('order') === 'graded_at' ? 'gradedAt' : 'id',
    descending: params.get('order_direction') === 'descending',
    grouped: (params.get('grouped') ?? '') !== '',
    canViewAll,
  };
  return { ok: true, query };
}

const intersect = (students: ReadonlySet<number>, enrollments: readonly Enrollment[]): Set<number> =>
  new Set(enrollments.map((e) => e.userId).filter((id) => students.has(id)));

type Since =
  | { readonly ok: true; readonly submitted: Date | null; readonly graded: Date | null }
  | { readonly ok: false; readonly errors: Readonly<Record<string, string>> };

function readSince(params: URLSearchParams): Since {
  const read = (name: string): Date | null | undefined => {
    const text = params.get(name);
    return text ? (parseApiTime(text) ?? undefined) : null;
  };
  const submitted = read('submitted_since');
  const graded = read('graded_since');
  if (submitted === undefined) {
    return { ok: false, errors: { submitted_since: 'Invalid datetime for submitted_since' } };
  }
  if (graded === undefined) {
    return { ok: false, errors: { graded_since: 'Invalid datetime for graded_since' } };
  }
  return { ok: true, submitted, graded };
}

function isGivenToAny(
  assignment: Assignment,
  students: ReadonlySet<number>,
  enrollments: readonly Enrollment[],
): boolean {
  return [...students].some(
    (id) =>
      datesForStudent(
        assignment,
        id,
        enrollments.filter((e) => e.userId === id).map((e) => e.sectionId),
      ) !== null,
  );
}
