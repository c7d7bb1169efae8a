import { z } from 'zod';
import {
  type ApiDeveloperKey,
  type ExternalTool,
  type LtiDeveloperKey,
  placements,
  type ToolPlacement,
} from './school/records/tool.ts';
import type { SchoolStore } from './school/school-store.ts';

const text = z.string().min(1);
const custom = z.record(z.string(), z.string());
const placementSchema = z.object({
  placement: z.enum(placements),
  enabled: z.boolean().optional(),
  text: text.optional(),
  target_link_uri: text.optional(),
  url: text.optional(),
  visibility: z.enum(['public', 'members', 'admins']).optional(),
  custom_fields: custom.optional(),
  selection_width: z.number().int().optional(),
  selection_height: z.number().int().optional(),
  message_type: z.literal('LtiResourceLinkRequest').optional(),
});

/**
 * A developer-key configuration as an administrator pastes it (doc/api/lti_dev_key_config.md). A placement
 * that the sandbox does not show is refused, which catches typing errors.
 */
const toolConfigSchema = z.object({
  title: text,
  description: z.string(),
  target_link_uri: text,
  oidc_initiation_url: text,
  custom_fields: custom.optional(),
  public_jwk_url: text.optional(),
  public_jwk: z.record(z.string(), z.unknown()).optional(),
  scopes: z.array(text).optional(),
  extensions: z
    .array(
      z.object({
        platform: z.literal('canvas.instructure.com'),
        domain: z.string().optional(),
        tool_id: z.string().optional(),
        privacy_level: z.enum(['anonymous', 'name_only', 'email_only', 'public']).optional(),
        settings: z.object({
          text: text.optional(),
          required_permissions: z.string().optional(),
          visibility: z.enum(['public', 'members', 'admins']).optional(),
          placements: z.array(placementSchema),
        }),
      }),
    )
    .min(1),
});
type ToolConfig = z.infer<typeof toolConfigSchema>;

/** @throws ZodError if Canvas would refuse the configuration */
export function parseToolConfig(content: unknown): ToolConfig {
  const config = toolConfigSchema.parse(content);
  if (config.public_jwk === undefined && config.public_jwk_url === undefined) {
    throw new Error('The tool configuration needs public_jwk_url or public_jwk');
  }
  return config;
}

/** What an administrator decides in addition to the tool's own JSON. */
export interface ToolInstallation {
  /** The tool's developer-key JSON. */
  readonly toolConfig: unknown;
  /** Where id_tokens may be sent, in addition to the placements' own targets. */
  readonly redirectUris: readonly string[];
  /** Installs the tool in one course only; absent: in the root account. */
  readonly courseId?: number;
}

export interface InstalledTool {
  readonly clientId: string;
  readonly deploymentId: string;
  readonly key: LtiDeveloperKey;
  readonly tool: ExternalTool;
}

/**
 * Registers an LTI tool as a developer key with one deployment. A tool with the same title is reconfigured
 * and keeps its client id and deployment id, so a restart of the demo changes neither.
 * @throws ZodError if Canvas would refuse the configuration
 */
export async function installTool(store: SchoolStore, request: ToolInstallation): Promise<InstalledTool> {
  const config = parseToolConfig(request.toolConfig);
  const fields = describeKey(config, request);
  const known = (await store.tools.listLtiKeys()).find((key) => key.name === config.title);
  const key = known === undefined ? await store.tools.createLtiKey(fields) : { ...known, ...fields };
  if (known !== undefined) await store.tools.replaceLtiKey(key);
  const tool = await deploy(store, config, key, request.courseId ?? null);
  return { clientId: String(key.id), deploymentId: tool.deploymentId, key, tool };
}

/** The developer key that a configuration describes. */
export function describeKey(config: ToolConfig, { toolConfig, redirectUris }: ToolInstallation) {
  return {
    name: config.title,
    oidcInitiationUrl: config.oidc_initiation_url,
    redirectUris,
    publicJwkUrl: config.public_jwk_url ?? null,
    publicJwk: config.public_jwk ?? null,
    scopes: config.scopes ?? [],
    configuration: toolConfig,
  };
}

/**
 * Deploys a developer key's tool in the root account (`courseId` null) or in a course, or reconfigures it
 * there.
 */
export async function deploy(
  store: SchoolStore,
  config: ToolConfig,
  key: LtiDeveloperKey,
  courseId: number | null,
): Promise<ExternalTool> {
  const [extension] = config.extensions;
  if (extension === undefined) throw new Error('The tool configuration has no extension for Canvas');
  const fields = {
    developerKeyId: key.id,
    name: config.title,
    courseId,
    targetLinkUri: config.target_link_uri,
    domain: extension.domain ?? null,
    privacyLevel: extension.privacy_level ?? 'anonymous',
    requiredPermissions: extension.settings.required_permissions ?? null,
    customFields: config.custom_fields ?? {},
    placements: extension.settings.placements.map((entry) =>
      makePlacement(config, extension.settings, {
        ...entry,
        enabled: entry.enabled !== false && !key.withheld?.placements.includes(entry.placement),
      }),
    ),
  } satisfies Omit<ExternalTool, 'id' | 'deploymentId'>;
  const known = (await store.tools.list()).find(
    (tool) => tool.developerKeyId === key.id && tool.courseId === courseId,
  );
  if (known === undefined) return store.tools.createTool(fields);
  const tool: ExternalTool = { ...known, ...fields };
  await store.tools.replaceTool(tool);
  return tool;
}

type Extension = ToolConfig['extensions'][number];

function makePlacement(
  config: ToolConfig,
  settings: Extension['settings'],
  entry: Extension['settings']['placements'][number],
): ToolPlacement {
  return {
    placement: entry.placement,
    enabled: entry.enabled ?? true,
    text: entry.text ?? settings.text ?? config.title,
    targetLinkUri: entry.target_link_uri ?? entry.url ?? config.target_link_uri,
    visibility: entry.visibility ?? settings.visibility ?? 'public',
    customFields: entry.custom_fields ?? {},
    selectionWidth: entry.selection_width ?? null,
    selectionHeight: entry.selection_height ?? null,
  };
}

/**
 * Makes an access token for the administrator, for scripts, under *User-Generated* as Canvas keeps such
 * tokens. It may do everything the administrator may, and ends the token made before it.
 * @throws if the school has no administrator
 */
export async function issueAdministratorToken(store: SchoolStore): Promise<string> {
  const administrator = (await store.people.list()).find((user) => user.accountAdmin);
  if (administrator === undefined) throw new Error('The school has no administrator');
  const key = await installApiKey(store, { name: 'User-Generated', redirectUris: [] });
  return store.oauth.issuePersonal({ clientId: key.id, userId: administrator.id, scopes: [] });
}

/** A REST API key of the school. A key with `scopes` enforces them. */
export interface ApiKeyRequest {
  readonly name: string;
  readonly redirectUris: readonly string[];
  readonly scopes?: readonly string[];
  /** "Allow Include Parameters"; on by default, as a school's guide to the tool would advise. */
  readonly allowIncludes?: boolean;
}

/** Makes an API developer key, or returns the existing one of the same name. */
export async function installApiKey(store: SchoolStore, request: ApiKeyRequest): Promise<ApiDeveloperKey> {
  const known = (await store.tools.listApiKeys()).find((key) => key.name === request.name);
  const fields = {
    name: request.name,
    redirectUris: request.redirectUris,
    scopes: request.scopes ?? [],
    requireScopes: request.scopes !== undefined,
    allowIncludes: request.allowIncludes ?? true,
  };
  if (known === undefined) return store.tools.createApiKey(fields);
  const key = { ...known, ...fields };
  await store.tools.replaceApiKey(key);
  return key;
}
