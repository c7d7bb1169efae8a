import { deploy, describeKey, parseToolConfig } from '../install-tool.ts';
import type { ExternalTool, LtiDeveloperKey, Withheld } from '../school/records/tool.ts';
import type { SchoolStore } from '../school/school-store.ts';

/** What an administrator decides about a new LTI key. */
export interface LtiKeyOptions {
  readonly redirectUris: readonly string[];
  readonly active: boolean;
  readonly registrationId?: string;
}

/** Makes a new LTI key from developer-key JSON. Throws if Canvas would refuse the JSON. */
export async function addLtiKey(
  { tools }: SchoolStore,
  toolConfig: unknown,
  { redirectUris, active, registrationId }: LtiKeyOptions,
): Promise<LtiDeveloperKey> {
  const config = parseToolConfig(toolConfig);
  const made = await tools.createLtiKey({
    ...describeKey(config, { toolConfig, redirectUris }),
    ...(registrationId === undefined ? {} : { registrationId }),
  });
  if (active) return made;
  const key = { ...made, active: false };
  await tools.replaceLtiKey(key);
  return key;
}

/** Gives a key, and every deployment of it, a newer configuration; the key keeps its number and state. */
export async function updateLtiKey(
  store: SchoolStore,
  known: LtiDeveloperKey,
  toolConfig: unknown,
  {
    registrationId,
    redirectUris,
  }: { readonly registrationId: string; readonly redirectUris: readonly string[] },
): Promise<LtiDeveloperKey> {
  const config = parseToolConfig(toolConfig);
  const key = { ...known, ...describeKey(config, { toolConfig, redirectUris }), registrationId };
  // What the administrator took away stays away.
  return withholdFromKey(store, key, known.withheld ?? { scopes: [], placements: [] });
}

/** Takes scopes and placements away from a key and from every deployment of it, and gives back all others. */
export async function withholdFromKey(
  store: SchoolStore,
  known: LtiDeveloperKey,
  withheld: Withheld,
): Promise<LtiDeveloperKey> {
  const config = parseToolConfig(known.configuration);
  const scopes = (config.scopes ?? []).filter((scope) => !withheld.scopes.includes(scope));
  const key = { ...known, scopes, withheld };
  await store.tools.replaceLtiKey(key);
  for (const { developerKeyId, courseId } of await store.tools.list()) {
    if (developerKeyId === key.id) await deploy(store, config, key, courseId);
  }
  return key;
}

/** Deploys a key's tool in the root account, whether the key is on or not. */
export const deployInAccount = (store: SchoolStore, key: LtiDeveloperKey): Promise<ExternalTool> =>
  deploy(store, parseToolConfig(key.configuration), key, null);

/** "+ App, by client ID": deploys the tool in the root account. Null: there is no such key, or it is off. */
export async function installByClientId(store: SchoolStore, clientId: number): Promise<ExternalTool | null> {
  const key = await store.tools.findLtiKey(clientId);
  if (key === null || !key.active) return null;
  return deployInAccount(store, key);
}
