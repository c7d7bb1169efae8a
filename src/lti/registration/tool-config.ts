import type { Placement } from '../../domain/launch-context.ts';
import { customFields } from '../launch/custom-fields.ts';

/** The scopes of the LTI services that the tool reads, and no others. */
export const serviceScopes = [
  'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly',
  'https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly',
  'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly',
] as const;

/** Names in Canvas's menus. In the gradebook, Canvas itself writes "Sync to" in front of the tool's title. */
export interface ToolNames {
  /** The institution's own name for its SIS. */
  readonly sisLabel: string;
}

/** The tool's address; `regionalUrls` by AWS region, if the operator runs it in several. */
export interface ToolAddresses {
  /** Without a trailing slash. */
  readonly publicUrl: string;
  readonly regionalUrls?: Readonly<Record<string, string>>;
}

/** One place in Canvas that offers the tool. */
export interface OfferedPlacement {
  readonly placement: Placement;
  /** The text that Canvas shows there. */
  readonly text: string;
  /** `admins`: teachers, assistants, designers and administrators (`doc/api/navigation_tools.md`). */
  readonly visibility?: 'admins';
  /** The size of Canvas's dialog in pixels. */
  readonly size?: { readonly width: number; readonly height: number };
}

/**
 * Every placement has its page. All open with the same launch address; the launch itself says where it came
 * from.
 */
export function listPlacements({ sisLabel }: ToolNames): readonly OfferedPlacement[] {
  return [
    { placement: 'course_navigation', text: 'Grade Sync', visibility: 'admins' },
    { placement: 'post_grades', text: sisLabel, size: { width: 800, height: 600 } },
    // In the Assignments page's More Options menu; Canvas titles the modal with this text, as the guide says:
    // "The Sync SIS Categories link may display your SIS name".
    {
      placement: 'course_assignments_menu',
      text: `Sync ${sisLabel} Categories`,
      size: { width: 800, height: 600 },
    },
    { placement: 'account_navigation', text: 'Grade Passback', visibility: 'admins' },
  ];
}

/** The address of the tool's icon, which Canvas's pages load. */
export const iconUrl = ({ publicUrl }: ToolAddresses): string =>
  `${publicUrl}/public/icons/grade-passback.svg`;

/** Where Canvas may send launches: they must be registered, region by region. */
export const launchUrls = ({ publicUrl, regionalUrls }: ToolAddresses): readonly string[] =>
  [publicUrl, ...Object.values(regionalUrls ?? {})].map((url) => `${url}/lti/launch`);

/** The tool's name in Canvas's administration. */
export const describeTool = ({ sisLabel }: ToolNames): string => `Passes grades from Canvas to ${sisLabel}.`;

/**
 * The tool's developer key for Canvas's *Paste JSON* and *Enter URL* (`doc/api/lti_dev_key_config.md`).
 * `required_permissions` makes Canvas check again at each launch: visibility alone only hides the link
 * (`app/controllers/external_tools_controller.rb`).
 */
export function buildToolConfig(addresses: ToolAddresses, names: ToolNames) {
  const { publicUrl, regionalUrls = {} } = addresses;
  const launch = `${publicUrl}/lti/launch`;
  const regions = Object.entries(regionalUrls);
  return {
    title: names.sisLabel,
    description: describeTool(names),
    target_link_uri: launch,
    oidc_initiation_url: `${publicUrl}/lti/login`,
    ...(regions.length === 0
      ? {}
      : {
          oidc_initiation_urls: Object.fromEntries(regions.map(([name, url]) => [name, `${url}/lti/login`])),
        }),
    public_jwk_url: `${publicUrl}/lti/jwks`,
    custom_fields: { ...customFields },
    scopes: [...serviceScopes],
    extensions: [
      {
        platform: 'canvas.instructure.com',
        domain: new URL(publicUrl).host,
        tool_id: toolId,
        privacy_level: 'public',
        settings: {
          text: names.sisLabel,
          icon_url: iconUrl(addresses),
          required_permissions: requiredPermissions,
          placements: listPlacements(names).map(({ placement, text, visibility, size }) => ({
            placement,
            enabled: true,
            text,
            icon_url: iconUrl(addresses),
            target_link_uri: launch,
            message_type: 'LtiResourceLinkRequest',
            ...(visibility === undefined ? {} : { visibility }),
            ...(size === undefined
              ? {}
              : {
                  selection_width: size.width,
                  selection_height: size.height,
                  // What the gradebook's dialog goes by (`post_grades`).
                  launch_width: size.width,
                  launch_height: size.height,
                }),
          })),
        },
      },
    ],
  } as const;
}

/** Tells the tool apart from others in Canvas, whatever its title. */
export const toolId = 'grade-passback';

/** All of them are needed. Teachers, assistants and administrators hold it; students and observers do not. */
export const requiredPermissions = 'view_all_grades';

/** The path that an install link leads to; Canvas opens it with its own parameters added. */
export const registerPath = '/lti/register';

/** The path of an install link. */
export const invitePath = (invite: string): string =>
  `${registerPath}?${new URLSearchParams({ invite }).toString()}`;
