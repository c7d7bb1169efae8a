import type { Course } from '../records/course.ts';
import type { Enrollment } from '../records/enrollment.ts';

/** Shared by all parts of a seeding. `now` dates what the sample leaves open. */
export interface SeedContext {
  readonly now: Date;
  /** A local wall-clock time of the sample, in the school's zone, as an instant. */
  readonly toInstant: (local: string | null) => Date | null;
  readonly timeZone: string;
  readonly userIds: ReadonlyMap<string, number>;
  readonly sisUserKeys: ReadonlySet<string>;
  readonly teacherId: number;
}

/** A seeded course with the ids that Canvas assigned. */
export interface SeededCourse {
  readonly course: Course;
  readonly sectionIds: ReadonlyMap<string, number>;
  readonly groupIds: ReadonlyMap<string, number>;
  readonly enrollments: readonly Enrollment[];
}

/** The value of a sample key. Throws if the sample names something it does not define. */
export function lookUp<K, V>(map: ReadonlyMap<K, V>, key: K, what: string): V {
  const value = map.get(key);
  if (value === undefined) throw new Error(`The sample has no ${what} ${String(key)}`);
  return value;
}
