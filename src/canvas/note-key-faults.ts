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

/** What a use of a key shows about it. */
interface KeyUse {
  /** The faults that are over once it succeeds. */
  readonly mended: readonly CanvasKeyFaultCode[];
  /** What the key lacks if Canvas gives no token for the scope. */
  readonly withoutScope?: CanvasKeyFaultCode;
}

/**
 * Runs `action`, which uses a key of the school's Canvas. A fault of the key is noted for the administrator's
 * overview. A failed note changes nothing for the person.
 */
export async function noteKeyFaults<T>(
  { keyFaults, clock, log }: KeyFaultDeps,
  institutionId: string,
  { mended, withoutScope }: KeyUse,
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
    const code = asKeyFault(toProductError(thrown), withoutScope);
    if (code !== null) await attempt(keyFaults.note(institutionId, code, clock()));
    throw thrown;
  }
}

function asKeyFault(
  { code }: ProductError,
  withoutScope: CanvasKeyFaultCode | undefined,
): CanvasKeyFaultCode | null {
  if (code === 'canvas_scope_missing' && withoutScope !== undefined) return withoutScope;
  return canvasKeyFaultCodes.find((known) => known === code) ?? null;
}
