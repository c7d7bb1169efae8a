import { createHash } from 'node:crypto';
import { requireSecret, type SisConnection } from '../../domain/institution.ts';
import { ProductError } from '../../errors.ts';
import { createSisClient, type SisClientDeps } from '../../oneroster/client/create-sis-client.ts';
import { type SisProfile, takesFiles, trustsCanvasIds } from '../../oneroster/profile/sis-profile.ts';
import type { SisClient } from '../../oneroster/sis-client.ts';
import type { PassbackStores } from '../../store/passback/passback-stores.ts';
import type { PassbackDeps, SisAccess } from '../passback-deps.ts';
import { createCsvClient } from './csv-client.ts';
import { openSlotShare, type ProcessShare, type SlotShareDeps } from './slot-share.ts';

export interface SisAccessesDeps extends SisClientDeps, SlotShareDeps {
  readonly profiles: ReadonlyMap<string, SisProfile>;
  readonly stores: SlotShareDeps['stores'] & Pick<PassbackStores, 'csvRows'>;
}

export interface SisAccesses {
  /** @throws ProductError `institution_invalid` if the connection names an unknown profile, `secret_unreadable` */
  readonly open: PassbackDeps['openSis'];
  /** Gives back what this process holds of the limits; call it once nothing is sent any more. */
  close(): Promise<void>;
}

/**
 * Opens the SIS of an institution: one client and token per connection and process, replaced when the connection's
 * settings change. All processes share the concurrency limit.
 */
export function createSisAccesses(deps: SisAccessesDeps): SisAccesses {
  const accesses = new Map<string, OpenAccess & { readonly fingerprint: string }>();
  const open: PassbackDeps['openSis'] = async (institution) => {
    const { id, sis } = institution;
    if (sis === null) return null;
    requireSecret(institution, 'sis');
    const { requestsPerMinute } = institution.settings;
    const fingerprint = fingerprintConnection(sis, requestsPerMinute);
    const known = accesses.get(id);
    if (known?.fingerprint === fingerprint) return known.access;
    const opened = openAccess(deps, id, { sis, requestsPerMinute });
    accesses.set(id, { fingerprint, ...opened });
    return opened.access;
  };
  return {
    open,
    async close() {
      await Promise.all([...accesses.values()].map(({ share }) => share.end()));
    },
  };
}

interface OpenAccess {
  readonly access: SisAccess;
  readonly share: ProcessShare;
}

function openAccess(
  deps: SisAccessesDeps,
  institutionId: string,
  { sis, requestsPerMinute }: { readonly sis: SisConnection; readonly requestsPerMinute: number | null },
): OpenAccess {
  const profile = deps.profiles.get(sis.profile);
  if (profile === undefined) {
    throw new ProductError('institution_invalid', { detail: `no SIS profile ${sis.profile}`, next: 'fix' });
  }
  const maxInFlight = sis.maxInFlight ?? profile.maxInFlight;
  const rate =
    requestsPerMinute === null ? (profile.rate ?? null) : { requests: requestsPerMinute, seconds: 60 };
  const share = openSlotShare(deps, institutionId, { max: maxInFlight, rate });
  const openClient = (): SisClient => createSisClient(deps, sis, profile, share);
  const client = takesFiles(profile)
    ? createCsvClient(
        { rows: deps.stores.csvRows, clock: deps.clock },
        {
          institutionId,
          profile,
          roster: trustsCanvasIds(profile) ? null : openClient(),
          readsCategories: sis.gradebookUrl !== '',
        },
      )
    : openClient();
  return { access: { client, maxInFlight }, share };
}

/** A hash, so that the secrets of a connection are not kept twice. */
function fingerprintConnection(sis: SisConnection, requestsPerMinute: number | null): string {
  return createHash('sha256')
    .update(JSON.stringify([sis, requestsPerMinute]))
    .digest('base64url');
}
