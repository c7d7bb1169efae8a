import type { ErrorCode } from '../../errors.ts';
import type { LaunchContext } from '../launch-context.ts';
import type { Category } from './resolve-category.ts';

/** The categories of a section's class, as far as the SIS shows them. */
export type ClassCategories =
  | {
      readonly kind: 'read';
      readonly categories: readonly Category[];
      /** Categories that the SIS does not have and that are created once somebody chooses them (P20). */
      readonly creatable?: readonly Category[];
    }
  /** No class or several classes match the section's SIS id. */
  | { readonly kind: 'not_found' }
  /** The SIS refused to show this class's categories. */
  | { readonly kind: 'unreadable'; readonly sisMessage: string }
  /** The SIS did not answer, and the class was never read before. */
  | { readonly kind: 'unread' };

/** A section with a SIS id. */
export interface SyncedSection {
  readonly id: string;
  readonly name: string;
  readonly sisId: string;
  readonly sisClass: ClassCategories;
}

/**
 * `synced`: chosen and saved; `suggested`: not chosen, but a category has the group's name; `gone`: the chosen category
 * is no longer in the SIS; `unassociated`: no category.
 */
export type CellState = 'synced' | 'suggested' | 'unassociated' | 'gone';

/** One assignment group in one section. */
export interface CategoryCell {
  readonly section: SyncedSection;
  readonly state: CellState;
  /** The saved or suggested category; null: Unassociated. */
  readonly shown: Category | null;
  /** The category's title when it was chosen, if the SIS has renamed it since. */
  readonly renamedFrom: string | null;
  /** What the person chose instead in a form that was not saved; null: nothing else. */
  readonly unsaved: { readonly category: Category | null } | null;
  readonly conflict: CellConflict | null;
}

/** Why a choice was not saved. */
export type CellConflict =
  /** Somebody else's choice is now saved and shown. `title` is this person's choice; null: Unassociated. */
  | { readonly kind: 'changed_by_other'; readonly title: string | null }
  /** The chosen category is not, or no longer, valid for the class. */
  | { readonly kind: 'not_in_sis' };

export interface CategoryGroup {
  readonly id: string;
  readonly name: string;
  /** One per section with a SIS id, in the order of `sections`. */
  readonly cells: readonly CategoryCell[];
}

/** The Sync SIS Categories page of a course. */
export interface CategoryPage {
  /** The version of the mappings shown; submitted with the form. */
  readonly version: number;
  /** Who saved last, and when; null before the first Sync. */
  readonly lastSaved: { readonly by: string; readonly at: Date } | null;
  /** In Canvas's order. */
  readonly groups: readonly CategoryGroup[];
  readonly sections: readonly SyncedSection[];
  /** Names of the sections without a SIS id. */
  readonly sectionsWithoutSisId: readonly string[];
  /** Why the SIS did not answer in full. The page then shows what was read before. */
  readonly sisProblem: ErrorCode | null;
}

/** What a person chose for one cell. */
export interface CategoryChoice {
  readonly groupId: string;
  readonly sectionId: string;
  /** Null: Unassociated. */
  readonly sourcedId: string | null;
}

/** A submitted form: every choice on the page and the version it showed. */
export interface SubmittedCategories {
  readonly version: number;
  readonly choices: readonly CategoryChoice[];
}

/**
 * Whether the Imported marks in Canvas were updated. `refused`: the person may not edit assignment groups; `failed`:
 * Canvas did not answer properly. The mappings are saved in every case.
 */
export type MarkOutcome = 'marked' | 'refused' | 'failed';

export type SyncOutcome =
  | { readonly kind: 'synced'; readonly marks: MarkOutcome; readonly changes: number }
  /** Nothing was saved. `page` shows what is saved now, this person's choices and the conflicts. */
  | { readonly kind: 'conflict'; readonly page: CategoryPage };

/** The categories of a course. Each call is limited to the course of `launch`. */
export interface CourseCategories {
  /** @throws ProductError `canvas_*`, `sis_not_connected` */
  read(launch: LaunchContext, signal: AbortSignal): Promise<CategoryPage>;
  /** Saves a form and updates the Imported marks in Canvas. */
  sync(launch: LaunchContext, form: SubmittedCategories, signal: AbortSignal): Promise<SyncOutcome>;
}
