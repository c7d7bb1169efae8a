import type { CanvasAssignment } from '../../domain/course.ts';

/** When an assignment is due in one section. */
export interface SectionDates {
  readonly dueAt: Date | null;
  readonly unlockAt: Date | null;
}

/** The section's own override, else the dates for Everyone. Null if the section does not get the assignment. */
export function datesInSection(assignment: CanvasAssignment, sectionId: string): SectionDates | null {
  for (const override of assignment.overrides) {
    if (override.kind === 'students' || override.sectionId !== sectionId) continue;
    if (override.kind === 'unassigned') return null;
    return { dueAt: override.dueAt, unlockAt: override.unlockAt };
  }
  return assignment.assignedToEveryone ? { dueAt: assignment.dueAt, unlockAt: assignment.unlockAt } : null;
}
