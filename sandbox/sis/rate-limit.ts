import type { Clock } from '../../src/clock.ts';
import { SisRefusal } from './sis-answer.ts';
import type { SisStyle } from './sis-style.ts';

/** Counts each caller's requests in fixed windows. Throws 429 `server_busy` above the limit. */
export function createRateLimit(limit: SisStyle['rateLimit'], clock: Clock): (caller: string) => void {
  const windows = new Map<string, { readonly endsAt: number; count: number }>();
  return (caller) => {
    if (limit === null) return;
    const now = clock().getTime();
    const open = windows.get(caller);
    const window = open && open.endsAt > now ? open : { endsAt: now + limit.seconds * 1_000, count: 0 };
    windows.set(caller, window);
    window.count += 1;
    if (window.count <= limit.requests) return;
    const seconds = Math.ceil((window.endsAt - now) / 1_000);
    const headers = limit.retryAfter ? { 'retry-after': String(seconds) } : {};
    throw new SisRefusal(429, 'server_busy', 'Too many requests', headers);
  };
}
