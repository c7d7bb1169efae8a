import type { OfferHabit } from '../../domain/sis-habit.ts';
import type { PassbackDeps } from '../passback-deps.ts';

/** What the SIS was found to offer, or not; null: nobody knows yet. A run follows what it learns itself. */
export interface SisOffers {
  /** First grades of a column in one request (OF15). */
  readonly columns: boolean | null;
  /** The results of a class in one list (OF17). */
  readonly classResults: boolean | null;
  /** PUT to a new id; false: objects are created by POST (OF18). */
  readonly putCreates: boolean | null;
  /** Keeps for later runs, too, what this one has learned. */
  note(habit: OfferHabit): Promise<void>;
}

/** What tests and earlier runs have learned of an institution's SIS. */
export async function readOffers(
  { stores, clock }: Pick<PassbackDeps, 'stores' | 'clock'>,
  institutionId: string,
  profile: string,
): Promise<SisOffers> {
  const known = new Map<OfferHabit['kind'], boolean>();
  for (const { habit } of await stores.learnedHabits.find(institutionId, profile)) {
    if ('offered' in habit) known.set(habit.kind, habit.offered);
  }
  return {
    get columns() {
      return known.get('columns') ?? null;
    },
    get classResults() {
      return known.get('class_results') ?? null;
    },
    get putCreates() {
      return known.get('put_creates') ?? null;
    },
    async note(habit) {
      if (known.get(habit.kind) === habit.offered) return;
      known.set(habit.kind, habit.offered);
      await stores.learnedHabits.note(institutionId, profile, [habit], clock());
    },
  };
}
