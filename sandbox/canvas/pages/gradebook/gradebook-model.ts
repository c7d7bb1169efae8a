import type { CanvasContext } from '../../canvas-context.ts';
import type { Gradebook } from '../../school/gradebook-store.ts';
import type { Assignment } from '../../school/records/assignment.ts';
import type { Section } from '../../school/records/course.ts';
import type { Submission } from '../../school/records/submission.ts';
import { buildCell } from './cell-model.ts';

const stateWords = {
  active: null,
  inactive: 'inactive',
  completed: 'concluded',
  deleted: 'deleted',
} as const;

/** The head and rows of the Gradebook. `sectionId` null: all sections. */
export function buildTable(
  context: Pick<CanvasContext, 'clock'>,
  gradebook: Gradebook,
  sections: readonly Section[],
  { sectionId, sisName, readsSis }: { sectionId: number | null; sisName: string; readsSis: boolean },
) {
  const names = new Map(sections.map((section) => [section.id, section.name]));
  const cells = new Map(gradebook.cells.map((cell) => [`${cell.assignmentId}/${cell.userId}`, cell]));
  const students = gradebook.students.filter(
    (student) => sectionId === null || student.sectionIds.includes(sectionId),
  );
  return {
    heads: gradebook.assignments.map((assignment) => buildHead(assignment, gradebook.cells, sisName)),
    rows: students.map((student) => ({
      name: student.user.name,
      sortableName: student.user.sortableName,
      sisId: readsSis ? student.user.sisUserId : null,
      state: student.user.testStudent ? 'Student View' : stateWords[student.state],
      sections: student.sectionIds.map((id) => names.get(id) ?? '').join(', '),
      cells: gradebook.assignments.map((assignment) =>
        buildCell(context, assignment, student, cells.get(`${assignment.id}/${student.user.id}`) ?? null),
      ),
    })),
  };
}

function buildHead(assignment: Assignment, cells: readonly Submission[], sisName: string) {
  const graded = cells.filter(
    (cell) => cell.assignmentId === assignment.id && cell.workflowState === 'graded',
  );
  const hidden = graded.filter((cell) => cell.postedAt === null).length;
  const base = `/courses/${assignment.courseId}`;
  return {
    id: assignment.id,
    name: assignment.name,
    href: `${base}/assignments/${assignment.id}`,
    points:
      assignment.gradingType === 'not_graded' ? 'Not graded' : `Out of ${assignment.pointsPossible ?? 0}`,
    sync: assignment.postToSis ? `Syncs to ${sisName}` : null,
    hidden,
    manual: assignment.postManually,
    canPost: hidden > 0,
    canHide: graded.length > hidden,
    postAction: `${base}/gradebook/assignments/${assignment.id}/post`,
    hideAction: `${base}/gradebook/assignments/${assignment.id}/hide`,
  };
}
