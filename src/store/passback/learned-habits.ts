import type mongoose from 'mongoose';
import { z } from 'zod';
import type { GradeHabit } from '../../domain/sis-habit.ts';
import { openRecords, type RecordFormat } from '../records.ts';

const storedHabit = z.object({
  _id: z.string(),
  v: z.number().optional(),
  institutionId: z.string(),
  /** The SIS profile that the institution had: another SIS has other habits. */
  profile: z.string(),
  kind: z.enum(['decimals', 'maximum', 'exempt', 'columns', 'class_results', 'put_creates', 'title']),
  /** The most decimals that were seen; null for other habits. */
  decimals: z.number().nullable().default(null),
  /** Of `exempt`: whether the SIS keeps it; null for other habits. */
  kept: z.boolean().nullable().default(null),
  /** Of quicker ways: whether the SIS offers it; null for other habits. */
  offered: z.boolean().nullable().default(null),
  /** Of `title`: the longest title that was kept; null for other habits. */
  length: z.number().nullable().default(null),
  seenAt: z.date(),
});

export interface LearnedHabit {
  readonly habit: GradeHabit;
  /** When it was last noticed. */
  readonly seenAt: Date;
}

export const learnedHabitFormat: RecordFormat<LearnedHabit, z.input<typeof storedHabit>> = {
  collection: 'learned_habits',
  version: 5,
  schema: storedHabit.transform(({ kind, seenAt, ...known }) => ({
    habit: toHabit(kind, known),
    seenAt,
  })),
};

function toHabit(
  kind: GradeHabit['kind'],
  {
    decimals,
    kept,
    offered,
    length,
  }: Pick<z.output<typeof storedHabit>, 'decimals' | 'kept' | 'offered' | 'length'>,
): GradeHabit {
  if (kind === 'decimals') return { kind, decimals: decimals ?? 0 };
  if (kind === 'title') return { kind, length: length ?? 0 };
  if (kind === 'columns' || kind === 'class_results' || kind === 'put_creates')
    return { kind, offered: offered ?? false };
  return kind === 'exempt' ? { kind, kept: kept ?? false } : { kind };
}

/** The version of the first release that knows the habit: an older one leaves newer documents alone (Z15). */
const versionOf = {
  decimals: 1,
  maximum: 1,
  exempt: 2,
  columns: 3,
  class_results: 3,
  title: 4,
  put_creates: 5,
} as const satisfies Record<GradeHabit['kind'], number>;

/** What runs and *Test with writing* have taught about each institution's SIS. It holds no names and no scores. */
export interface LearnedHabitStore {
  /** A score of 9 may be 8.96 or 8.6, and a cut title may end in a blank: of what was seen, the most is kept. */
  note(institutionId: string, profile: string, habits: readonly GradeHabit[], now: Date): Promise<void>;
  find(institutionId: string, profile: string): Promise<LearnedHabit[]>;
  removeInstitution(institutionId: string): Promise<void>;
  ensureIndexes(): Promise<void>;
}

export function createLearnedHabitStore(connection: mongoose.Connection): LearnedHabitStore {
  const habits = openRecords(connection, learnedHabitFormat);
  return {
    async note(institutionId, profile, noted, seenAt) {
      for (const habit of noted) {
        const { kind } = habit;
        const kept = habit.kind === 'exempt' ? { kept: habit.kept } : {};
        const offered = 'offered' in habit ? { offered: habit.offered } : {};
        const set = {
          $set: { institutionId, profile, kind, seenAt, ...kept, ...offered, v: versionOf[kind] },
        };
        const most = findMost(habit);
        await habits.updateOne({ _id: `${institutionId}:${profile}:${kind}` }, { ...set, ...most }, 'upsert');
      }
    },
    find: (institutionId, profile) => habits.find({ institutionId, profile }, { sort: { _id: 1 } }),
    async removeInstitution(institutionId) {
      await habits.deleteMany({ institutionId });
    },
    async ensureIndexes() {
      await habits.createIndex({ institutionId: 1 });
    },
  };
}

function findMost(habit: GradeHabit): { readonly $max?: Readonly<Record<string, number>> } {
  if (habit.kind === 'decimals') return { $max: { decimals: habit.decimals } };
  return habit.kind === 'title' ? { $max: { length: habit.length } } : {};
}
