import type { Institution } from '../../domain/institution.ts';
import type { Log } from '../../log.ts';
import type { Deployment, DeploymentStore } from '../../store/deployments.ts';
import type { InstallLinkStore } from '../../store/install-links.ts';
import type { InstitutionStore } from '../../store/institutions.ts';
import { findHolder } from './approve-deployment.ts';

export interface TakeDeploymentDeps {
  readonly log: Log;
  readonly deployments: Pick<DeploymentStore, 'findOrRecord' | 'list' | 'decide' | 'isApproved'>;
  readonly institutions: Pick<InstitutionStore, 'listByPlatform'>;
  readonly installLinks: Pick<InstallLinkStore, 'approvesFirst'>;
  /** Called for a deployment that its install link approved. */
  readonly onApprovedByLink?: (institutionId: string, deploymentId: string) => void;
}

/**
 * What is decided about a deployment that a launch or Canvas's answer to a registration names. A new one waits for the
 * operator, unless the install link approves it.
 */
export async function takeDeployment(
  deps: TakeDeploymentDeps,
  institution: Institution,
  deploymentId: string,
): Promise<Deployment['state']> {
  const { state } = await deps.deployments.findOrRecord(institution.id, deploymentId);
  const isApprovedNow = state === 'pending' && (await approveByLink(deps, institution, deploymentId));
  return isApprovedNow ? 'approved' : state;
}

/**
 * Approves a pending deployment if the operator made the install link so that it approves the first one, and nobody has
 * decided about any deployment of this institution yet (LX9). Never one of another institution with the same issuer and
 * client id (S8).
 */
async function approveByLink(
  deps: TakeDeploymentDeps,
  institution: Institution,
  deploymentId: string,
): Promise<boolean> {
  const institutionId = institution.id;
  const seen = await deps.deployments.list(institutionId);
  const decided = seen.filter(({ state }) => state !== 'pending');
  // Another launch of this deployment may have been approved at the same time.
  if (decided.some((one) => one.state === 'refused' || one.deploymentId !== deploymentId)) return false;
  if ((await findHolder(deps, institution, deploymentId)) !== null) return false;
  if (!(await deps.installLinks.approvesFirst(institutionId, deploymentId))) return false;
  await deps.deployments.decide(institutionId, deploymentId, 'approved');
  deps.log.info(
    { event: 'deployment_approved', institutionId, deploymentId },
    'its install link approved it',
  );
  deps.onApprovedByLink?.(institutionId, deploymentId);
  return true;
}
