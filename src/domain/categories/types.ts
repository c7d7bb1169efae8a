import type { ErrorCode } from '../../errors.ts';
import type { LaunchContext } from '../launch-context.ts';
import type { Category } from './resolve-category.ts';

/** What the SIS says of the class of a section. */
export type ClassCategories =
  | { readonly kind: 'read'; readonly categories: readonly Category[] }
  /** No class, or more than one, has the section's SIS id. */
  | { readonly kind: 'not_found' }
  /** The SIS refused to show this class's categories; `words` are its own. */
  | { readonly kind: 'unreadable'; readonly words: string }
  /** The SIS did not answer, and nothing was read before. */
  | { readonly kind: 'unread' };

/** A section of the course whose grades go to a class of the SIS. */
export interface SyncedSection {
  readonly id: string;
  readonly name: string;
  readonly sisId: string;
  readonly sisClass: ClassCategories;
}

/**
 * `synced`: chosen and saved; `suggested`: not chosen yet, a category has the group's name; `gone`: the chosen category
 * is no longer in the SIS; `unassociated`: none.
 */
export type CellState = 'synced' | 'suggested' | 'unassociated' | 'gone';

/** One assignment group in one section. */
export interface CategoryCell {
  readonly section: SyncedSection;
  readonly state: CellState;
  /** What is in force, or suggested; null: Unassociated. */
  readonly shown: Category | null;
  /** What the category was called when it was chosen, where the SIS has renamed it since. */
  readonly renamedFrom: string | null;
  /** What this person chose instead in a form that was not saved; null: nothing else. */
  readonly unsaved: { readonly category: Category | null } | null;
  readonly conflict: CellConflict | null;
}

/** Why a choice was not saved. */
export type CellConflict =
  /** Somebody else chose something else meanwhile, which is shown; `title` is what this person's page had, null: Unassociated. */
  | { readonly kind: 'changed_by_other'; readonly title: string | null }
  /** The chosen category is not (or no longer) valid for the class. */
  | { readonly kind: 'not_in_sis' };

export interface CategoryGroup {
  readonly id: string;
  readonly name: string;
  /** One for each synced section, in their order. */
  readonly cells: readonly CategoryCell[];
}

/** The Sync SIS Categories page of a course. */
export interface CategoryPage {
  /** The version of the mappings that the page shows; goes back with the form. */
  readonly version: number;
  /** Who saved last, and when; null before the first Sync. */
  readonly lastSaved: { readonly by: string; readonly at: Date } | null;
  /** In Canvas's order. */
  readonly groups: readonly CategoryGroup[];
  readonly sections: readonly SyncedSection[];
  /** Names of the sections without a SIS id. */
  readonly sectionsWithoutSisId: readonly string[];
  /** The SIS did not answer everything: why. What is shown may be what was read before. */
  readonly sisProblem: ErrorCode | null;
}

/** What a person chose for one cell. */
export interface CategoryChoice {
  readonly groupId: string;
  readonly sectionId: string;
  /** Null: Unassociated. */
  readonly sourcedId: string | null;
}

/** A submitted form: every choice of the page, and the version that the page showed. */
export interface SubmittedCategories {
  readonly version: number;
  readonly choices: readonly CategoryChoice[];
}

/**
 * What became of the Imported marks in Canvas. `refused`: the person may not edit assignment groups; `failed`: Canvas did
 * not answer as it should. The mappings are saved either way.
 */
export type MarkOutcome = 'marked' | 'refused' | 'failed';

export type SyncOutcome =
  | { readonly kind: 'synced'; readonly marks: MarkOutcome }
  /** Nothing was saved: `page` is what is in force now with this person's own choices, conflicts named. */
  | { readonly kind: 'conflict'; readonly page: CategoryPage };

/** What the pages may ask about categories. `launch` limits each call to the launched course. */
export interface CourseCategories {
  /** @throws ProductError `canvas_*`, `sis_not_connected` */
  read(launch: LaunchContext, signal: AbortSignal): Promise<CategoryPage>;
  /** Saves a form and brings the marks in Canvas up to date. */
  sync(launch: LaunchContext, form: SubmittedCategories, signal: AbortSignal): Promise<SyncOutcome>;
}
