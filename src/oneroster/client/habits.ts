import type { Log } from '../../log.ts';

/**
 * Habits of a SIS that the specification does not have, and that requests get along with. *Test connection* names those it
 * met.
 */
export const sisHabits = [
  /** An empty list is answered 404, or without its rows. */
  'empty_list_unsaid',
  /** A list holds rows that are no objects, or have no id. */
  'rows_left_out',
  /** Names of properties are in other capitals than the specification's. */
  'other_capitals',
  /** `X-Total-Count` counts more rows than the list has, such as deleted ones, or only those of the page. */
  'total_miscounted',
  /** Only pages smaller than the profile's are accepted. */
  'smaller_pages',
  /** Lists come whole: the SIS refuses or ignores an offset. */
  'lists_unpaged',
  /** A filter answers nothing, although the class exists. */
  'filter_useless',
  /** Categories are listed for the whole school only. */
  'categories_unscoped',
  /** Links to the next page name a host or scheme that cannot be called. */
  'next_link_rewritten',
  /** Requests are redirected within the SIS (307, 308). */
  'redirected',
  /** A write is answered with a page or a redirect to one. */
  'write_answered_by_page',
] as const;
export type SisHabit = (typeof sisHabits)[number];

/** The habits that the requests of one connection met. */
export interface Habits {
  /** Notes a habit and logs it the first time. `route` is the path without ids. */
  note(habit: SisHabit, route: string): void;
  has(habit: SisHabit): boolean;
}

export function createHabits(log: Log): Habits {
  const noted = new Set<SisHabit>();
  return {
    note(habit, route) {
      if (noted.has(habit)) return;
      noted.add(habit);
      log.info({ event: 'sis.habit', habit, route }, 'The SIS has a habit of its own');
    },
    has: (habit) => noted.has(habit),
  };
}
