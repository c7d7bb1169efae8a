import type { Institution } from '../../domain/institution.ts';
import { ProductError } from '../../errors.ts';
import type { DeploymentStore } from '../../store/deployments.ts';
import type { InstitutionStore } from '../../store/institutions.ts';

export interface ApproveDeploymentDeps {
  readonly institutions: Pick<InstitutionStore, 'listByPlatform'>;
  readonly deployments: Pick<DeploymentStore, 'decide' | 'isApproved'>;
}

/** The other institutions with this one's issuer and client id. */
export async function listSharing(
  { institutions }: Pick<ApproveDeploymentDeps, 'institutions'>,
  { platform }: Pick<Institution, 'platform'>,
  id: string | null,
): Promise<readonly Institution[]> {
  const all = await institutions.listByPlatform(platform.issuer, platform.clientId);
  return all.filter((other) => other.id !== id);
}

/**
 * The other institution with this issuer and client id that has the deployment already; null if none has. One deployment
 * in both would leave logins of either undecided, so a Canvas that names a neighbour's would lock that school out (S8).
 */
export async function findHolder(
  deps: ApproveDeploymentDeps,
  institution: Institution,
  deploymentId: string,
): Promise<Institution | null> {
  for (const other of await listSharing(deps, institution, institution.id)) {
    if (await deps.deployments.isApproved(other.id, deploymentId)) return other;
  }
  return null;
}

/** @throws ProductError `institution_invalid` if the deployment belongs to another institution with this issuer and client id */
export async function requireOwnDeployment(
  deps: ApproveDeploymentDeps,
  institution: Institution,
  deploymentId: string,
): Promise<void> {
  const holder = await findHolder(deps, institution, deploymentId);
  if (holder !== null) {
    throw new ProductError('institution_invalid', {
      detail: `deployment ${deploymentId} belongs to institution ${holder.id}, which has the same issuer and client id`,
      next: 'fix',
    });
  }
}

/**
 * Lets a deployment launch.
 * @throws ProductError as `requireOwnDeployment`
 */
export async function approveDeployment(
  deps: ApproveDeploymentDeps,
  institution: Institution,
  deploymentId: string,
): Promise<void> {
  await requireOwnDeployment(deps, institution, deploymentId);
  await deps.deployments.decide(institution.id, deploymentId, 'approved');
}
