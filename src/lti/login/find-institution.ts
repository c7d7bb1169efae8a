import type { Request } from 'express';
import { type Institution, listCanvasOrigins } from '../../domain/institution.ts';
import type { DeploymentStore } from '../../store/deployments.ts';
import type { InstitutionStore } from '../../store/institutions.ts';
import type { Login } from '../../store/logins.ts';
import { LaunchRefusal } from '../launch/refusal.ts';
import type { LoginRequest } from './login-request.ts';

export interface FindInstitutionDeps {
  readonly institutions: Pick<InstitutionStore, 'listByIssuer' | 'recallByPlatform'>;
  readonly deployments: Pick<DeploymentStore, 'isApproved'>;
}

/**
 * The institution that a login is for. A platform may leave out the client id (Security Framework 1.0 §
 * 5.1.1.1); then the issuer alone must identify it. Whatever is found here, only the keys of this institution
 * can sign the launch that follows.
 * @param origin the web origin of the page that sent the browser, if the browser says so
 * @throws LaunchRefusal `platform_unknown`, `platform_ambiguous`
 */
export async function findInstitution(
  deps: FindInstitutionDeps,
  asked: Pick<LoginRequest, 'iss' | 'client_id' | 'lti_deployment_id'>,
  origin: string | null,
): Promise<Institution> {
  const { iss, client_id: clientId } = asked;
  const found =
    clientId === undefined
      ? theOnlyOf(await deps.institutions.listByIssuer(iss))
      : await chooseSharing(
          deps,
          await deps.institutions.recallByPlatform(iss, clientId),
          asked.lti_deployment_id,
          origin,
        );
  if (found === null) throw new LaunchRefusal('platform', 'platform_unknown');
  return found;
}

/**
 * Which of the institutions that share issuer and client id is meant (S8): the one that has the deployment, else the one
 * whose Canvas sent the browser. Null if there is none to choose from.
 * @throws LaunchRefusal `platform_ambiguous`
 */
async function chooseSharing(
  { deployments }: FindInstitutionDeps,
  candidates: readonly Institution[],
  deploymentId: string | undefined,
  origin: string | null,
): Promise<Institution | null> {
  if (candidates.length <= 1) return theOnlyOf(candidates);
  const approvals = await Promise.all(
    candidates.map(({ id }) => deploymentId !== undefined && deployments.isApproved(id, deploymentId)),
  );
  const approved = theOnlyOf(candidates.filter((_candidate, i) => approvals[i]));
  if (approved !== null) return approved;
  const sender =
    origin === null
      ? null
      : theOnlyOf(candidates.filter((candidate) => listCanvasOrigins(candidate).includes(origin)));
  if (sender !== null) return sender;
  throw new LaunchRefusal('platform', 'platform_ambiguous', {
    detail: `issuer and client id belong to ${candidates.map(({ id }) => id).join(', ')}`,
    values: { deploymentId: deploymentId ?? '?' },
  });
}

/** The origin of the page that sent the browser here; null if the browser does not say. */
export function readSenderOrigin({ headers }: Pick<Request, 'headers'>): string | null {
  const sender = headers.origin ?? headers.referer;
  return sender !== undefined && URL.canParse(sender) ? new URL(sender).origin : null;
}

/**
 * The institution that `login` is for.
 * @throws LaunchRefusal if it has been removed or disabled since
 */
export async function findLoginInstitution(
  institutions: Pick<InstitutionStore, 'recall'>,
  login: Login,
): Promise<Institution> {
  const institution = await institutions.recall(login.institutionId);
  if (institution === null) throw new LaunchRefusal('platform', 'platform_unknown');
  requireEnabled(institution);
  return institution;
}

/** @throws LaunchRefusal `institution_disabled` */
export function requireEnabled(institution: Institution): void {
  if (!institution.enabled) throw new LaunchRefusal('platform_enabled', 'institution_disabled');
}

function theOnlyOf(institutions: readonly Institution[]): Institution | null {
  return institutions.length === 1 ? (institutions[0] ?? null) : null;
}
