import type { Clock } from '../../clock.ts';
import type { Log } from '../../log.ts';
import type { CanvasKeyFaultStore } from '../../store/canvas-key-faults.ts';
import type { Claims } from './claims.ts';
import { findWithheld, type WithheldPart, withheldParts } from './find-withheld.ts';

export interface WithheldDeps {
  readonly canvasKeyFaults: Pick<CanvasKeyFaultStore, 'note' | 'clear'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** The same is noted again after this, in milliseconds: launches are frequent, and keys change rarely. */
const againAfterMs = 60_000;

/**
 * Notes for the administrator's overview what launches of an institution lack, and forgets what they have again. Most
 * launches write nothing. A failed note changes nothing for the person.
 */
export function createWithheldNotes({
  canvasKeyFaults,
  clock,
  log,
}: WithheldDeps): (institutionId: string, claims: Claims) => Promise<void> {
  const noted = new Map<string, { readonly parts: readonly WithheldPart[]; readonly at: number }>();
  return async (institutionId, claims) => {
    const parts = findWithheld(claims);
    if (parts === null) return;
    const now = clock();
    const known = noted.get(institutionId);
    const isSame = known?.parts.join() === parts.join();
    if (isSame && now.getTime() - known.at < againAfterMs) return;
    noted.set(institutionId, { parts, at: now.getTime() });
    try {
      const granted = withheldParts.filter((part) => !parts.includes(part));
      if (granted.length > 0) await canvasKeyFaults.clear(institutionId, granted);
      for (const part of parts) await canvasKeyFaults.note(institutionId, part, now);
    } catch (error) {
      log.warn(
        { event: 'withheld_not_noted', institutionId, err: error },
        'What a launch lacks is not noted',
      );
    }
  };
}
