import type { Clock } from '../clock.ts';
import { type ProductError, toProductError } from '../errors.ts';
import type { Log } from '../log.ts';
import {
  type CanvasKeyFaultCode,
  type CanvasKeyFaultStore,
  canvasKeyFaultCodes,
} from '../store/canvas-key-faults.ts';

interface KeyFaultDeps {
  readonly keyFaults: CanvasKeyFaultStore;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Runs `action`, which uses a key of the school's Canvas. A fault of the key is noted for the administrator's
 * overview, and the faults in `mended` are forgotten once it succeeds. A failed note changes nothing for the
 * person.
 */
export async function noteKeyFaults<T>(
  { keyFaults, clock, log }: KeyFaultDeps,
  institutionId: string,
  mended: readonly CanvasKeyFaultCode[],
  action: () => Promise<T>,
): Promise<T> {
  const attempt = (write: Promise<void>): Promise<void> =>
    write.catch((error: unknown) => {
      log.warn(
        { event: 'key_fault_not_noted', institutionId, err: error },
        'a fault of an API key is not noted',
      );
    });
  try {
    const result = await action();
    if (mended.length > 0) await attempt(keyFaults.clear(institutionId, mended));
    return result;
  } catch (thrown) {
    const code = asKeyFault(toProductError(thrown));
    if (code !== null) await attempt(keyFaults.note(institutionId, code, clock()));
    throw thrown;
  }
}

function asKeyFault({ code }: ProductError): CanvasKeyFaultCode | null {
  return canvasKeyFaultCodes.find((known) => known === code) ?? null;
}
