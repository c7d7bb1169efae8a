import type { Clock } from '../clock.ts';
import { findLostSecrets } from '../domain/institution.ts';
import type { InstitutionStore } from '../store/institutions.ts';

/** An institution that needs the operator, by its id, which tells others nothing. */
export interface UnusableInstitution {
  readonly id: string;
  readonly fault: string;
}

/** Every institution is read for this, and probes may come every second. */
const rememberMs = 60_000;

/**
 * Finds institutions whose secrets cannot be decrypted or whose document is damaged (S44). A process can
 * still work for the others, so `/readyz` only names them.
 */
export function createUnusableFinder(
  institutions: Pick<InstitutionStore, 'list' | 'findDamaged'>,
  clock: Clock,
): () => Promise<readonly UnusableInstitution[]> {
  let known: { readonly found: readonly UnusableInstitution[]; readonly atMs: number } | null = null;
  return async () => {
    const now = clock().getTime();
    if (known !== null && now - known.atMs < rememberMs) return known.found;
    const lost = (await institutions.list()).flatMap((institution) => {
      const owners = findLostSecrets(institution);
      const fault = `secret cannot be decrypted: ${owners.join(', ')}`;
      return owners.length === 0 ? [] : [{ id: institution.id, fault }];
    });
    const damaged = (await institutions.findDamaged()).map(({ id }) => ({ id, fault: 'damaged' }));
    known = { found: [...lost, ...damaged], atMs: now };
    return known.found;
  };
}
