import { z } from 'zod';
import type { CanvasMember } from '../domain/course.ts';
import { readCustomField, readCustomFlag, readCustomList } from '../lti/launch/custom-fields.ts';
import { parseAnswer } from './parse-answer.ts';

const customClaim = 'https://purl.imsglobal.org/spec/lti/claim/custom';

/**
 * One member of Names & Roles (`names_and_roles_controller.rb`). Canvas adds `message` because the request
 * names the course as `rlid`; it holds the tool's own custom fields, expanded for this member.
 */
const memberSchema = z.object({
  user_id: z.string().min(1),
  status: z.string().optional(),
  name: z.string().nullish(),
  lis_person_sourcedid: z.string().nullish(),
  roles: z.array(z.string()),
  message: z.array(z.looseObject({ [customClaim]: z.record(z.string(), z.unknown()).optional() })).nullish(),
});
type MemberRow = z.infer<typeof memberSchema>;

/** Who a member is, here and in Canvas's REST API, as Canvas says for the requested course. */
export interface MemberIdentity {
  readonly ltiUserId: string;
  readonly canvasUserId: string | null;
  readonly canvasCourseId: string | null;
  readonly active: boolean;
}

/** @throws ProductError `canvas_unexpected` */
export function parseIdentities(members: readonly unknown[]): readonly MemberIdentity[] {
  return parseAnswer(z.array(memberSchema), members, 'members').map((row) => {
    const custom = readOwnFields(row);
    return {
      ltiUserId: row.user_id,
      canvasUserId: readCustomField(custom, 'canvas_user_id'),
      canvasCourseId: readCustomField(custom, 'canvas_course_id'),
      active: isActive(row),
    };
  });
}

/** A person's roles in this course, unlike those in the institution or in Canvas as a whole. */
const isMembershipRole = (role: string): boolean =>
  !role.includes('/') || role.includes('/membership#') || role.includes('/membership/');
const isLearner = (role: string): boolean => role === 'Learner' || role.endsWith('/membership#Learner');

/** @throws ProductError `canvas_unexpected` */
export function parseMembers(members: readonly unknown[]): readonly CanvasMember[] {
  return parseAnswer(z.array(memberSchema), members, 'members').map(toMember);
}

function toMember(row: MemberRow): CanvasMember {
  const custom = readOwnFields(row);
  const sourcedId = row.lis_person_sourcedid?.trim() ?? '';
  return {
    ltiUserId: row.user_id,
    canvasUserId: readCustomField(custom, 'canvas_user_id'),
    // Without custom fields the claim holds the same id if the privacy level allows names. It may also be a variable
    // that Canvas did not expand.
    sisId:
      readCustomField(custom, 'canvas_user_sis_id') ??
      (sourcedId === '' || sourcedId.startsWith('$') ? null : sourcedId),
    integrationId: readCustomField(custom, 'canvas_user_integration_id'),
    loginId: readCustomField(custom, 'canvas_user_login'),
    name: row.name ?? '',
    isStudent: row.roles.some(isLearner),
    hasOtherRole: row.roles.some((role) => isMembershipRole(role) && !isLearner(role)),
    isTestStudent:
      row.roles.some((role) => role.endsWith('/person#TestUser')) ||
      readCustomFlag(custom, 'canvas_student_view'),
    active: isActive(row),
    sectionIds: readCustomList(custom, 'canvas_section_ids'),
    sectionSisIds: readCustomList(custom, 'canvas_section_sis_ids'),
  };
}

const readOwnFields = (row: MemberRow): Readonly<Record<string, unknown>> =>
  Object.assign({}, ...(row.message ?? []).map((message) => message[customClaim]));

/** Canvas lists active members only; the specification also has Inactive and Deleted. */
const isActive = ({ status }: MemberRow): boolean =>
  status === undefined || status.toLowerCase() === 'active';
