import type { LocalDate } from './local-date.ts';
import type { AssignmentProblem, RunSummary } from './run.ts';

/** The Post Grades page: every Sync-to-SIS assignment of the course, and the final grades that the institution sends. */
export interface PostGradesOverview {
  readonly courseTitle: string;
  readonly timeZone: string;
  /** The sections that the person may see, who is limited to them if `isLimited`. */
  readonly sections: readonly { readonly id: string; readonly name: string; readonly sisId: string | null }[];
  readonly isLimited: boolean;
  readonly assignments: readonly PostableAssignment[];
  readonly warnings: {
    /** Submissions that need grading, over all assignments. */
    readonly ungraded: number;
    readonly hiddenGrades: number;
    /** Grades that bear a status which the school invented in Canvas. */
    readonly customStatuses: number;
    /** Students whose final grade somebody set by hand in Canvas, which is not sent. */
    readonly finalOverrides: number;
    readonly studentsWithoutSisId: number;
    readonly sectionsWithoutSisId: readonly string[];
  };
  /** The course's active run, if any; never a comparison. */
  readonly openRun: RunSummary | null;
}

export interface PostableAssignment {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** The name in the SIS, if it is shortened. */
  readonly sentTitle: string | null;
  /** Earliest due instant over all sections. */
  readonly dueAt: Date | null;
  readonly sections: readonly {
    readonly sectionId: string;
    readonly sectionName: string;
    readonly dueAt: Date | null;
    /** The day that the SIS gets although Canvas has no due date; null: none. */
    readonly standInDay: LocalDate | null;
    readonly categoryTitle: string | null;
    /** The category was matched by name, not mapped. */
    readonly categoryByName: boolean;
  }[];
  /** Which of Canvas's scores it is, if it is a final grade and no assignment. */
  readonly finalGrade: 'current' | 'final' | null;
  readonly pointsPossible: number | null;
  /** Canvas leaves it out of the final grade. */
  readonly omitFromFinalGrade: boolean;
  /** Canvas hides it in its gradebook. */
  readonly hideInGradebook: boolean;
  /** A class has it already, made by another tool or a person; the next grade sync takes that over. */
  readonly adopts: boolean;
  /** Whether a person may adopt the line item that stands in the way. */
  readonly adoptable: boolean;
  /** Canvas syncs it no longer: the next grade sync clears what the SIS holds of it. `changed` counts that. */
  readonly isGone: boolean;
  /** When one of its scores was last sent. */
  readonly lastSyncAt: Date | null;
  /** Of the sections shown. */
  readonly grades: {
    readonly new: number;
    readonly changed: number;
    readonly unchanged: number;
    readonly heldBack: number;
  };
  /** New and changed grades of all its sections, which a run would send. */
  readonly sends: number;
  /** If every section is refused, `selectable` is false. */
  readonly problems: readonly AssignmentProblem[];
  readonly selectable: boolean;
}

/** What a person's *Use it* took up: assignments, the grades that stood there, and those that Canvas has otherwise. */
export interface AdoptionSummary {
  readonly assignments: number;
  readonly grades: number;
  readonly differing: number;
}
