import type { CanvasAssignment } from '../../domain/course.ts';

/** When an assignment is due in one section; null where the section does not get it at all. */
export interface SectionDates {
  readonly dueAt: Date | null;
  readonly unlockAt: Date | null;
}

/** The section's own override, else the dates for Everyone, else null: the assignment is not for this section. */
export function datesInSection(assignment: CanvasAssignment, sectionId: string): SectionDates | null {
  for (const override of assignment.overrides) {
    if (override.kind === 'section' && override.sectionId === sectionId) {
      return { dueAt: override.dueAt, unlockAt: override.unlockAt };
    }
  }
  return assignment.assignedToEveryone ? { dueAt: assignment.dueAt, unlockAt: assignment.unlockAt } : null;
}
