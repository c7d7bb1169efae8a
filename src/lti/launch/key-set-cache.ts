import { type CryptoKey, importJWK } from 'jose';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { ProductError } from '../../errors.ts';
import { type Http, HttpFailure } from '../../http/http.ts';

/** Finds the public keys of platforms. */
export interface KeySetCache {
  /**
   * The key `kid` of the key set at `url`; null if the set lacks it.
   * @throws ProductError `canvas_unreachable` if the set cannot be read and the key is not known
   */
  findKey(url: string, kid: string): Promise<CryptoKey | null>;
}

/** A set is read again after this time, so that a withdrawn key stops working. */
const freshMs = 10 * 60_000;
/** While the platform does not answer, known keys keep working for this long (LX14). */
const longestUseMs = 24 * 60 * 60_000;
/** Between two reads of a set that was read: an unknown key id causes no flood (S34). */
const coolDownMs = 60_000;
/** Between two reads of a set that could not be read. */
const failureCoolDownMs = 5_000;

const rsaKey = z.looseObject({
  kty: z.literal('RSA'),
  kid: z.string(),
  n: z.string(),
  e: z.string(),
  use: z.literal('sig').optional(),
  alg: z.literal('RS256').optional(),
});
const keySetShape = z.object({ keys: z.array(z.unknown()) });

interface KeySet {
  readonly keys: ReadonlyMap<string, CryptoKey>;
  readonly readAt: number;
}

export function createKeySetCache(http: Http, clock: Clock): KeySetCache {
  const sets = new Map<string, KeySet>();
  const nextReadAt = new Map<string, number>();
  const reads = new Map<string, Promise<void>>();
  const failures = new Map<string, unknown>();

  async function read(url: string): Promise<void> {
    try {
      const keys = await fetchKeys(http, url);
      sets.set(url, { keys, readAt: clock().getTime() });
      failures.delete(url);
      nextReadAt.set(url, clock().getTime() + coolDownMs);
    } catch (error) {
      nextReadAt.set(url, clock().getTime() + failureCoolDownMs);
      failures.set(url, error);
      throw error;
    }
  }

  /** One read at a time per address, and none during its cool-down. */
  async function readUnlessCooling(url: string): Promise<void> {
    const onItsWay = reads.get(url);
    if (onItsWay !== undefined) return onItsWay;
    if (clock().getTime() < (nextReadAt.get(url) ?? 0)) return;
    const started = read(url).finally(() => reads.delete(url));
    reads.set(url, started);
    return started;
  }

  const usableSet = (url: string): KeySet | null => {
    const set = sets.get(url);
    return set !== undefined && clock().getTime() - set.readAt < longestUseMs ? set : null;
  };

  return {
    async findKey(url, kid) {
      const cached = usableSet(url);
      const known = cached?.keys.get(kid);
      if (cached && known && clock().getTime() - cached.readAt < freshMs) return known;
      try {
        await readUnlessCooling(url);
      } catch (error) {
        if (known) return known;
        throw unreadable(error);
      }
      const set = usableSet(url);
      if (set === null) throw unreadable(failures.get(url));
      return set.keys.get(kid) ?? null;
    },
  };
}

async function fetchKeys(http: Http, url: string): Promise<ReadonlyMap<string, CryptoKey>> {
  const response = await http({ method: 'GET', url, headers: { accept: 'application/json' } });
  if (response.status !== 200) throw new Error(`the key set answered ${response.status}`);
  const { keys } = keySetShape.parse(JSON.parse(response.body));
  const found = new Map<string, CryptoKey>();
  for (const candidate of keys) {
    // A set may hold keys of other types and uses, which we ignore.
    const parsed = rsaKey.safeParse(candidate);
    if (!parsed.success) continue;
    const { kty, n, e, kid } = parsed.data;
    const key = await importJWK({ kty, n, e }, 'RS256');
    if (!(key instanceof Uint8Array)) found.set(kid, key);
  }
  return found;
}

const unreadable = (cause: unknown): ProductError =>
  cause instanceof HttpFailure && cause.kind === 'address'
    ? new ProductError('address_refused', { detail: 'the key set of the platform', next: 'fix', cause })
    : new ProductError('canvas_unreachable', { detail: 'the key set of the platform', next: 'retry', cause });
