import type { CourseRole } from '../../domain/launch-context.ts';

const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership';
const teachingAssistant = `${membership}/Instructor#TeachingAssistant`;
const administrators: readonly string[] = [
  'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator',
  'http://purl.imsglobal.org/vocab/lis/v2/system/person#SysAdmin',
];
const testUsers: readonly string[] = [
  'http://purl.imsglobal.org/vocab/lti/system/person#TestUser',
  'http://purl.imsglobal.org/vocab/lis/v2/system/person#TestUser',
];

/**
 * A person's role in the launched course, by membership roles only: institution roles cover the whole root
 * account and say nothing about this course (CT3). Simple names are allowed for membership roles (LTI 1.3
 * Core § A.2.3).
 * @param membershipRoles `$Canvas.membership.roles`, such as `TeacherEnrollment`
 */
export function readCourseRole(roles: readonly string[], membershipRoles: readonly string[]): CourseRole {
  const has = (name: string): boolean => roles.includes(`${membership}#${name}`) || roles.includes(name);
  // Student View carries Learner and TestUser (CT4); it must never count as anything else.
  if (roles.some((role) => testUsers.includes(role))) return 'student';
  const isAssistant = roles.includes(teachingAssistant) || has('TeachingAssistant');
  // An assistant also carries Instructor (CT4); only Canvas's own role names tell the two apart.
  if (isAssistant) return membershipRoles.includes('TeacherEnrollment') ? 'teacher' : 'ta';
  if (has('Instructor')) return 'teacher';
  if (has('ContentDeveloper')) return 'designer';
  if (has('Mentor')) return 'observer';
  if (has('Learner')) return 'student';
  return 'none';
}

/**
 * Whether the person administers the institution. An administrator role alone may come from another account
 * of the school, so Canvas's own role names or the granted permissions in the launched account must agree.
 * That account may be a sub-account, whose administrators must not reach the whole institution's courses and
 * SIS connection, so the person must also administer the root account.
 * @param permissions the granted ones of `$Canvas.membership.permissions<…>`
 * @param isRootAdmin `$Canvas.user.isRootAccountAdmin`
 */
export function readAccountRole(
  roles: readonly string[],
  membershipRoles: readonly string[],
  permissions: readonly string[],
  isRootAdmin: boolean,
): CourseRole {
  const claimsIt = roles.some((role) => administrators.includes(role));
  const agreed = membershipRoles.includes('Account Admin') || permissions.includes('manage_grades');
  return claimsIt && agreed && isRootAdmin ? 'administrator' : 'none';
}
