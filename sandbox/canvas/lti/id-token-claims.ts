import type { CanvasContext } from '../canvas-context.ts';
import type { Enrollment } from '../school/records/enrollment.ts';
import type { ExternalTool, LtiDeveloperKey, ResourceLink, ToolPlacement } from '../school/records/tool.ts';
import type { User } from '../school/records/user.ts';
import { claimNames } from './claim-names.ts';
import { launchRoles } from './roles.ts';
import { agsScopes, ltiScopes } from './scopes.ts';
import { expandCustomFields, expandValue, type VariableSource } from './variables.ts';

/** What the id_token of a launch is made from. */
export interface LaunchFacts {
  readonly key: LtiDeveloperKey;
  readonly tool: ExternalTool;
  readonly placement: ToolPlacement;
  /** The link in the course that was followed; null: the tool was opened from the placement. */
  readonly resourceLink: ResourceLink | null;
  readonly user: User;
  /** The person's enrollments in the whole school. */
  readonly everywhere: readonly Enrollment[];
  readonly variables: VariableSource;
}

type Claims = Readonly<Record<string, unknown>>;

/**
 * The claims of a resource-link launch, cached at login initiation and so still without `nonce`
 * (lib/lti/messages/jwt_message.rb, resource_link_request.rb). `iat` is therefore the time of login
 * initiation, which may be minutes before the tool reads it (CT20).
 */
export function makeIdTokenClaims(context: CanvasContext, facts: LaunchFacts): Claims {
  const { key, tool, placement, resourceLink, user, variables } = facts;
  const { account, course } = variables;
  const now = Math.floor(context.clock().getTime() / 1000);
  const contextId = course?.ltiContextId ?? account.ltiContextId;
  return {
    iss: context.issuer,
    aud: String(key.id),
    azp: String(key.id),
    iat: now,
    exp: now + 3600,
    sub: user.ltiId,
    [claimNames.messageType]: 'LtiResourceLinkRequest',
    [claimNames.version]: '1.3.0',
    [claimNames.deploymentId]: tool.deploymentId,
    [claimNames.targetLinkUri]: placement.targetLinkUri,
    // Equals the context on navigation and menu launches: it does not identify the placement (CT7).
    [claimNames.resourceLink]: {
      id: resourceLink?.resourceLinkUuid ?? contextId,
      title: resourceLink?.title ?? course?.name ?? account.name,
      description: null,
    },
    [claimNames.context]: {
      id: contextId,
      ...(course === null ? {} : { label: course.code }),
      title: course?.name ?? account.name,
      type: [
        course === null
          ? 'http://purl.imsglobal.org/vocab/lis/v2/course#Account'
          : 'http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering',
      ],
    },
    [claimNames.toolPlatform]: {
      guid: account.ltiGuid,
      name: account.name,
      version: 'cloud',
      product_family_code: 'canvas',
    },
    [claimNames.launchPresentation]: presentation(context, facts),
    locale: user.locale,
    [claimNames.roles]: launchRoles(user, variables.enrollments, facts.everywhere),
    // The custom fields of a link come last and so win (lib/lti/messages/resource_link_request.rb).
    [claimNames.custom]: expandCustomFields(
      { ...tool.customFields, ...placement.customFields, ...resourceLink?.custom },
      variables,
    ),
    ...personClaims(facts),
    ...serviceClaims(context, facts),
    [claimNames.legacyUserId]: user.ltiLegacyId,
    [claimNames.placement]: placement.placement,
  };
}

function presentation(context: CanvasContext, { placement, user, variables }: LaunchFacts): Claims {
  const { account, course } = variables;
  const path = course === null ? `/accounts/${account.id}` : `/courses/${course.id}`;
  return {
    document_target: 'iframe',
    return_url: `${context.publicUrl}${path}/external_content/success/external_tool_redirect`,
    locale: user.locale,
    ...(placement.selectionHeight === null ? {} : { height: placement.selectionHeight }),
    ...(placement.selectionWidth === null ? {} : { width: placement.selectionWidth }),
  };
}

/** `name_only` gives names and `lis`, `email_only` the address, `public` everything and a picture (CF3). */
function personClaims({ tool, user, variables }: LaunchFacts): Claims {
  const names = tool.privacyLevel === 'public' || tool.privacyLevel === 'name_only';
  const email = tool.privacyLevel === 'public' || tool.privacyLevel === 'email_only';
  const lis = {
    // Without a SIS id these stay literal variables (CT5).
    person_sourcedid: expandValue('$Person.sourcedId', variables, null),
    course_offering_sourcedid: expandValue('$CourseSection.sourcedId', variables, null),
  };
  return {
    ...(names ? { name: user.name, given_name: user.givenName, family_name: user.familyName } : {}),
    ...(names ? { [claimNames.lis]: lis } : {}),
    ...(email ? { email: user.email } : {}),
    ...(tool.privacyLevel === 'public'
      ? { picture: `${variables.publicUrl}/images/messages/avatar-50.png` }
      : {}),
  };
}

/** The AGS and NRPS claims: only in a course, and only with the key's scopes. */
function serviceClaims(context: CanvasContext, { key, variables }: LaunchFacts): Claims {
  const { course } = variables;
  if (course === null) return {};
  const base = `${context.publicUrl}/api/lti/courses/${course.id}`;
  const granted = agsScopes.filter((scope) => key.scopes.includes(scope));
  return {
    ...(granted.length === 0
      ? {}
      : { [claimNames.agsEndpoint]: { scope: granted, lineitems: `${base}/line_items` } }),
    ...(key.scopes.includes(ltiScopes.membershipReadonly)
      ? {
          [claimNames.nrps]: {
            context_memberships_url: `${base}/names_and_roles`,
            service_versions: ['2.0'],
          },
        }
      : {}),
  };
}
