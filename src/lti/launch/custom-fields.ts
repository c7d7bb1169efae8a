/**
 * Custom fields of the tool itself, not of one placement: Names & Roles expands only tool-level fields. Keys
 * are lower-case, as Canvas makes them; values are Canvas variables
 * (`doc/api/tools_variable_substitutions.md`). A variable that is unknown or unavailable arrives as its own
 * name, such as the text `$Canvas.user.sisSourceId`: read it with `readCustomField`.
 */
export const customFields = {
  canvas_user_id: '$Canvas.user.id',
  canvas_course_id: '$Canvas.course.id',
  canvas_api_base_url: '$Canvas.api.baseUrl',
  /** Role names from course enrollments and the account chain, such as `TeacherEnrollment,Account Admin`. */
  canvas_membership_roles: '$Canvas.membership.roles',
  /** Those of the named permissions that the person holds. */
  canvas_permissions: '$Canvas.membership.permissions<manage_grades,view_all_grades>',
  /**
   * Whether the person administers the root account. Administrators of sub-accounts do not administer the
   * institution.
   */
  canvas_root_account_admin: '$Canvas.user.isRootAccountAdmin',
  canvas_user_sis_id: '$Canvas.user.sisSourceId',
  canvas_user_integration_id: '$Canvas.user.sisIntegrationId',
  canvas_user_login: '$Canvas.user.loginId',
  /** Student View, if Canvas does not mark it with the role TestUser. */
  canvas_student_view: '$com.instructure.User.student_view',
  /**
   * The sections in which the person is enrolled: comma lists, each in its own order, never to be paired by
   * position.
   */
  canvas_section_ids: '$Canvas.course.sectionIds',
  canvas_section_sis_ids: '$Canvas.course.sectionSisSourceIds',
  /** Whether the person may see only the people of their own sections. */
  canvas_section_restricted: '$Canvas.course.sectionRestricted',
  /** Not in every Canvas; harmless if missing. */
  person_time_zone: '$Person.address.timezone',
  /** `true` or `false`: *High Contrast UI* in the person's settings. */
  canvas_high_contrast: '$Canvas.user.prefersHighContrast',
  /** The institution's theme as JSON text; empty or the variable's own name if it has none. */
  canvas_brand: '$com.instructure.brandConfigJSON',
} as const;

export type CustomField = keyof typeof customFields;

/** Fields of looks alone: a key that was pasted before they existed need not be changed for them. */
export const lookFields: readonly CustomField[] = ['canvas_high_contrast', 'canvas_brand'];

/**
 * One custom field as text; null if missing, empty, or still the literal variable. Whole-variable values may
 * arrive as JSON numbers.
 */
export function readCustomField(fields: Readonly<Record<string, unknown>>, name: CustomField): string | null {
  const value = fields[name];
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' || text.startsWith('$') ? null : text;
}

/** A boolean custom field: only a plain yes counts. Whole-variable values may arrive as JSON booleans. */
export function readCustomFlag(fields: Readonly<Record<string, unknown>>, name: CustomField): boolean {
  return fields[name] === true || fields[name] === 'true';
}

/** A comma list custom field without blank entries; empty if missing. */
export function readCustomList(
  fields: Readonly<Record<string, unknown>>,
  name: CustomField,
): readonly string[] {
  const text = readCustomField(fields, name);
  if (text === null) return [];
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '' && !entry.startsWith('$'));
}
