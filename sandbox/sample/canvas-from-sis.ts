import type { SampleCanvas, SampleCourse, SampleSis } from './types.ts';

type CanvasUser = SampleCanvas['users'][number];
type Enrollment = SampleCourse['enrollments'][number];

/** The group that Canvas creates in a new course. */
const defaultGroup = 'Assignments';

/** The sandbox's Canvas administrator, unknown to the SIS. */
export const accountAdministrator: CanvasUser = {
  key: 'account-administrator',
  name: 'Avery Administrator',
  login: 'account.administrator',
  email: 'account.administrator@school.example',
  sisId: null,
  accountAdmin: true,
};

/** A SIS user as a Canvas user, whose SIS id is the sourcedId. */
export function toCanvasUser(user: SampleSis['users'][number]): CanvasUser {
  return {
    key: user.id,
    name: `${user.givenName} ${user.familyName}`,
    login: user.username === '' ? user.id : user.username,
    email: user.email,
    sisId: user.id,
    accountAdmin: false,
  };
}

/** Titles of the categories valid for `classId`, without duplicates, in the SIS's order. */
export function groupsOfClass(sis: SampleSis, classId: string): readonly string[] {
  const titles = sis.categories
    .filter((category) => category.classId === null || category.classId === classId)
    .map((category) => category.title);
  return titles.length === 0 ? [defaultGroup] : [...new Set(titles)];
}

/** The teachers of each class in the SIS, by class id. */
export function enrollmentsByClass(
  sis: SampleSis,
  role: 'student' | 'teacher',
): ReadonlyMap<string, readonly string[]> {
  const byClass = new Map<string, string[]>();
  for (const enrollment of sis.enrollments) {
    if (enrollment.role !== role) continue;
    const userIds = byClass.get(enrollment.classId);
    if (userIds) userIds.push(enrollment.userId);
    else byClass.set(enrollment.classId, [enrollment.userId]);
  }
  return byClass;
}

/** Active enrollments of `userKeys` in one section. */
export function enroll(
  sectionKey: string,
  role: Enrollment['role'],
  userKeys: readonly string[],
): readonly Enrollment[] {
  return userKeys.map((userKey) => ({ userKey, sectionKey, role, state: 'active' }));
}

/** A Canvas built from the roster alone: each class becomes a course with one section and no assignments. */
export function buildCanvasFromSis(sis: SampleSis): SampleCanvas {
  const teachers = enrollmentsByClass(sis, 'teacher');
  const students = enrollmentsByClass(sis, 'student');
  return {
    users: [...sis.users.map(toCanvasUser), accountAdministrator],
    courses: sis.classes.map((row) => ({
      key: row.id,
      name: row.title,
      code: row.code === '' ? row.title : row.code,
      sisId: null,
      sections: [{ key: row.id, name: row.title, sisId: row.id }],
      enrollments: [
        ...enroll(row.id, 'teacher', teachers.get(row.id) ?? []),
        ...enroll(row.id, 'student', students.get(row.id) ?? []),
      ],
      groups: groupsOfClass(sis, row.id),
      assignments: [],
    })),
  };
}
