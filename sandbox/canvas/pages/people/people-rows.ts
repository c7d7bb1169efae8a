import type { Course, Section } from '../../school/records/course.ts';
import type { Enrollment, EnrollmentType } from '../../school/records/enrollment.ts';
import type { User } from '../../school/records/user.ts';
import { initialsOf } from '../shell.ts';

const roleWords: Readonly<Record<EnrollmentType, string>> = {
  TeacherEnrollment: 'Teacher',
  TaEnrollment: 'TA',
  DesignerEnrollment: 'Designer',
  StudentEnrollment: 'Student',
  ObserverEnrollment: 'Observer',
  StudentViewEnrollment: 'Test Student',
};
const roleOrder = Object.keys(roleWords);
const stateWords = {
  active: null,
  inactive: 'inactive',
  completed: 'concluded',
  deleted: 'deleted',
} as const;

interface PeopleFacts {
  readonly course: Course;
  readonly enrollments: readonly Enrollment[];
  readonly sections: readonly Section[];
  readonly users: readonly User[];
  readonly manages: boolean;
}

/** One row per enrollment: teachers first, then by name. */
export function buildPeopleRows({ course, enrollments, sections, users, manages }: PeopleFacts) {
  const byId = new Map(users.map((user) => [user.id, user]));
  const sectionNames = new Map(sections.map((section) => [section.id, section.name]));
  const rows = enrollments.flatMap((enrollment) => {
    const user = byId.get(enrollment.userId);
    return user === undefined ? [] : [{ enrollment, user }];
  });
  rows.sort(
    (a, b) =>
      roleOrder.indexOf(a.enrollment.type) - roleOrder.indexOf(b.enrollment.type) ||
      a.user.sortableName.localeCompare(b.user.sortableName) ||
      a.enrollment.id - b.enrollment.id,
  );
  return rows.map(({ enrollment, user }) => {
    const base = `/courses/${course.id}/enrollments/${enrollment.id}`;
    const taken = enrollments
      .filter((other) => other.userId === user.id && other.type === enrollment.type)
      .map((other) => other.sectionId);
    return {
      id: enrollment.id,
      name: user.name,
      initials: initialsOf(user.name),
      loginId: user.loginId,
      sisId: user.sisUserId,
      section: sectionNames.get(enrollment.sectionId) ?? '',
      role: roleWords[enrollment.type],
      state: stateWords[enrollment.state],
      stateAction: `${base}/state`,
      isActive: enrollment.state === 'active',
      moveAction: `${base}/move`,
      moves:
        manages && enrollment.type === 'StudentEnrollment' && enrollment.state === 'active'
          ? sections.filter((section) => !taken.includes(section.id)).map(({ id, name }) => ({ id, name }))
          : [],
    };
  });
}
