import { type ItemReason, isSentReason } from '../../domain/outcomes.ts';
import type { CellBook } from '../../store/passback/cell-books.ts';
import type { ClassSnapshotRecord } from '../../store/passback/class-snapshots.ts';
import type { CourseRecord } from '../../store/passback/course-record.ts';
import { evaluateCourse } from '../cells/evaluate-course.ts';
import type { RunContext } from '../runs/run-context.ts';

/** Reasons for which nothing in the SIS is to blame. */
const reasonsInCanvas: readonly ItemReason[] = [
  'test_student',
  'student_without_sis_id',
  'student_inactive',
  'section_without_sis_id',
  'grade_hidden',
  'score_removed',
  'status_only',
  'undone',
];
/** How many nights a snapshot may serve if the institution compares no results. */
const longestNights = 7;
const nightMs = 24 * 60 * 60_000;
/** Nightly syncs start a little earlier or later each night. */
const jitterMs = 6 * 60 * 60_000;

/**
 * Classes that a nightly sync need not ask the SIS about: it holds everything that Canvas has for the course, and they
 * were read a few nights ago. After `compareNights` nights it is their turn again, so that what the SIS changed by
 * itself is noticed.
 * @returns SIS ids of sections
 */
export async function findSettledClasses(
  context: RunContext,
  course: CourseRecord,
  snapshots: readonly ClassSnapshotRecord[],
): Promise<ReadonlySet<string>> {
  const { deps, run, institution, sis } = context;
  if (run.kind !== 'nightly') return new Set();
  const now = deps.clock();
  const nights = institution.settings.compareNights ?? longestNights;
  const oldest = now.getTime() - nights * nightMs + jitterMs;
  const recent = snapshots.filter(
    ({ readAt, snapshot }) => snapshot.match === 'one' && readAt.getTime() > oldest,
  );
  if (recent.length === 0) return new Set();
  const { profile } = sis.client;
  const source = { institution, profile, course, contextId: run.course.contextId, now };
  const { book } = await evaluateCourse(deps.stores, source, { everything: false, isQuiet: true });
  return new Set(isSettled(book) ? recent.map(({ sectionSisId }) => sectionSisId) : []);
}

/** Nothing is to be sent or told, and nothing waits for a change in the SIS. */
function isSettled({ assignments, toldProblems }: CellBook): boolean {
  return (
    Object.values(toldProblems).every((problems) => problems === '') &&
    assignments.every(({ counts }) =>
      counts.every(
        ({ due, reason }) =>
          due === null && (reason === null || isSentReason(reason) || reasonsInCanvas.includes(reason)),
      ),
    )
  );
}
