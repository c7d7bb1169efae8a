import { z } from 'zod';
import { placements } from '../school/records/tool.ts';

const canvas = 'https://canvas.instructure.com/lti';
export const toolConfigurationName = 'https://purl.imsglobal.org/spec/lti-tool-configuration';
const text = z.string().min(1);

const message = z.looseObject({
  type: z.literal('LtiResourceLinkRequest'),
  target_link_uri: text.optional(),
  label: text.optional(),
  icon_uri: text.optional(),
  placements: z.array(z.enum(placements)).optional(),
  [`${canvas}/visibility`]: z.enum(['public', 'members', 'admins']).optional(),
});

/**
 * The registration that a tool asks for (LTI Dynamic Registration 1.0 § 3.5;
 * `dynamic_registration_controller.rb`).
 */
const registrationShape = z.looseObject({
  application_type: z.literal('web'),
  grant_types: z.array(z.string()).refine((types) => types.includes('client_credentials')),
  response_types: z.array(z.string()).refine((types) => types.includes('id_token')),
  initiate_login_uri: text,
  redirect_uris: z.array(text).min(1),
  client_name: text,
  jwks_uri: text,
  token_endpoint_auth_method: z.literal('private_key_jwt'),
  scope: z.string(),
  [toolConfigurationName]: z.looseObject({
    domain: text,
    target_link_uri: text,
    description: z.string().optional(),
    custom_parameters: z.record(z.string(), z.string()).optional(),
    messages: z.array(message),
    [`${canvas}/privacy_level`]: z.enum(['anonymous', 'name_only', 'email_only', 'public']).optional(),
    [`${canvas}/tool_id`]: z.string().optional(),
  }),
});
export type Registration = z.infer<typeof registrationShape>;

/** Null: Canvas would refuse the registration. */
export function readRegistration(content: unknown): Registration | null {
  const parsed = registrationShape.safeParse(content);
  return parsed.success ? parsed.data : null;
}

/** The same as developer-key JSON, from which keys and deployments are made. */
export function toDeveloperKeyJson(registration: Registration): unknown {
  const configuration = registration[toolConfigurationName];
  return {
    title: registration.client_name,
    description: configuration.description ?? '',
    target_link_uri: configuration.target_link_uri,
    oidc_initiation_url: registration.initiate_login_uri,
    public_jwk_url: registration.jwks_uri,
    custom_fields: configuration.custom_parameters ?? {},
    scopes: registration.scope.split(' ').filter((scope) => scope !== ''),
    extensions: [
      {
        platform: 'canvas.instructure.com',
        domain: configuration.domain,
        tool_id: configuration[`${canvas}/tool_id`],
        privacy_level: configuration[`${canvas}/privacy_level`] ?? 'anonymous',
        settings: {
          text: registration.client_name,
          placements: configuration.messages.flatMap((entry) =>
            (entry.placements ?? []).map((placement) => ({
              placement,
              text: entry.label ?? registration.client_name,
              target_link_uri: entry.target_link_uri ?? configuration.target_link_uri,
              visibility: entry[`${canvas}/visibility`] ?? 'public',
              message_type: entry.type,
            })),
          ),
        },
      },
    ],
  };
}
