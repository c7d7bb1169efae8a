import { type Permission, permissions } from '../school/permissions.ts';
import type { Account } from '../school/records/account.ts';
import type { Course, Section } from '../school/records/course.ts';
import type { Enrollment } from '../school/records/enrollment.ts';
import type { User } from '../school/records/user.ts';
import { themes } from '../school/themes.ts';

/** What variables in custom fields are read from. `user` null: no person is involved. */
export interface VariableSource {
  readonly account: Account;
  readonly course: Course | null;
  readonly user: User | null;
  /** The person's own enrollments in the course. */
  readonly enrollments: readonly Enrollment[];
  /** All sections of the course. */
  readonly sections: readonly Section[];
  readonly granted: ReadonlySet<Permission>;
  readonly publicUrl: string;
}

/** A value with its Ruby type: numbers stay numbers. Undefined: not available here. */
export type VariableValue = string | number | boolean | undefined;

type Expander = (source: VariableSource) => VariableValue;

const orUnavailable = <T>(value: T | null | undefined): T | undefined => value ?? undefined;
const toIso = (date: Date | null | undefined): string | undefined => date?.toISOString();

/** The sections the person is enrolled in. An administrator without an enrollment has none (CF3). */
const ownSections = ({ sections, enrollments }: VariableSource): readonly Section[] => {
  const own = new Set(enrollments.filter((e) => e.state === 'active').map((e) => e.sectionId));
  return sections.filter((section) => own.has(section.id));
};

const inCourse =
  (expand: (course: Course, source: VariableSource) => VariableValue): Expander =>
  (source) =>
    source.course === null ? undefined : expand(source.course, source);

const ofUser =
  (expand: (user: User, source: VariableSource) => VariableValue): Expander =>
  (source) =>
    source.user === null ? undefined : expand(source.user, source);

const membershipRoleNames: Expander = ofUser((user, { enrollments }) => {
  // The test student has the student role.
  const names = enrollments
    .filter((enrollment) => enrollment.state === 'active')
    .map(({ type }) => (type === 'StudentViewEnrollment' ? 'StudentEnrollment' : type));
  return [...new Set([...names, ...(user.accountAdmin ? ['Account Admin'] : [])])].join(',');
});

/**
 * The variables that Canvas knows (doc/api/tools_variable_substitutions.md, lib/lti/variable_expander.rb).
 */
const expanders: Readonly<Record<string, Expander>> = {
  '$Context.id': ({ course, account }) => course?.ltiContextId ?? account.ltiContextId,
  '$Context.title': ({ course, account }) => course?.name ?? account.name,
  '$Canvas.course.id': inCourse((course) => course.id),
  '$Canvas.course.name': inCourse((course) => course.name),
  '$Canvas.course.sisSourceId': inCourse((course) => orUnavailable(course.sisCourseId)),
  '$Canvas.course.startAt': inCourse((course) => toIso(course.startAt)),
  '$Canvas.course.endAt': inCourse((course) => toIso(course.endAt)),
  '$Canvas.course.workflowState': inCourse((course) => course.workflowState),
  '$Canvas.course.gradePassbackSetting': inCourse(() => undefined),
  // The COURSE's SIS id, despite the name (CF3).
  '$CourseSection.sourcedId': inCourse((course) => orUnavailable(course.sisCourseId)),
  '$CourseOffering.sourcedId': inCourse((course) => orUnavailable(course.sisCourseId)),
  '$Canvas.course.sectionIds': inCourse((_, source) =>
    ownSections(source)
      .map((section) => section.id)
      .sort((a, b) => a - b)
      .join(','),
  ),
  // Without blanks and sorted as text, so NOT parallel to the ids (lib/lti/substitutions_helper.rb,
  // `section_sis_ids`).
  '$Canvas.course.sectionSisSourceIds': inCourse((_, source) =>
    ownSections(source)
      .flatMap((section) => (section.sisSectionId === null ? [] : [section.sisSectionId]))
      .sort()
      .join(','),
  ),
  // Also true without any enrollment, as for an administrator (`visibility_limited_to_course_sections?`,
  // course.rb).
  '$Canvas.course.sectionRestricted': inCourse((_, { enrollments }) =>
    enrollments.every((enrollment) => enrollment.limitedToSection),
  ),
  '$com.instructure.User.sectionNames': inCourse((_, source) =>
    JSON.stringify(ownSections(source).map((section) => section.name)),
  ),
  '$Canvas.user.id': ofUser((user) => user.id),
  '$Canvas.user.loginId': ofUser((user) => user.loginId),
  '$Canvas.user.sisSourceId': ofUser((user) => orUnavailable(user.sisUserId)),
  '$Canvas.user.sisIntegrationId': ofUser((user) => orUnavailable(user.integrationId)),
  '$Canvas.user.globalId': ofUser((user) => 10_000_000_000_000 + user.id),
  // A text, not a boolean (lib/lti/variable_expander.rb).
  '$Canvas.user.prefersHighContrast': ofUser((user) => (user.highContrast === true ? 'true' : 'false')),
  '$Canvas.user.isRootAccountAdmin': ofUser((user) => user.accountAdmin),
  '$Person.sourcedId': ofUser((user) => orUnavailable(user.sisUserId)),
  '$Person.name.full': ofUser((user) => user.name),
  '$Person.email.primary': ofUser((user) => user.email),
  '$Person.address.timezone': ofUser((_, source) => source.course?.timeZone ?? source.account.timeZone),
  '$vnd.Canvas.Person.email.sis': ofUser((user) => (user.sisUserId === null ? undefined : user.email)),
  '$User.id': ofUser((user) => user.id),
  '$User.username': ofUser((user) => user.loginId),
  '$Canvas.term.id': inCourse((_, { account }) => account.term.id),
  '$Canvas.term.name': inCourse((_, { account }) => account.term.name),
  '$Canvas.term.startAt': inCourse((_, { account }) => toIso(account.term.startAt)),
  '$Canvas.term.endAt': inCourse((_, { account }) => toIso(account.term.endAt)),
  '$Canvas.api.baseUrl': ({ publicUrl }) => publicUrl,
  '$Canvas.api.domain': ({ publicUrl }) => new URL(publicUrl).host,
  '$Canvas.account.id': ({ account }) => account.id,
  '$Canvas.account.name': ({ account }) => account.name,
  '$Canvas.account.sisSourceId': ({ account }) => orUnavailable(account.sisSourceId),
  '$Canvas.rootAccount.id': ({ account }) => account.id,
  '$Canvas.rootAccount.sisSourceId': ({ account }) => orUnavailable(account.sisSourceId),
  '$Canvas.environment.test': () => false,
  '$Canvas.membership.roles': membershipRoleNames,
  '$Canvas.membership.concludedRoles': inCourse((_, { enrollments }) =>
    enrollments
      .filter((enrollment) => enrollment.state === 'completed')
      .map((enrollment) => enrollment.type)
      .join(','),
  ),
  '$Canvas.enrollment.enrollmentState': inCourse((_, { enrollments }) => {
    if (enrollments.length === 0) return '';
    return enrollments.some((enrollment) => enrollment.state === 'active') ? 'active' : 'inactive';
  }),
  // In high contrast Canvas drops its theme (`active_brand_config`, application_controller.rb).
  '$com.instructure.brandConfigJSON': ({ account, user }) =>
    account.theme && user?.highContrast !== true
      ? JSON.stringify(themes[account.theme].variables)
      : undefined,
  '$com.instructure.User.student_view': ofUser((user) => user.testStudent),
  '$Message.locale': ofUser((user) => user.locale),
};

/** The variables that NRPS expands per member (CF5). */
export const memberVariables: ReadonlySet<string> = new Set([
  '$Canvas.user.id',
  '$Canvas.user.loginId',
  '$Canvas.user.sisSourceId',
  '$Canvas.user.sisIntegrationId',
  '$Canvas.course.id',
  '$Canvas.course.sisSourceId',
  '$Canvas.course.sectionIds',
  '$Canvas.course.sectionSisSourceIds',
  '$Canvas.course.sectionRestricted',
  '$Canvas.course.gradePassbackSetting',
  '$com.instructure.User.sectionNames',
  '$vnd.Canvas.Person.email.sis',
  '$Person.sourcedId',
]);

const permissionsVariable = /^\$Canvas\.membership\.permissions<([^>]*)>$/u;
const anyVariable = /\$(?:[A-Za-z]+(?:\.[A-Za-z]+)+)(?:<[^>]*>)?/gu;

function expandVariable(
  name: string,
  source: VariableSource,
  allowed: ReadonlySet<string> | null,
): VariableValue {
  if (allowed !== null && !allowed.has(name)) return undefined;
  const wanted = permissionsVariable.exec(name)?.[1];
  if (wanted !== undefined) {
    const known = permissions.filter((permission) => source.granted.has(permission)).map(String);
    return wanted
      .split(',')
      .map((permission) => permission.trim())
      .filter((permission) => known.includes(permission))
      .join(',');
  }
  return expanders[name]?.(source);
}

/**
 * The value of a custom field. A value that is exactly one variable keeps that variable's type (ids are
 * numbers). An unknown or unavailable variable stays as the literal `$Name` (CF3, CT5, CT21). `allowed` null:
 * every variable.
 */
export function expandValue(
  value: string,
  source: VariableSource,
  allowed: ReadonlySet<string> | null,
): string | number | boolean {
  const whole = expandVariable(value, source, allowed);
  if (whole !== undefined) return whole;
  return value.replace(anyVariable, (name) => {
    const expanded = expandVariable(name, source, allowed);
    return expanded === undefined ? name : String(expanded);
  });
}

/** All custom fields of a tool. Keys become lower case, and other characters become `_` (CF1). */
export function expandCustomFields(
  fields: Readonly<Record<string, string>>,
  source: VariableSource,
  allowed: ReadonlySet<string> | null = null,
): Readonly<Record<string, string | number | boolean>> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [
      key.toLowerCase().replace(/\W/gu, '_'),
      expandValue(value, source, allowed),
    ]),
  );
}

/** The name of every variable that this Canvas knows, without its `$`. */
export const variableNames: readonly string[] = Object.keys(expanders).map((name) => name.slice(1));
