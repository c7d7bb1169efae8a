import type { Log } from '../../log.ts';
import type { DeploymentStore } from '../../store/deployments.ts';
import type { InstallLinkStore } from '../../store/install-links.ts';

export interface ApproveByLinkDeps {
  readonly log: Log;
  readonly deployments: Pick<DeploymentStore, 'list' | 'decide'>;
  readonly installLinks: Pick<InstallLinkStore, 'approvesFirst'>;
  /** Called for a deployment that its install link approved. */
  readonly onApprovedByLink?: (institutionId: string, deploymentId: string) => void;
}

/**
 * Approves a pending deployment if the operator made the install link so that it approves the first one, and nobody has
 * decided about any deployment of this institution yet (LX9).
 */
export async function approveByLink(
  deps: ApproveByLinkDeps,
  institutionId: string,
  deploymentId: string,
): Promise<boolean> {
  const seen = await deps.deployments.list(institutionId);
  const decided = seen.filter(({ state }) => state !== 'pending');
  // Another launch of this deployment may have been approved at the same time.
  if (decided.some((one) => one.state === 'refused' || one.deploymentId !== deploymentId)) return false;
  if (!(await deps.installLinks.approvesFirst(institutionId, deploymentId))) return false;
  await deps.deployments.decide(institutionId, deploymentId, 'approved');
  deps.log.info(
    { event: 'deployment_approved', institutionId, deploymentId },
    'its install link approved it',
  );
  deps.onApprovedByLink?.(institutionId, deploymentId);
  return true;
}
