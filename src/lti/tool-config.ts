import { customFields } from './custom-fields.ts';

/** Scopes of the LTI services that the tool reads, and no other. */
export const serviceScopes = [
  'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly',
  'https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly',
  'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
] as const;

/** Names in Canvas's menus. In the gradebook Canvas itself writes "Sync to" before the tool's title. */
export interface ToolNames {
  /** The institution's own name for its SIS. */
  readonly sisLabel: string;
}

/**
 * The developer key of the tool as Canvas's *Paste JSON* takes it (`doc/api/lti_dev_key_config.md`).
 * `required_permissions` is what makes Canvas re-check at each launch: visibility alone only hides the link
 * (`app/controllers/external_tools_controller.rb`).
 */
export function buildToolConfig(publicUrl: string, { sisLabel }: ToolNames) {
  const launch = `${publicUrl}/lti/launch`;
  return {
    title: sisLabel,
    description: `Passes grades from Canvas to ${sisLabel}.`,
    target_link_uri: launch,
    oidc_initiation_url: `${publicUrl}/lti/login`,
    public_jwk_url: `${publicUrl}/lti/jwks`,
    custom_fields: { ...customFields },
    scopes: [...serviceScopes],
    extensions: [
      {
        platform: 'canvas.instructure.com',
        domain: new URL(publicUrl).host,
        tool_id: 'grade-passback',
        privacy_level: 'public',
        settings: {
          text: sisLabel,
          required_permissions: 'view_all_grades',
          placements: [
            {
              placement: 'course_navigation',
              text: 'Grade Sync',
              target_link_uri: launch,
              visibility: 'admins',
              message_type: 'LtiResourceLinkRequest',
            },
            {
              placement: 'post_grades',
              text: sisLabel,
              target_link_uri: launch,
              message_type: 'LtiResourceLinkRequest',
              selection_width: 800,
              selection_height: 600,
            },
          ],
        },
      },
    ],
  } as const;
}
