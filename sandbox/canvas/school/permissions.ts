import type { Account } from './records/account.ts';
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

/**
 * Canvas's defaults by role. SIS ids are gated by `read_sis` on the ROOT ACCOUNT (CF7), which a
 * course role does not carry: `Account.teachersReadSis` says whether this school gives it to teachers.
 */
const byType: Readonly<Record<EnrollmentType, readonly Permission[]>> = {
  TeacherEnrollment: [
    'read',
    'read_as_admin',
    'view_all_grades',
    'manage_grades',
    'manage_assignments',
    'manage_course_content',
    'read_roster',
  ],
  TaEnrollment: [
    'read',
    'read_as_admin',
    'view_all_grades',
    'manage_grades',
    'manage_assignments',
    'manage_course_content',
    'read_roster',
  ],
  DesignerEnrollment: ['read', 'read_as_admin', 'manage_assignments', 'manage_course_content', 'read_roster'],
  StudentEnrollment: ['read', 'participate_as_student', 'read_roster'],
  StudentViewEnrollment: ['read', 'participate_as_student'],
  ObserverEnrollment: ['read'],
};

const adminPermissions: readonly Permission[] = permissions.filter(
  (permission) => permission !== 'participate_as_student',
);

/** What a person may do in the root account. */
export function permissionsInAccount(
  user: User,
  enrollments: readonly Enrollment[],
  account: Pick<Account, 'teachersReadSis'>,
): ReadonlySet<Permission> {
  if (user.accountAdmin) return new Set(adminPermissions);
  const teaches = enrollments.some(
    (enrollment) => enrollment.type === 'TeacherEnrollment' && enrollment.state === 'active',
  );
  return new Set(teaches && account.teachersReadSis ? ['read_sis' as const] : []);
}

/**
 * What a person may do in a course. `enrollments` are the person's own in that course; only active
 * ones count.
 */
export function permissionsInCourse(
  user: User,
  enrollments: readonly Enrollment[],
  account: Pick<Account, 'teachersReadSis' | 'teachersLack'>,
): ReadonlySet<Permission> {
  const granted = new Set<Permission>(permissionsInAccount(user, enrollments, account));
  for (const enrollment of enrollments) {
    if (enrollment.state !== 'active') continue;
    const lacking = enrollment.type === 'TeacherEnrollment' ? (account.teachersLack ?? []) : [];
    for (const permission of byType[enrollment.type]) {
      if (!lacking.includes(permission)) granted.add(permission);
    }
  }
  return granted;
}
