import { canTellApart, type Institution, type SisConnection } from '../domain/institution.ts';
import { ProductError } from '../errors.ts';
import { explainUrlFault, findUrlFault } from '../http/address-rules.ts';
import { listSharing, requireOwnDeployment } from '../lti/deployments/approve-deployment.ts';
import { type SisProfile, takesFiles, trustsCanvasIds } from '../oneroster/profile/sis-profile.ts';
import type { Services } from '../services.ts';
import { UsageError } from './command.ts';
import { isSameName } from './find-institution.ts';

/** Where an institution's description comes from: a wrong option is a usage error, a wrong file is not. */
export type Source = 'file' | 'options';

/**
 * Refuses an institution that could not work or could be confused with another. Faults that it already had
 * `before` do not block other changes.
 * @throws UsageError or ProductError `institution_invalid`, by `source`, one fault per line
 */
export async function requireUsable(
  services: Pick<Services, 'stores' | 'settings' | 'profiles'>,
  before: Institution | null,
  after: Omit<Institution, 'id'>,
  source: Source,
): Promise<void> {
  const known = new Set(before === null ? [] : findFaults(services, before));
  const faults = findFaults(services, after).filter((fault) => !known.has(fault));
  if (before === null || !isSameName(before.name, after.name)) {
    const namesake = (await services.stores.institutions.list()).find(
      ({ id, name }) => id !== before?.id && isSameName(name, after.name),
    );
    if (namesake)
      faults.push(`name: institution ${namesake.id} has it already; choose one that tells them apart`);
  }
  if (faults.length === 0) return;
  const detail = faults.join('\n');
  if (source === 'options') throw new UsageError(detail);
  throw new ProductError('institution_invalid', { detail, next: 'fix' });
}

/**
 * A new institution with another's issuer and client id needs its own deployments from the start: a login is told by
 * them (S8).
 * @throws ProductError `institution_invalid`
 */
export async function requireDeployments(
  stores: Pick<Services['stores'], 'institutions' | 'deployments'>,
  described: Omit<Institution, 'id'>,
  deployments: readonly string[],
): Promise<void> {
  const others = await listSharing(stores, described, null);
  const [other] = others;
  // One that cannot be told apart at all is refused for that.
  if (!others.every((one) => canTellApart(one, described))) return;
  if (other === undefined) return;
  for (const deploymentId of deployments) {
    await requireOwnDeployment(stores, { ...described, id: '' }, deploymentId);
  }
  if (deployments.length > 0) return;
  throw new ProductError('institution_invalid', {
    detail: `institution ${other.id} has this issuer and client id; name the deployments of the new one, which tell the two apart`,
    next: 'fix',
  });
}

/** @throws UsageError for an address the tool would never call */
export function requireUsableAddress(
  address: string,
  { ALLOWED_PRIVATE_HOSTS: privateHosts }: Services['settings'],
): void {
  const fault = findUrlFault(new URL(address), { privateHosts });
  if (fault !== null) throw new UsageError(`${address}: ${explainUrlFault(fault)}`);
}

/** Finds an unknown SIS profile and addresses the tool would never call. */
function findFaults(
  { settings, profiles }: Pick<Services, 'settings' | 'profiles'>,
  { canvas, platform, sis }: Omit<Institution, 'id'>,
): string[] {
  const addresses = {
    'canvas.baseUrl': canvas.baseUrl,
    ...Object.fromEntries((canvas.otherUrls ?? []).map((url, i) => [`canvas.otherUrls.${i}`, url])),
    'platform.tokenEndpoint': platform.tokenEndpoint,
    'platform.jwksUrl': platform.jwksUrl,
    ...(sis && { 'sis.rosteringUrl': sis.rosteringUrl, 'sis.gradebookUrl': sis.gradebookUrl }),
    ...(sis?.auth.kind === 'oauth2' && { 'sis.auth.tokenUrl': sis.auth.tokenUrl }),
  };
  const faults = Object.entries(addresses).flatMap(([name, address]) => {
    if (address === '') return [];
    const fault = findUrlFault(new URL(address), { privateHosts: settings.ALLOWED_PRIVATE_HOSTS });
    return fault === null ? [] : [`${name}: ${address}: ${explainUrlFault(fault)}`];
  });
  if (sis === null) return faults;
  const profile = profiles.get(sis.profile);
  if (profile !== undefined) return [...faults, ...findMisfits(sis, profile)];
  return [...faults, `sis.profile: must be one of ${[...profiles.keys()].join(', ')}`];
}

/** Only a SIS that takes files does without addresses and without a way to sign in. */
function findMisfits({ rosteringUrl, gradebookUrl, auth }: SisConnection, profile: SisProfile): string[] {
  const isAsked = !trustsCanvasIds(profile);
  return [
    ...(isAsked && rosteringUrl === '' ? ['sis.rosteringUrl: must be an address'] : []),
    ...(!takesFiles(profile) && gradebookUrl === '' ? ['sis.gradebookUrl: must be an address'] : []),
    ...(isAsked === (auth.kind === 'none')
      ? [`sis.auth.kind: must ${isAsked ? 'not be' : 'be'} none with this profile`]
      : []),
  ];
}
