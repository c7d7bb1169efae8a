import type { Request, Response, Router } from 'express';
import { queryOf, routeId, textFields } from '../../front/request-fields.ts';
import { datesForStudent } from '../../school/dates.ts';
import type { GradebookStudent } from '../../school/gradebook-store.ts';
import type { Assignment } from '../../school/records/assignment.ts';
import { type GradebookStatus, gradebookStatuses, type Submission } from '../../school/records/submission.ts';
import { formatTime } from '../date-text.ts';
import { sendNotFound } from '../error-pages.ts';
import { readNotice } from '../notices.ts';
import type { PageDeps } from '../page-deps.ts';
import { inCourse } from '../person-routes.ts';
import { buildCourseShell } from '../shell.ts';
import type { CourseVisit } from '../visit.ts';
import { buildCell, cellValue } from './cell-model.ts';
import { readEntry } from './read-entry.ts';

interface FoundCell {
  readonly assignment: Assignment;
  readonly student: GradebookStudent;
  readonly cell: Submission;
}

/** Routes of one cell: its detail tray, its score and its status. */
export function addCellRoutes(router: Router, deps: PageDeps): void {
  const path = '/courses/:id/gradebook/cells/:assignmentId/:studentId';
  router.get(
    path,
    inCourse(deps, ['view_all_grades'], async (visit, req, res) => {
      const found = await findCell(visit, req);
      if (found === null) return sendNotFound(deps, visit, res);
      await deps.render.page(res, 'cell-tray', {
        shell: await buildCourseShell(visit, { title: 'Grade detail', current: 'Grades' }),
        ...buildTray(deps, visit, found),
      });
    }),
  );
  router.post(
    path,
    inCourse(deps, ['manage_grades'], async (visit, req, res) => {
      const found = await findCell(visit, req);
      if (found === null) return sendNotFound(deps, visit, res);
      const fields = textFields(req.body);
      const status = gradebookStatuses.find((name) => name === fields['status']);
      if (fields['score'] !== undefined) return saveScore(deps, visit, req, res, found, fields['score']);
      if (status !== undefined) await saveStatus(visit, found, status);
      sendBack(res, found, status === undefined ? 'score-unreadable' : 'status-saved');
    }),
  );
}

async function findCell(visit: CourseVisit, req: Request): Promise<FoundCell | null> {
  const { store, course } = visit;
  const assignment = await store.assignments.find(routeId(req, 'assignmentId') ?? 0);
  const studentId = routeId(req, 'studentId') ?? 0;
  if (assignment?.courseId !== course.id) return null;
  const [cell, user, enrollments] = await Promise.all([
    store.gradebook.find(assignment.id, studentId),
    store.people.find(studentId),
    store.people.enrollments(course.id),
  ]);
  if (cell === null || user === null) return null;
  const own = enrollments.filter((enrollment) => enrollment.userId === studentId);
  const isActive = own.some((enrollment) => enrollment.state === 'active');
  const state = isActive ? 'active' : (own[0]?.state ?? 'completed');
  const sectionIds = own.map((enrollment) => enrollment.sectionId);
  return { assignment, cell, student: { user, sectionIds, state } };
}

async function saveScore(
  deps: PageDeps,
  visit: CourseVisit,
  req: Request,
  res: Response,
  found: FoundCell,
  typed: string,
): Promise<void> {
  const { assignment, student, cell: before } = found;
  const ref = { assignmentId: assignment.id, studentId: student.user.id, graderId: visit.user.id };
  const { gradebook } = visit.store;
  const entry = readEntry(typed, assignment);
  let cell = before;
  // Saving an unchanged cell is not grading: `graded_at` must stay.
  if (typed.trim() !== cellValue(before)) {
    if (entry.kind === 'score') cell = await gradebook.setScore(ref, entry.score);
    else if (entry.kind === 'clear') cell = await gradebook.clearScore(ref);
    else if (entry.kind === 'status') cell = await gradebook.setStatus(ref, entry.status);
  }
  const isReadable = entry.kind !== 'unreadable';
  if (queryOf(req).get('part') === null) {
    return sendBack(res, found, isReadable ? 'saved' : 'score-unreadable');
  }
  const problem = isReadable ? null : (readNotice('score-unreadable', '')?.text ?? null);
  const model = buildCell(deps.context, assignment, student, cell, problem);
  await deps.render.part(res, 'parts/cell', { cell: model }, isReadable ? 200 : 422);
}

async function saveStatus(
  { store, user }: CourseVisit,
  { assignment, student }: FoundCell,
  status: GradebookStatus,
): Promise<void> {
  const ref = { assignmentId: assignment.id, studentId: student.user.id, graderId: user.id };
  await store.gradebook.setStatus(ref, status);
}

function sendBack(res: Response, { assignment, student }: FoundCell, notice: string): void {
  const anchor = `cell_${assignment.id}_${student.user.id}`;
  res.redirect(303, `/courses/${assignment.courseId}/gradebook?notice=${notice}#${anchor}`);
}

function buildTray(deps: PageDeps, visit: CourseVisit, { assignment, student, cell }: FoundCell) {
  const model = buildCell(deps.context, assignment, student, cell);
  const { course, granted } = visit;
  const dueAt = datesForStudent(assignment, student.user.id, student.sectionIds)?.dueAt ?? null;
  const time = (date: Date | null): string => (date === null ? '–' : formatTime(date, course.timeZone));
  return {
    cell: model,
    canGrade: granted.has('manage_grades') && model.editable,
    student: student.user.name,
    assignment: assignment.name,
    points: assignment.pointsPossible,
    statuses: gradebookStatuses.map((status) => ({
      status,
      checked: (model.state ?? 'none') === status,
    })),
    facts: [
      ['Due', time(dueAt)],
      ['Submitted', time(cell.submittedAt)],
      ['Graded', time(cell.gradedAt)],
      ['Posted to the student', time(cell.postedAt)],
      ['Late deduction', cell.pointsDeducted === null ? '–' : `−${cell.pointsDeducted}`],
      ['Final score', cell.score === null ? '–' : String(cell.score)],
    ],
    back: `/courses/${course.id}/gradebook#${model.id}`,
  };
}
