import { z } from 'zod';
import type { CourseRole, LaunchContext, LaunchCourse, Placement } from '../../domain/launch-context.ts';
import { isTimeZone } from '../../domain/time-zone.ts';
import { canvasOrigins } from '../session/frame-ancestors.ts';
import { type Claims, claim } from './claims.ts';
import { readCustomField, readCustomFlag, readCustomList } from './custom-fields.ts';
import { readAccountRole, readCourseRole } from './read-role.ts';
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
  [claim.context]: z
    .object({ id: z.string().min(1).max(255), title: optionalText, label: optionalText })
    .optional()
    .catch(undefined),
  [claim.launchPresentation]: z.object({ return_url: optionalText, locale: optionalText }).catch({}),
  [claim.namesRoles]: z.object({ context_memberships_url: optionalText }).catch({}),
  [claim.endpoint]: z.object({ lineitems: optionalText }).catch({}),
});
type LaunchClaims = z.infer<typeof launchShape>;

const placements: readonly Placement[] = [
  'course_navigation',
  'course_assignments_menu',
  'post_grades',
  'account_navigation',
];

/** What a verified launch says, as the product's own types. Without a context `course` is null in every placement. */
export function readLaunchContext(launch: VerifiedLaunch): LaunchContext {
  const claims = launchShape.parse(launch.claims satisfies Claims);
  const custom = claims[claim.custom];
  const placement = readPlacement(claims);
  const runId = readRunId(claims[claim.targetLinkUri]);
  return {
    institutionId: launch.institution.id,
    deploymentId: launch.deploymentId,
    placement,
    person: {
      ltiUserId: claims.sub,
      canvasUserId: readCustomField(custom, 'canvas_user_id'),
      name: readName(claims),
      role: readRole(claims, placement),
    },
    course: placement === 'account_navigation' ? null : readCourse(claims),
    returnUrl: readReturnUrl(claims, canvasOrigins(launch.institution)),
    ...(runId === null ? {} : { runId }),
    locale: claims.locale ?? claims[claim.launchPresentation].locale ?? 'en',
    timeZone: readTimeZone(readCustomField(custom, 'person_time_zone')),
  };
}

/** `?run=…` of the launch address, which `checkTarget` has compared with that of the login. */
function readRunId(targetLinkUri: string): string | null {
  const runId = new URL(targetLinkUri).searchParams.get('run');
  return runId !== null && /^[\w-]{1,64}$/.test(runId) ? runId : null;
}

/** Platforms other than Canvas name no placement: what they open is the course's main page. */
function readPlacement(claims: LaunchClaims): Placement {
  return placements.find((placement) => placement === claims[claim.placement]) ?? 'course_navigation';
}

function readRole(claims: LaunchClaims, placement: Placement): CourseRole {
  const custom = claims[claim.custom];
  const membershipRoles = readCustomList(custom, 'canvas_membership_roles');
  if (placement !== 'account_navigation') return readCourseRole(claims[claim.roles], membershipRoles);
  return readAccountRole(
    claims[claim.roles],
    membershipRoles,
    readCustomList(custom, 'canvas_permissions'),
    readCustomFlag(custom, 'canvas_root_account_admin'),
  );
}

/** Empty where the platform shares none: pages have a word for such a person. */
function readName({ name, given_name, family_name }: LaunchClaims): string {
  const whole = name ?? [given_name, family_name].filter(Boolean).join(' ');
  return whole.trim().slice(0, 255);
}

function readCourse(claims: LaunchClaims): LaunchCourse | null {
  const context = claims[claim.context];
  if (context === undefined) return null;
  return {
    contextId: context.id,
    canvasCourseId: readCustomField(claims[claim.custom], 'canvas_course_id'),
    title: (context.title ?? context.label ?? '').slice(0, 255),
    nrpsUrl: claims[claim.namesRoles].context_memberships_url ?? null,
    lineItemsUrl: claims[claim.endpoint].lineitems ?? null,
  };
}

/** Only an address of the institution's Canvas: it becomes a link on our pages (S7). */
function readReturnUrl(claims: LaunchClaims, origins: readonly string[]): string | null {
  const address = claims[claim.launchPresentation].return_url;
  if (address === undefined || !URL.canParse(address)) return null;
  return origins.includes(new URL(address).origin) ? address : null;
}

function readTimeZone(name: string | null): string | null {
  return name !== null && isTimeZone(name) ? name : null;
}
