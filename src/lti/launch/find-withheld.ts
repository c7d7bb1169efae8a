import { z } from 'zod';
import { serviceScopes } from '../registration/tool-config.ts';
import { type Claims, claim } from './claims.ts';
import { customFields, lookFields } from './custom-fields.ts';

/**
 * Parts of a course launch that the LTI key does not grant: Canvas's administrators may take scopes and custom fields away
 * at any time after the registration (CF9), and a key that was pasted before a field existed lacks it.
 */
export const withheldParts = [
  'canvas_roster_withheld',
  'canvas_grades_withheld',
  'canvas_fields_withheld',
] as const;
export type WithheldPart = (typeof withheldParts)[number];

export const courseContext = 'http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering';
const courseLaunch = z.object({
  [claim.context]: z.object({
    type: z.array(z.string()).refine((types) => types.includes(courseContext)),
  }),
  [claim.custom]: z.record(z.string(), z.unknown()).catch({}),
  [claim.namesRoles]: z.object({ context_memberships_url: z.string() }).optional().catch(undefined),
  [claim.endpoint]: z
    .object({ scope: z.array(z.string()) })
    .optional()
    .catch(undefined),
});
const looks: readonly string[] = lookFields;
const neededFields = Object.keys(customFields).filter((name) => !looks.includes(name));
const gradeScopes = serviceScopes.filter((scope) => scope.includes('/lti-ags/'));

/** What a launch of a course lacks; null if it is no launch of a course, which says nothing. */
export function findWithheld(claims: Claims): readonly WithheldPart[] | null {
  const parsed = courseLaunch.safeParse(claims);
  if (!parsed.success) return null;
  const { [claim.custom]: fields, [claim.namesRoles]: roster, [claim.endpoint]: grades } = parsed.data;
  const granted = grades?.scope ?? [];
  const lacks: Readonly<Record<WithheldPart, boolean>> = {
    canvas_roster_withheld: roster === undefined,
    canvas_grades_withheld: gradeScopes.some((scope) => !granted.includes(scope)),
    canvas_fields_withheld: neededFields.some((name) => !(name in fields)),
  };
  return withheldParts.filter((part) => lacks[part]);
}
