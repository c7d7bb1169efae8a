import { toProductError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { CanvasGrant, CanvasGrantStore, CanvasPersonKey } from '../../store/canvas-grants.ts';

/**
 * A person's consent, or null. If its tokens can no longer be decrypted, it counts as none: asking the person
 * again solves that.
 */
export async function findGrant(
  grants: CanvasGrantStore,
  person: CanvasPersonKey,
  log: Log,
): Promise<CanvasGrant | null> {
  try {
    return await grants.find(person);
  } catch (thrown) {
    const error = toProductError(thrown);
    if (error.code !== 'secret_unreadable') throw thrown;
    log.error(
      { event: 'canvas_grant_unreadable', institution: person.institutionId, detail: error.detail },
      'a stored consent cannot be read',
    );
    return null;
  }
}
