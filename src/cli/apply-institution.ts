import type { Institution } from '../domain/institution.ts';
import type { LtiEngine } from '../lti/services/lti-engine.ts';
import type { Stores } from '../store/stores.ts';
import type { InstitutionDescription } from './institution-file.ts';

export interface ApplyInstitutionDeps {
  readonly stores: Pick<Stores, 'institutions' | 'deployments'>;
  readonly engine: Pick<LtiEngine, 'registerPlatform'>;
}

/**
 * Adds the described institution, or changes the one of the same platform (issuer and client id) to what is
 * described. Its platform gets a key pair the first time (about a second); its deployments are approved.
 */
export async function applyInstitution(
  { stores, engine }: ApplyInstitutionDeps,
  { institution, deployments }: InstitutionDescription,
): Promise<Institution> {
  const { issuer, clientId } = institution.platform;
  const known = await stores.institutions.findByPlatform(issuer, clientId);
  const applied = known ? { ...institution, id: known.id } : await stores.institutions.create(institution);
  if (known) await stores.institutions.update(applied);
  await engine.registerPlatform(applied);
  for (const deployment of deployments) await stores.deployments.decide(applied.id, deployment, 'approved');
  return applied;
}
