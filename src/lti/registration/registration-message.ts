import { z } from 'zod';
import { customFields } from '../launch/custom-fields.ts';
import {
  describeTool,
  iconUrl,
  launchUrls,
  listPlacements,
  serviceScopes,
  type ToolAddresses,
  type ToolNames,
  toolId,
} from './tool-config.ts';

const configurationClaim = 'https://purl.imsglobal.org/spec/lti-tool-configuration';
const canvasExtension = 'https://canvas.instructure.com/lti';

/** What the tool asks a platform to register (LTI Dynamic Registration 1.0 § 3.5; CF9). */
export function buildRegistration(addresses: ToolAddresses, names: ToolNames) {
  const { publicUrl, regionalUrls = {} } = addresses;
  const launch = `${publicUrl}/lti/launch`;
  return {
    application_type: 'web',
    grant_types: ['client_credentials', 'implicit'],
    response_types: ['id_token'],
    initiate_login_uri: `${publicUrl}/lti/login`,
    redirect_uris: launchUrls(addresses),
    client_name: names.sisLabel,
    jwks_uri: `${publicUrl}/lti/jwks`,
    logo_uri: iconUrl(addresses),
    token_endpoint_auth_method: 'private_key_jwt',
    scope: serviceScopes.join(' '),
    [configurationClaim]: {
      domain: new URL(publicUrl).host,
      secondary_domains: Object.values(regionalUrls).map((url) => new URL(url).host),
      target_link_uri: launch,
      description: describeTool(names),
      custom_parameters: { ...customFields },
      claims: ['iss', 'sub', 'name', 'given_name', 'family_name', 'locale'],
      messages: listPlacements(names).map(({ placement, text, visibility }) => ({
        type: 'LtiResourceLinkRequest',
        target_link_uri: launch,
        label: text,
        icon_uri: iconUrl(addresses),
        placements: [placement],
        ...(visibility === undefined ? {} : { [`${canvasExtension}/visibility`]: visibility }),
        ...(placement === 'course_navigation'
          ? { [`${canvasExtension}/course_navigation/default_enabled`]: true }
          : {}),
      })),
      [`${canvasExtension}/privacy_level`]: 'public',
      [`${canvasExtension}/tool_id`]: toolId,
    },
  };
}

const answerShape = z.object({
  client_id: z.union([z.string().min(1), z.number()]).transform(String),
  scope: z.string().optional(),
  /**
   * Where Canvas puts the deployment of what it registers; the specification puts it in the configuration.
   */
  deployment_id: z.string().min(1).nullish(),
  [configurationClaim]: z
    .object({
      deployment_id: z.string().min(1).optional(),
      messages: z.array(z.object({ placements: z.array(z.string()).optional() })).optional(),
    })
    .optional(),
});

/** A platform's answer to a registration. */
export interface Registered {
  readonly clientId: string;
  /** Where the platform has already installed the tool. */
  readonly deploymentId: string | null;
  /** What was asked for but not granted. */
  readonly missingScopes: readonly string[];
  readonly missingPlacements: readonly string[];
}

/**
 * The platform's answer; null if it is none. It need not be complete: what it does not repeat counts as
 * granted.
 */
export function readRegistered(answer: unknown, names: ToolNames): Registered | null {
  const parsed = answerShape.safeParse(answer);
  if (!parsed.success) return null;
  const { client_id: clientId, scope, deployment_id, [configurationClaim]: configuration } = parsed.data;
  const scopes: readonly string[] = scope === undefined ? serviceScopes : scope.split(/\s+/);
  const placements = configuration?.messages?.flatMap((message) => message.placements ?? []);
  return {
    clientId,
    deploymentId: deployment_id ?? configuration?.deployment_id ?? null,
    missingScopes: serviceScopes.filter((name) => !scopes.includes(name)),
    missingPlacements: listPlacements(names)
      .map(({ placement }) => placement)
      .filter((placement) => placements !== undefined && !placements.includes(placement)),
  };
}
