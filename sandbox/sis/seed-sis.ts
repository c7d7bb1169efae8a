import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../src/clock.ts';
import type { SampleSis } from '../sample/types.ts';
import type { RosterRows } from './roster.ts';
import { journaled, type SisStore } from './sis-store.ts';

function storedRows(store: SisStore): RosterRows {
  const roster = store.roster();
  return {
    orgs: [...roster.orgs.values()],
    academicSessions: [...roster.sessions.values()],
    courses: [...roster.courses.values()],
    classes: [...roster.classes.values()],
    users: [...roster.users.values()],
    enrollments: [...roster.enrollments.values()],
  };
}

function sortById(rows: readonly { readonly id: string }[]): readonly unknown[] {
  return rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function isSameRoster(a: RosterRows, b: RosterRows): boolean {
  return (['orgs', 'academicSessions', 'courses', 'classes', 'users', 'enrollments'] as const).every((kind) =>
    isDeepStrictEqual(sortById(a[kind]), sortById(b[kind])),
  );
}

/**
 * Fills the SIS with a school. Seeding the same school again changes nothing. A different school replaces the
 * first, and the categories and grades of classes it lacks are removed.
 */
export async function seedSis(store: SisStore, sample: SampleSis, clock: Clock): Promise<void> {
  const now = clock();
  const { categories, ...rows } = sample;
  if (!isSameRoster(storedRows(store), rows)) await store.replaceRoster(rows, now);
  const classIds = sample.classes.map((row) => row.id);
  await store.lineItems.deleteMany({ classId: { $nin: classIds } }, journaled);
  await store.results.deleteMany({ classId: { $nin: classIds } }, journaled);
  await store.categories.deleteMany({ classId: { $nin: [null, ...classIds] } }, journaled);
  if (categories.length === 0) return;
  await store.categories.bulkWrite(
    categories.map(({ id, title, classId }) => ({
      updateOne: {
        filter: { _id: id },
        update: {
          $setOnInsert: { title, classId, weight: null, metadata: null, status: 'active', modifiedAt: now },
        },
        upsert: true,
      },
    })),
    { ordered: false, ...journaled },
  );
}
