import { z } from 'zod';
import {
  type CourseRole,
  type LaunchContext,
  type LaunchCourse,
  type Placement,
  placements,
} from '../../domain/launch-context.ts';
import { type Reach, wholeCourse } from '../../domain/reach.ts';
import { isTimeZone } from '../../domain/time-zone.ts';
import { canvasOrigins } from '../session/frame-ancestors.ts';
import { type Claims, claim } from './claims.ts';
import { readCustomField, readCustomFlag, readCustomList } from './custom-fields.ts';
import { courseContext } from './find-withheld.ts';
import { readBrand } from './read-brand.ts';
import { readAccountRole, readCourseRole } from './read-role.ts';
import { LaunchRefusal } from './refusal.ts';
import type { VerifiedLaunch } from './verify-launch.ts';

/** Optional parts of a launch: a malformed one counts as missing. */
const optionalText = z.string().optional().catch(undefined);
const launchShape = z.object({
  sub: z.string(),
  name: optionalText,
  given_name: optionalText,
  family_name: optionalText,
  locale: optionalText,
  [claim.roles]: z.array(z.string()),
  [claim.targetLinkUri]: z.string(),
  [claim.placement]: optionalText,
  [claim.custom]: z.record(z.string(), z.unknown()).catch({}),
  [claim.resourceLink]: z.object({ id: z.string() }),
  [claim.context]: z
    .object({
      id: z.string().min(1).max(255),
      title: optionalText,
      label: optionalText,
      type: z.array(z.string()).catch([]),
    })
    .optional()
    .catch(undefined),
  [claim.launchPresentation]: z.object({ return_url: optionalText, locale: optionalText }).catch({}),
  [claim.namesRoles]: z.object({ context_memberships_url: optionalText }).catch({}),
  [claim.endpoint]: z.object({ lineitems: optionalText }).catch({}),
});
type LaunchClaims = z.infer<typeof launchShape>;

/** A verified launch in the product's own types. Without a context, `course` is null in every placement. */
export function readLaunchContext(launch: VerifiedLaunch): LaunchContext {
  const claims = launchShape.parse(launch.claims satisfies Claims);
  const custom = readOwnCustomFields(claims);
  const placement = readPlacement(claims);
  const runId = readRunId(claims[claim.targetLinkUri]);
  const brand = readBrand(custom);
  const canvasUrl = readOrigin(readCustomField(custom, 'canvas_api_base_url'));
  return {
    institutionId: launch.institution.id,
    deploymentId: launch.deploymentId,
    placement,
    person: {
      ltiUserId: claims.sub,
      canvasUserId: readCustomField(custom, 'canvas_user_id'),
      name: readName(claims),
      role: readRole(claims, placement, custom),
    },
    course: placement === 'account_navigation' ? null : readCourse(claims, custom),
    reach: readReach(custom),
    returnUrl: readReturnUrl(claims, canvasOrigins(launch.institution)),
    ...(runId === null ? {} : { runId }),
    ...(canvasUrl === null ? {} : { canvasUrl }),
    ...(readCustomFlag(custom, 'canvas_high_contrast') ? { highContrast: true as const } : {}),
    ...(brand === null ? {} : { brand }),
    locale: claims.locale ?? claims[claim.launchPresentation].locale ?? 'und',
    timeZone: readTimeZone(readCustomField(custom, 'person_time_zone')),
  };
}

/**
 * A launch from anywhere but one of the tool's registered placements opens nothing: for example a link in a
 * module, whatever placement its address made Canvas name (S42).
 * @throws LaunchRefusal `placement_unknown`
 */
export function requireOwnPlacement({ claims }: VerifiedLaunch): void {
  if (!isFromOwnPlacement(launchShape.parse(claims)))
    throw new LaunchRefusal('placement', 'placement_unknown');
}

/** Whether the tool was opened from its placement: then the resource link is the context itself (CT7). */
function isFromOwnPlacement(claims: LaunchClaims): boolean {
  const isOurs = placements.some((placement) => placement === claims[claim.placement]);
  return isOurs && claims[claim.resourceLink].id === claims[claim.context]?.id;
}

/**
 * The tool's own custom fields. Canvas merges a resource link's fields over them, which anybody who edits the
 * course can set. So they count only in a launch without a link: its resource link is the context itself, at
 * a placement of ours (S41; `lib/lti/messages/resource_link_request.rb`).
 */
function readOwnCustomFields(claims: LaunchClaims): CustomFields {
  return isFromOwnPlacement(claims) ? claims[claim.custom] : {};
}

type CustomFields = LaunchClaims[typeof claim.custom];

/** `?run=…` of the launch address, which `checkTarget` has compared with the login's. */
function readRunId(targetLinkUri: string): string | null {
  const runId = new URL(targetLinkUri).searchParams.get('run');
  return runId !== null && /^[\w-]{1,64}$/.test(runId) ? runId : null;
}

function readPlacement(claims: LaunchClaims): Placement {
  return placements.find((placement) => placement === claims[claim.placement]) ?? 'course_navigation';
}

function readRole(claims: LaunchClaims, placement: Placement, custom: CustomFields): CourseRole {
  const membershipRoles = readCustomList(custom, 'canvas_membership_roles');
  if (placement !== 'account_navigation') return readCourseRole(claims[claim.roles], membershipRoles);
  // Whatever placement a launch claims: a course is no account (S43).
  if (claims[claim.context]?.type.includes(courseContext)) return 'none';
  return readAccountRole(
    claims[claim.roles],
    membershipRoles,
    readCustomList(custom, 'canvas_permissions'),
    readCustomFlag(custom, 'canvas_root_account_admin'),
  );
}

/** Empty if the platform shares none: pages have a word for such a person. */
function readName({ name, given_name, family_name }: LaunchClaims): string {
  const whole = name ?? [given_name, family_name].filter(Boolean).join(' ');
  return whole.trim().slice(0, 255);
}

function readCourse(claims: LaunchClaims, custom: CustomFields): LaunchCourse | null {
  const context = claims[claim.context];
  if (context === undefined) return null;
  return {
    contextId: context.id,
    canvasCourseId: readCustomField(custom, 'canvas_course_id'),
    title: (context.title ?? context.label ?? '').slice(0, 255),
    nrpsUrl: claims[claim.namesRoles].context_memberships_url ?? null,
    lineItemsUrl: claims[claim.endpoint].lineitems ?? null,
  };
}

/**
 * The sections that limit a person (S60). Null if Canvas says neither yes nor no: the tool was installed
 * before this field was added, or the launch's fields do not count.
 */
function readReach(custom: CustomFields): Reach | null {
  const restricted = custom['canvas_section_restricted'];
  if (restricted === false || restricted === 'false') return wholeCourse;
  if (restricted !== true && restricted !== 'true') return null;
  return {
    kind: 'sections',
    ids: readCustomList(custom, 'canvas_section_ids'),
    sisIds: readCustomList(custom, 'canvas_section_sis_ids'),
  };
}

/** Only an address of the institution's Canvas: it becomes a link on our pages (S7). */
function readReturnUrl(claims: LaunchClaims, origins: readonly string[]): string | null {
  const address = claims[claim.launchPresentation].return_url;
  if (address === undefined || !URL.canParse(address)) return null;
  return origins.includes(new URL(address).origin) ? address : null;
}

function readOrigin(address: string | null): string | null {
  return address !== null && URL.canParse(address) ? new URL(address).origin : null;
}

function readTimeZone(name: string | null): string | null {
  return name !== null && isTimeZone(name) ? name : null;
}
