import type { SchoolStore } from '../../school/school-store.ts';

export interface ListedKey {
  readonly name: string;
  readonly kind: string;
  readonly clientId: number;
  readonly active: boolean;
  /** The secret behind "Show Key" of an API key. */
  readonly secret: string | null;
  readonly addresses: readonly string[];
  readonly scopes: readonly string[];
  readonly deployments: readonly string[];
  readonly stateAction: string;
  /** Where an LTI key's scopes and placements are granted. */
  readonly reviewHref: string | null;
}

/** Every developer key of the school, LTI keys first. */
export async function listKeys({ tools }: SchoolStore, base: string): Promise<readonly ListedKey[]> {
  const [ltiKeys, apiKeys, deployments] = await Promise.all([
    tools.listLtiKeys(),
    tools.listApiKeys(),
    tools.list(),
  ]);
  const stateAction = (id: number): string => `${base}/${id}/state`;
  return [
    ...ltiKeys.map((key) => ({
      name: key.name,
      kind: 'LTI 1.3',
      clientId: key.id,
      active: key.active,
      secret: null,
      addresses: [key.oidcInitiationUrl, ...key.redirectUris],
      scopes: key.scopes,
      deployments: deployments
        .filter((tool) => tool.developerKeyId === key.id)
        .map((tool) => tool.deploymentId),
      stateAction: stateAction(key.id),
      reviewHref: `${base}/${key.id}/review`,
    })),
    ...apiKeys.map((key) => ({
      name: key.name,
      kind: key.requireScopes ? 'API, scopes enforced' : 'API',
      clientId: key.id,
      active: key.active,
      secret: key.secret,
      addresses: key.redirectUris,
      scopes: key.scopes,
      deployments: [],
      stateAction: stateAction(key.id),
      reviewHref: null,
    })),
  ];
}
