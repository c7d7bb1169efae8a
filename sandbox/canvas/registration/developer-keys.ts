import { deploy, describeKey, parseToolConfig } from '../install-tool.ts';
import type { ExternalTool, LtiDeveloperKey } from '../school/records/tool.ts';
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
  await store.tools.replaceLtiKey(key);
  for (const { developerKeyId, courseId } of await store.tools.list()) {
    if (developerKeyId === key.id) await deploy(store, config, key, courseId);
  }
  return key;
}

/** "+ App, by client ID": deploys the tool in the root account. Null: there is no such key, or it is off. */
export async function installByClientId(store: SchoolStore, clientId: number): Promise<ExternalTool | null> {
  const key = await store.tools.findLtiKey(clientId);
  if (key === null || !key.active) return null;
  return deploy(store, parseToolConfig(key.configuration), key, null);
}
