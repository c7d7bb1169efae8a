import { createHash } from 'node:crypto';
import { requireSecret, type SisConnection } from '../../domain/institution.ts';
import { ProductError } from '../../errors.ts';
import { createSisClient, type SisClientDeps } from '../../oneroster/client/create-sis-client.ts';
import type { SisProfile } from '../../oneroster/profile/sis-profile.ts';
import type { PassbackDeps, SisAccess } from '../passback-deps.ts';

export interface SisAccessesDeps extends SisClientDeps {
  readonly profiles: ReadonlyMap<string, SisProfile>;
}

/**
 * Opens the SIS of an institution: one client, token and concurrency limit per connection and process, replaced when the
 * connection's settings change.
 * @throws ProductError `institution_invalid` if the connection names an unknown profile, `secret_unreadable`
 */
export function createSisAccesses(deps: SisAccessesDeps): PassbackDeps['openSis'] {
  const accesses = new Map<string, { readonly fingerprint: string; readonly access: SisAccess }>();
  return async (institution) => {
    const { id, sis } = institution;
    if (sis === null) return null;
    requireSecret(institution, 'sis');
    const fingerprint = fingerprintConnection(sis);
    const known = accesses.get(id);
    if (known?.fingerprint === fingerprint) return known.access;
    const access = openAccess(deps, sis);
    accesses.set(id, { fingerprint, access });
    return access;
  };
}

function openAccess(deps: SisAccessesDeps, sis: SisConnection): SisAccess {
  const profile = deps.profiles.get(sis.profile);
  if (profile === undefined) {
    throw new ProductError('institution_invalid', { detail: `no SIS profile ${sis.profile}`, next: 'fix' });
  }
  return {
    client: createSisClient(deps, sis, profile),
    maxInFlight: sis.maxInFlight ?? profile.maxInFlight,
  };
}

/** A hash, so that the secrets of a connection are not kept twice. */
function fingerprintConnection(sis: SisConnection): string {
  return createHash('sha256').update(JSON.stringify(sis)).digest('base64url');
}
