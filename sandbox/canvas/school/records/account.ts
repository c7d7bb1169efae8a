import type { ThemeName } from '../themes.ts';

/** The root account's SIS settings (app/models/account.rb, `add_setting :sis_…`). */
export interface SisSettings {
  /** `sis_syncing.value`: the rules below apply only if it is on. */
  readonly syncing: boolean;
  /** `sis_default_grade_export.value`: new assignments start with Sync to SIS on. */
  readonly defaultGradeExport: boolean;
  /** `sis_require_assignment_due_date.value`. */
  readonly requireDueDate: boolean;
  /** `sis_assignment_name_length.value`. */
  readonly limitNameLength: boolean;
  /** `sis_assignment_name_length_input.value`, in characters. */
  readonly nameLengthLimit: number;
  /**
   * Whether a SIS integration or bulk grade export is enabled; without one `/api/sis` answers `not_enabled`.
   */
  readonly gradeExportEnabled: boolean;
}

/** A part of a term by which the gradebook sums up (app/models/grading_period.rb). */
export interface GradingPeriod {
  readonly id: number;
  readonly title: string;
  readonly startAt: Date;
  readonly endAt: Date;
}

/** The root account of the sandbox's one school. */
export interface Account {
  readonly id: number;
  readonly name: string;
  /** 40 hex digits: the LTI context id of launches from account navigation. */
  readonly ltiContextId: string;
  /** `tool_platform.guid`. */
  readonly ltiGuid: string;
  /** The school's own name for its SIS; null: Canvas says "SIS". */
  readonly sisName: string | null;
  readonly sisSourceId: string | null;
  /** Of the Theme Editor; absent or null: Canvas's own colours. */
  readonly theme?: ThemeName | null;
  /** The IANA zone that pages show times in. */
  readonly timeZone: string;
  /** Whether teachers hold `read_sis`, as by default: REST then shows them SIS ids. */
  readonly teachersReadSis: boolean;
  /** Permissions that this school took away from its teachers; absent: none. */
  readonly teachersLack?: readonly string[];
  readonly sisSettings: SisSettings;
  /** Directly below the root account; absent: none. */
  readonly subAccounts?: readonly { readonly id: number; readonly name: string }[];
  /** Terms besides the present one; absent: none. */
  readonly otherTerms?: readonly { readonly id: number; readonly name: string }[];
  readonly term: {
    readonly id: number;
    readonly name: string;
    readonly startAt: Date | null;
    readonly endAt: Date | null;
    /** In order; absent: none. */
    readonly gradingPeriods?: readonly GradingPeriod[];
  };
}
