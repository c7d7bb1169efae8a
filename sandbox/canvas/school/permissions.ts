import type { Account } from './records/account.ts';
import type { Course } from './records/course.ts';
import type { Enrollment, EnrollmentType } from './records/enrollment.ts';
import type { User } from './records/user.ts';

export const permissions = [
  'read',
  'participate_as_student',
  'read_as_admin',
  'view_all_grades',
  'manage_grades',
  'manage_assignments',
  'manage_course_content',
  'read_roster',
  'read_sis',
  'manage_sis',
] as const;
export type Permission = (typeof permissions)[number];

const staffReads: readonly Permission[] = ['read', 'read_as_admin', 'view_all_grades', 'read_roster'];
const staff: readonly Permission[] = [
  ...staffReads,
  'manage_grades',
  'manage_assignments',
  'manage_course_content',
];

/**
 * Canvas's defaults by role (CF18): teachers read SIS data, assistants do not, and designers see no grades.
 * `Account.teachersReadSis` says whether this school leaves that to its teachers.
 */
const byType: Readonly<Record<EnrollmentType, readonly Permission[]>> = {
  TeacherEnrollment: [...staff, 'read_sis'],
  TaEnrollment: staff,
  DesignerEnrollment: ['read', 'read_as_admin', 'manage_assignments', 'manage_course_content', 'read_roster'],
  StudentEnrollment: ['read', 'participate_as_student', 'read_roster'],
  StudentViewEnrollment: ['read', 'participate_as_student'],
  ObserverEnrollment: ['read'],
};

/** What remains after an enrollment has ended, by date or by hand (CF18). */
const afterTheEnd: readonly Permission[] = [...staffReads, 'read_sis'];

const adminPermissions: readonly Permission[] = permissions.filter(
  (permission) => permission !== 'participate_as_student',
);

/** A person's permissions in the root account. */
export const permissionsInAccount = (user: User): ReadonlySet<Permission> =>
  new Set(user.accountAdmin ? adminPermissions : []);

/** A person in a course; `enrollments` are the person's own there. */
export interface Participation {
  readonly user: User;
  readonly enrollments: readonly Enrollment[];
  readonly account: Pick<Account, 'teachersReadSis' | 'teachersLack'>;
  readonly course: Pick<Course, 'endAt' | 'restrictEnrollments'>;
  readonly now: Date;
}

/** A person's permissions in a course. After the enrollment has ended, little more than reading is left. */
export function permissionsInCourse(participation: Participation): ReadonlySet<Permission> {
  const { user, enrollments } = participation;
  return new Set([
    ...permissionsInAccount(user),
    ...enrollments.flatMap((enrollment) => permissionsOf(enrollment, participation)),
  ]);
}

function permissionsOf(enrollment: Enrollment, participation: Participation): readonly Permission[] {
  if (enrollment.state !== 'active' && enrollment.state !== 'completed') return [];
  const { teachersReadSis, teachersLack = [] } = participation.account;
  const lacking: readonly string[] = [
    ...(enrollment.type === 'TeacherEnrollment' ? teachersLack : []),
    ...(teachersReadSis ? [] : ['read_sis']),
  ];
  const ended = hasEnded(enrollment, participation);
  return byType[enrollment.type].filter(
    (permission) => !lacking.includes(permission) && (!ended || afterTheEnd.includes(permission)),
  );
}

/** Ended by hand, or with the course that limits its enrollments to its dates. */
function hasEnded({ state }: Enrollment, { course, now }: Participation): boolean {
  if (state === 'completed') return true;
  return course.restrictEnrollments === true && course.endAt !== null && course.endAt <= now;
}
