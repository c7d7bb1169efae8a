import { randomBytes } from 'node:crypto';
import type { CanvasContext } from '../canvas-context.ts';
import type { PostForm } from '../front/self-posting-form.ts';
import { type Permission, permissionsInAccount, permissionsInCourse } from '../school/permissions.ts';
import type { Course } from '../school/records/course.ts';
import type { ExternalTool, Placement, ResourceLink, ToolPlacement } from '../school/records/tool.ts';
import type { User } from '../school/records/user.ts';
import { makeIdTokenClaims } from './id-token-claims.ts';
import type { VariableSource } from './variables.ts';

/** Lifetime of a message hint and of the cached launch behind it. */
export const hintLifeSeconds = 300;

/** Who opens which tool where. `courseId` null: from the account. */
export interface LaunchRequest {
  readonly user: User;
  readonly courseId: number | null;
  readonly toolId: number;
  readonly placement: Placement;
  /** A different address from the placement's own; it may differ from a registered one only after the `?`. */
  readonly targetLinkUri?: string;
  /** The link in the course that was followed; absent: the tool is opened from its placement. */
  readonly resourceLink?: ResourceLink;
}

export type BegunLaunch =
  | {
      readonly ok: true;
      readonly form: PostForm;
      readonly title: string;
      readonly width: number | null;
      readonly height: number | null;
    }
  | { readonly ok: false; readonly reason: 'not_found' | 'unauthorized' };

/**
 * Login initiation: the form that a page posts into the tool's frame. The id_token is built and cached now;
 * authorization only adds the nonce (app/models/lti/lti_advantage_adapter.rb).
 */
export async function beginLaunch(context: CanvasContext, request: LaunchRequest): Promise<BegunLaunch> {
  const { store, clock } = context;
  const tool = await store.tools.find(request.toolId);
  const placement = tool === null ? undefined : findPlacement(tool, request);
  const course = request.courseId === null ? null : await store.courses.find(request.courseId);
  const key = tool === null ? null : await store.tools.findLtiKey(tool.developerKeyId);
  const isElsewhere = tool !== null && tool.courseId !== null && tool.courseId !== request.courseId;
  if (tool === null || placement === undefined || !key?.active || isElsewhere)
    return { ok: false, reason: 'not_found' };
  if (request.courseId !== null && course === null) return { ok: false, reason: 'not_found' };
  const variables = await readVariableSource(context, request.user, course);
  if (!isLaunchAllowed(tool, placement, variables.granted)) return { ok: false, reason: 'unauthorized' };
  const everywhere = await store.people.enrollmentsOfUser(request.user.id);
  const { user, resourceLink = null } = request;
  const facts = { key, tool, placement, resourceLink, user, everywhere, variables };
  const verifier = randomBytes(64).toString('hex');
  await store.sessions.keepLaunch({
    verifier,
    clientId: key.id,
    userId: request.user.id,
    claims: makeIdTokenClaims(context, facts),
    expiresAt: new Date(clock().getTime() + hintLifeSeconds * 1000),
  });
  const hint = {
    verifier,
    canvas_domain: new URL(context.publicUrl).host,
    context_type: course === null ? 'Account' : 'Course',
    context_id: course?.id ?? variables.account.id,
    canvas_locale: request.user.locale,
    parent_frame_context: null,
    include_storage_target: true,
  };
  const fields = {
    iss: context.issuer,
    login_hint: request.user.ltiId,
    client_id: String(key.id),
    deployment_id: tool.deploymentId,
    target_link_uri: placement.targetLinkUri,
    lti_message_hint: await context.keys.signInternal(hint, hintLifeSeconds),
    canvas_environment: context.environment,
    canvas_region: 'not_configured',
    lti_storage_target: 'post_message_forwarding',
  };
  return {
    ok: true,
    form: { action: key.oidcInitiationUrl, fields },
    title: placement.text,
    width: placement.selectionWidth,
    height: placement.selectionHeight,
  };
}

/**
 * Collects what the variables of a person's launch are read from, in a course or in the account (`course`
 * null).
 */
export async function readVariableSource(
  { store, publicUrl, clock }: CanvasContext,
  user: User,
  course: Course | null,
): Promise<VariableSource> {
  const account = await store.account.get();
  const everywhere = await store.people.enrollmentsOfUser(user.id);
  const enrollments =
    course === null ? [] : everywhere.filter((enrollment) => enrollment.courseId === course.id);
  return {
    account,
    course,
    user,
    enrollments,
    sections: course === null ? [] : await store.courses.sections(course.id),
    granted:
      course === null
        ? permissionsInAccount(user)
        : permissionsInCourse({ user, enrollments, account, course, now: clock() }),
    publicUrl,
  };
}

/**
 * At launch, Canvas checks the tool again only if `required_permissions` is set, and checks `visibility` only
 * then. A hidden link without it can still be launched by its address
 * (app/controllers/external_tools_controller.rb).
 */
function isLaunchAllowed(
  tool: ExternalTool,
  placement: ToolPlacement,
  granted: ReadonlySet<Permission>,
): boolean {
  if (tool.requiredPermissions === null) return true;
  return holdsRequiredPermissions(tool, granted) && isVisible(placement, granted);
}

/** Whether a person holds ALL of the tool's `required_permissions` (app/models/context_external_tool.rb). */
export function holdsRequiredPermissions(
  tool: Pick<ExternalTool, 'requiredPermissions'>,
  granted: ReadonlySet<Permission>,
): boolean {
  if (tool.requiredPermissions === null) return true;
  const names = [...granted].map(String);
  return tool.requiredPermissions.split(',').every((name) => names.includes(name.trim()));
}

/**
 * The placement as this launch opens it. Undefined: the tool lacks that placement, or the address is not the
 * tool's.
 */
function findPlacement(tool: ExternalTool, request: LaunchRequest): ToolPlacement | undefined {
  const placement = tool.placements.find((entry) => entry.placement === request.placement && entry.enabled);
  const { targetLinkUri } = request;
  if (placement === undefined || targetLinkUri === undefined) return placement;
  const registered = [placement.targetLinkUri, tool.targetLinkUri].map(withoutQuery);
  return registered.includes(withoutQuery(targetLinkUri)) ? { ...placement, targetLinkUri } : undefined;
}

/** The part of an address before the `?`. */
export const withoutQuery = (address: string): string => address.split('?', 1)[0] ?? '';

/** Whether a person sees the link (app/models/context_external_tool.rb). */
export function isVisible(
  placement: Pick<ToolPlacement, 'visibility'>,
  granted: ReadonlySet<Permission>,
): boolean {
  if (placement.visibility === 'public') return true;
  if (placement.visibility === 'admins') return granted.has('read_as_admin');
  return granted.has('read_as_admin') || granted.has('participate_as_student');
}
