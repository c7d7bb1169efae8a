import type { CanvasContext } from '../../canvas-context.ts';
import { datesForStudent } from '../../school/dates.ts';
import { formatGrade } from '../../school/grade-text.ts';
import type { GradebookStudent } from '../../school/gradebook-store.ts';
import { enteredScore } from '../../school/grading.ts';
import { isLate, isMissing } from '../../school/lateness.ts';
import type { Assignment } from '../../school/records/assignment.ts';
import type { Submission } from '../../school/records/submission.ts';

/** One cell of the Gradebook for its view. `given` false: the assignment is not assigned to the student. */
export interface CellModel {
  readonly id: string;
  readonly given: boolean;
  readonly editable: boolean;
  readonly label: string;
  /** In the input: the entered points, `EX`, or nothing. */
  readonly value: string;
  /** Beside the input: the grade, if it differs from what was entered. */
  readonly grade: string | null;
  readonly state: 'late' | 'missing' | 'excused' | null;
  readonly hidden: boolean;
  readonly action: string;
  readonly tray: string;
  readonly problem: string | null;
}

/** Builds a cell. `cell` null: not assigned to the student. */
export function buildCell(
  { clock }: Pick<CanvasContext, 'clock'>,
  assignment: Assignment,
  student: GradebookStudent,
  cell: Submission | null,
  problem: string | null = null,
): CellModel {
  const { user, sectionIds, state } = student;
  const base = `/courses/${assignment.courseId}/gradebook/cells/${assignment.id}/${user.id}`;
  return {
    id: `cell_${assignment.id}_${user.id}`,
    given: cell !== null,
    editable: state !== 'completed' && assignment.gradingType !== 'not_graded',
    label: `${user.name}: ${assignment.name}`,
    value: cell === null ? '' : cellValue(cell),
    grade: cell === null ? null : shownGrade(cell, assignment),
    state: cell === null ? null : cellState(cell, assignment, user.id, sectionIds, clock()),
    hidden: cell !== null && cell.workflowState === 'graded' && cell.postedAt === null,
    action: base,
    tray: base,
    problem,
  };
}

/** The entered points as a person types them. */
export function cellValue(cell: Submission): string {
  if (cell.excused) return 'EX';
  // Without a deduction the score itself is shown: `enteredScore` rounds to cents.
  const entered = (cell.pointsDeducted ?? 0) === 0 ? cell.score : enteredScore(cell);
  return entered === null ? '' : String(entered);
}

/** The grade, if the input does not already say it: after a late deduction, or as a letter or percentage. */
function shownGrade(cell: Submission, assignment: Assignment): string | null {
  if (cell.excused || cell.score === null) return null;
  const grade = formatGrade(cell.score, assignment.pointsPossible, assignment.gradingType);
  return grade === cellValue(cell) ? null : grade;
}

/** The state that decides a cell's colour. */
export function cellState(
  cell: Submission,
  assignment: Assignment,
  studentId: number,
  sectionIds: readonly number[],
  now: Date,
): CellModel['state'] {
  if (cell.excused) return 'excused';
  const dueAt = datesForStudent(assignment, studentId, sectionIds)?.dueAt ?? null;
  if (isMissing(cell, assignment, dueAt, now)) return 'missing';
  return isLate(cell, dueAt) ? 'late' : null;
}
