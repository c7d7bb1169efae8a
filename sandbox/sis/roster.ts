import type { SampleSis } from '../sample/types.ts';

export type OrgRow = SampleSis['orgs'][number];
export type SessionRow = SampleSis['academicSessions'][number];
export type CourseRow = SampleSis['courses'][number];
export type ClassRow = SampleSis['classes'][number];
export type UserRow = SampleSis['users'][number];
export type EnrollmentRow = SampleSis['enrollments'][number];

/** The stored roster by kind, without the categories. */
export type RosterRows = Omit<SampleSis, 'categories'>;

/** The roster in memory: only seeding changes it, and every PUT reads it. */
export interface Roster {
  readonly orgs: ReadonlyMap<string, OrgRow>;
  readonly sessions: ReadonlyMap<string, SessionRow>;
  readonly courses: ReadonlyMap<string, CourseRow>;
  readonly classes: ReadonlyMap<string, ClassRow>;
  readonly users: ReadonlyMap<string, UserRow>;
  readonly enrollments: ReadonlyMap<string, EnrollmentRow>;
  /** The time of seeding: the `dateLastModified` of every roster object. */
  readonly seededAt: Date;
  /** The user ids of a class's students. */
  readonly studentsOf: (classId: string) => ReadonlySet<string>;
  readonly teachersOf: (classId: string) => ReadonlySet<string>;
}

const nobody: ReadonlySet<string> = new Set();

function indexById<T extends { readonly id: string }>(rows: readonly T[]): ReadonlyMap<string, T> {
  return new Map(
    rows.toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)).map((row) => [row.id, row]),
  );
}

function indexMembers(rows: readonly EnrollmentRow[], role: EnrollmentRow['role']): Map<string, Set<string>> {
  const members = new Map<string, Set<string>>();
  for (const row of rows) {
    if (row.role !== role) continue;
    const ofClass = members.get(row.classId);
    if (ofClass) ofClass.add(row.userId);
    else members.set(row.classId, new Set([row.userId]));
  }
  return members;
}

/** Indexes the rows. */
export function buildRoster(rows: RosterRows, seededAt: Date): Roster {
  const students = indexMembers(rows.enrollments, 'student');
  const teachers = indexMembers(rows.enrollments, 'teacher');
  return {
    orgs: indexById(rows.orgs),
    sessions: indexById(rows.academicSessions),
    courses: indexById(rows.courses),
    classes: indexById(rows.classes),
    users: indexById(rows.users),
    enrollments: indexById(rows.enrollments),
    seededAt,
    studentsOf: (classId) => students.get(classId) ?? nobody,
    teachersOf: (classId) => teachers.get(classId) ?? nobody,
  };
}
