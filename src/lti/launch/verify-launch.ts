import type { Clock } from '../../clock.ts';
import type { Institution } from '../../domain/institution.ts';
import type { DeploymentStore } from '../../store/deployments.ts';
import type { Login, LoginStore } from '../../store/logins.ts';
import { type TakeDeploymentDeps, takeDeployment } from '../deployments/take-deployment.ts';
import { checkAudience } from './checks/check-audience.ts';
import { checkDeploymentId } from './checks/check-deployment-id.ts';
import { checkMessageType } from './checks/check-message-type.ts';
import { checkNonce } from './checks/check-nonce.ts';
import { checkResourceLink } from './checks/check-resource-link.ts';
import { checkRolesClaim } from './checks/check-roles-claim.ts';
import { checkSubject } from './checks/check-subject.ts';
import { checkTarget } from './checks/check-target.ts';
import { checkVersion } from './checks/check-version.ts';
import { type CheckedLaunch, type LaunchCheck, readText } from './checks/launch-check.ts';
import { type Claims, claim } from './claims.ts';
import type { KeySetCache } from './key-set-cache.ts';
import { LaunchRefusal } from './refusal.ts';
import { verifySignature } from './verify-signature.ts';

/**
 * Every rule about the claims, in order. The message type comes first, because some rules hold for one type
 * only.
 */
const claimChecks: readonly LaunchCheck[] = [
  checkAudience,
  checkNonce,
  checkVersion,
  checkMessageType,
  checkDeploymentId,
  checkTarget,
  checkSubject,
  checkRolesClaim,
  checkResourceLink,
];

export interface VerifyLaunchDeps extends TakeDeploymentDeps {
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly keySets: KeySetCache;
  readonly deployments: DeploymentStore;
}

export interface VerifiedLaunch {
  readonly claims: Claims;
  readonly institution: Institution;
  readonly deploymentId: string;
}

/**
 * A login that is still unused, by its state.
 * @throws LaunchRefusal `launch_replayed`, `launch_expired`
 */
export async function findLogin(logins: LoginStore, state: string, now: Date): Promise<Login> {
  return (await logins.find(state, now)) ?? useLogin(logins, state, now);
}

/**
 * Uses the login up, so that only one of several simultaneous posts continues (LX10).
 * @throws LaunchRefusal `launch_replayed`, `launch_expired`
 */
export async function useLogin(logins: LoginStore, state: string, now: Date): Promise<Login> {
  const use = await logins.use(state, now);
  if (use.kind === 'used') return use.login;
  const code = use.kind === 'used_before' ? 'launch_replayed' : 'launch_expired';
  throw new LaunchRefusal('state', code, { detail: `the state is ${use.kind}` });
}

/**
 * Verifies the launch that answers `login`, which is used up and whose browser has proved itself: signature,
 * claims and deployment, in this order.
 * @throws LaunchRefusal that names the check
 */
export async function verifyLaunch(
  deps: VerifyLaunchDeps,
  institution: Institution,
  login: Login,
  idToken: string,
): Promise<VerifiedLaunch> {
  const claims = await verifySignature(idToken, institution.platform, deps.keySets, deps.clock);
  runChecks(claimChecks, { claims, institution, login, publicUrl: deps.publicUrl });
  const deploymentId = readText(claims, claim.deploymentId, 255) ?? '';
  await requireApproved(deps, institution, deploymentId);
  return { claims, institution, deploymentId };
}

/** A check that fails unexpectedly counts as a refusal (S33). */
export function runChecks(checks: readonly LaunchCheck[], launch: CheckedLaunch): void {
  for (const check of checks) {
    try {
      check(launch);
    } catch (error) {
      if (error instanceof LaunchRefusal) throw error;
      throw new LaunchRefusal(check.name, 'launch_invalid', { detail: 'the check failed', cause: error });
    }
  }
}

/** Tenancy is client id + deployment (S8); an unapproved one is stored for the operator. */
async function requireApproved(
  deps: VerifyLaunchDeps,
  institution: Institution,
  deploymentId: string,
): Promise<void> {
  const state = await takeDeployment(deps, institution, deploymentId);
  if (state === 'approved') return;
  throw new LaunchRefusal('deployment', 'deployment_unknown', {
    detail: `the deployment is ${state}`,
    values: { deploymentId },
  });
}
