import type { Institution } from '../../domain/institution.ts';
import type { InstitutionStore } from '../../store/institutions.ts';
import type { Login } from '../../store/logins.ts';
import { LaunchRefusal } from '../launch/refusal.ts';

/**
 * The institution that a login is for. A platform may leave out the client id (Security Framework 1.0 §
 * 5.1.1.1); then the issuer alone must identify it.
 * @throws LaunchRefusal `platform_unknown`
 */
export async function findInstitution(
  institutions: InstitutionStore,
  issuer: string,
  clientId: string | undefined,
): Promise<Institution> {
  const institution =
    clientId === undefined
      ? theOnlyOf(await institutions.listByIssuer(issuer))
      : await institutions.recallByPlatform(issuer, clientId);
  if (institution === null) throw new LaunchRefusal('platform', 'platform_unknown');
  return institution;
}

/**
 * The institution that `login` is for.
 * @throws LaunchRefusal if it has been removed or disabled since
 */
export async function findLoginInstitution(
  institutions: InstitutionStore,
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
