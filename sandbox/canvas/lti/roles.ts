import type { Enrollment, EnrollmentType } from '../school/records/enrollment.ts';
import type { User } from '../school/records/user.ts';

const lis = 'http://purl.imsglobal.org/vocab/lis/v2';
const testUser = 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser';

/** `LIS_V2_LTI_ADVANTAGE_ROLE_MAP` of lib/lti/substitutions_helper.rb. */
const membershipRolesOf: Readonly<Record<EnrollmentType, readonly string[]>> = {
  TeacherEnrollment: [`${lis}/membership#Instructor`],
  TaEnrollment: [`${lis}/membership/Instructor#TeachingAssistant`, `${lis}/membership#Instructor`],
  StudentEnrollment: [`${lis}/membership#Learner`],
  StudentViewEnrollment: [`${lis}/membership#Learner`],
  DesignerEnrollment: [`${lis}/membership#ContentDeveloper`],
  ObserverEnrollment: [`${lis}/membership#Mentor`],
};

/** A person's membership roles in a course, from active enrollments. */
export function membershipRoles(enrollments: readonly Enrollment[]): readonly string[] {
  const active = enrollments.filter((enrollment) => enrollment.state === 'active');
  return [...new Set(active.flatMap((enrollment) => membershipRolesOf[enrollment.type]))];
}

/**
 * The enrollment types that a `role` filter of NRPS stands for. For a role without any, Canvas answers an
 * empty list.
 */
export const enrollmentTypesOfRole = (role: string): readonly EnrollmentType[] =>
  Object.entries(membershipRolesOf).flatMap(([type, roles]) =>
    roles.includes(role) && isEnrollmentType(type) ? [type] : [],
  );

const isEnrollmentType = (type: string): type is EnrollmentType => type in membershipRolesOf;

/**
 * The roles claim: course, institution and system roles, de-duplicated and sorted. Institution roles come
 * from the WHOLE root account, so they say nothing about the launched course (CF3). `inContext` holds the
 * person's enrollments in the course, `everywhere` those in the school.
 */
export function launchRoles(
  user: User,
  inContext: readonly Enrollment[],
  everywhere: readonly Enrollment[],
): readonly string[] {
  const roles = new Set<string>(membershipRoles(inContext));
  const isActive = (type: EnrollmentType): boolean =>
    everywhere.some((enrollment) => enrollment.type === type && enrollment.state === 'active');
  if (isActive('TeacherEnrollment') || isActive('TaEnrollment') || isActive('DesignerEnrollment')) {
    roles.add(`${lis}/institution/person#Instructor`);
  }
  if (isActive('StudentEnrollment')) roles.add(`${lis}/institution/person#Student`);
  if (user.accountAdmin) roles.add(`${lis}/institution/person#Administrator`);
  roles.add(`${lis}/system/person#User`);
  if (user.testStudent) roles.add(testUser);
  return [...roles].sort();
}
