import { plain } from '../../school/models.ts';
import type { Course } from '../../school/records/course.ts';
import type { Enrollment, EnrollmentType } from '../../school/records/enrollment.ts';
import type { User } from '../../school/records/user.ts';
import type { SchoolStore } from '../../school/school-store.ts';
import { initialsOf } from '../shell.ts';

interface Choice {
  readonly id: number;
  readonly name: string;
  readonly initials: string;
  readonly note: string;
}

export interface PeopleGroup {
  readonly title: string;
  readonly people: readonly Choice[];
}

/** The groups in display order; a person appears in the first that fits. */
const titles: readonly (readonly [title: string, types: readonly EnrollmentType[]])[] = [
  ['Teachers', ['TeacherEnrollment']],
  ['Teaching assistants', ['TaEnrollment']],
  ['Designers', ['DesignerEnrollment']],
  ['Students', ['StudentEnrollment', 'StudentViewEnrollment']],
  ['Observers', ['ObserverEnrollment']],
];
const administrators = 'Administrators';

/** Everybody in the school by role, with their courses. */
export async function groupPeople(store: SchoolStore): Promise<readonly PeopleGroup[]> {
  const { models, people } = store;
  const [users, courses, enrollments] = await Promise.all([
    people.list(),
    models.courses.find({}, plain).lean<Course[]>(),
    models.enrollments.find({}, plain).sort({ id: 1 }).lean<Enrollment[]>(),
  ]);
  const names = new Map(courses.map((course) => [course.id, course.name]));
  const byUser = new Map<number, Enrollment[]>();
  for (const enrollment of enrollments) {
    if (enrollment.state === 'deleted') continue;
    const own = byUser.get(enrollment.userId);
    if (own === undefined) byUser.set(enrollment.userId, [enrollment]);
    else own.push(enrollment);
  }
  const choices = users
    .toSorted((a, b) => a.sortableName.localeCompare(b.sortableName))
    .map((user) => {
      const own = byUser.get(user.id) ?? [];
      return { group: groupOf(user, own), choice: describe(user, own, names) };
    });
  return [titles[0]?.[0], administrators, ...titles.slice(1).map(([title]) => title), 'Others']
    .flatMap((title) => (title === undefined ? [] : [title]))
    .map((title) => ({
      title,
      people: choices.filter((entry) => entry.group === title).map((entry) => entry.choice),
    }))
    .filter((group) => group.people.length > 0);
}

function groupOf(user: User, own: readonly Enrollment[]): string {
  if (user.accountAdmin) return administrators;
  const found = titles.find(([, types]) => own.some((enrollment) => types.includes(enrollment.type)));
  return found?.[0] ?? 'Others';
}

function describe(user: User, own: readonly Enrollment[], names: ReadonlyMap<number, string>): Choice {
  const courses = [...new Set(own.map((enrollment) => names.get(enrollment.courseId) ?? ''))];
  const note = user.accountAdmin ? ['Account administrator', ...courses] : courses;
  return {
    id: user.id,
    name: user.name,
    initials: initialsOf(user.name),
    note: (user.testStudent ? ['Student View', ...note] : note).join(' · '),
  };
}
