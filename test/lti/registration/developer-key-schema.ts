/**
 * Developer-key JSON as Canvas's documentation and schema describe it (`doc/api/lti_dev_key_config.md`,
 * `lib/schemas/lti_configuration.rb`): every known key and no other.
 */
const address = { type: 'string', format: 'uri' } as const;
const text = { type: 'string', minLength: 1 } as const;
const texts = { type: 'object', additionalProperties: { type: 'string' } } as const;

const shownAs = {
  message_type: { enum: ['LtiResourceLinkRequest', 'LtiDeepLinkingRequest'] },
  text,
  labels: texts,
  custom_fields: texts,
  selection_height: { type: 'integer' },
  selection_width: { type: 'integer' },
  launch_height: { type: 'integer' },
  launch_width: { type: 'integer' },
  icon_url: address,
  canvas_icon_class: text,
  required_permissions: { type: 'string', pattern: '^[a-z_]+(,[a-z_]+)*$' },
  windowTarget: { const: '_blank' },
  display_type: { enum: ['default', 'full_width', 'full_width_in_context', 'in_nav_context', 'borderless'] },
  url: address,
  target_link_uri: address,
  visibility: { enum: ['public', 'members', 'admins'] },
} as const;

const regions = 'us-east-1|us-west-2|ca-central-1|eu-west-1|eu-central-1|ap-southeast-1|ap-southeast-2';

export const developerKeySchema = {
  type: 'object',
  required: ['title', 'description', 'target_link_uri', 'oidc_initiation_url', 'public_jwk_url'],
  additionalProperties: false,
  properties: {
    title: text,
    description: text,
    target_link_uri: address,
    oidc_initiation_url: address,
    oidc_initiation_urls: {
      type: 'object',
      patternProperties: { [`^(${regions})$`]: address },
      additionalProperties: false,
    },
    public_jwk_url: address,
    custom_fields: texts,
    scopes: { type: 'array', items: address, uniqueItems: true },
    extensions: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['platform', 'settings'],
        additionalProperties: false,
        properties: {
          platform: { const: 'canvas.instructure.com' },
          domain: text,
          tool_id: text,
          privacy_level: { enum: ['anonymous', 'name_only', 'email_only', 'public'] },
          settings: {
            type: 'object',
            required: ['placements'],
            additionalProperties: false,
            properties: {
              ...shownAs,
              placements: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['placement'],
                  additionalProperties: false,
                  properties: {
                    placement: {
                      enum: [
                        'course_navigation',
                        'post_grades',
                        'course_assignments_menu',
                        'account_navigation',
                      ],
                    },
                    enabled: { type: 'boolean' },
                    default: { enum: ['enabled', 'disabled'] },
                    root_account_only: { type: 'boolean' },
                    ...shownAs,
                  },
                },
              },
            },
          },
        },
      },
    },
  },
} as const;
