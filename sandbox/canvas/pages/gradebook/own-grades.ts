import type { CanvasContext } from '../../canvas-context.ts';
import { datesForStudent } from '../../school/dates.ts';
import { formatGrade } from '../../school/grade-text.ts';
import { formatTime } from '../date-text.ts';
import type { CourseVisit } from '../visit.ts';
import { cellState } from './cell-model.ts';

/** A student's own grades, without the hidden ones. */
export async function buildOwnGrades({ clock }: Pick<CanvasContext, 'clock'>, visit: CourseVisit) {
  const { store, course, user, own } = visit;
  const sectionIds = own.map((enrollment) => enrollment.sectionId);
  const rows = [];
  for (const assignment of await store.assignments.list(course.id)) {
    if (!assignment.published) continue;
    const cell = await store.gradebook.find(assignment.id, user.id);
    if (cell === null) continue;
    const dueAt = datesForStudent(assignment, user.id, sectionIds)?.dueAt ?? null;
    const shown = cell.postedAt !== null;
    const grade = formatGrade(cell.score, assignment.pointsPossible, assignment.gradingType);
    rows.push({
      name: assignment.name,
      href: `/courses/${course.id}/assignments/${assignment.id}`,
      due: dueAt === null ? '' : formatTime(dueAt, course.timeZone),
      grade: shown ? (cell.excused ? 'EX' : (grade ?? '–')) : '–',
      outOf: assignment.pointsPossible,
      state: cellState(cell, assignment, user.id, sectionIds, clock()),
    });
  }
  return rows;
}
