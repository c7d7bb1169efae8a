import type { Request, RequestHandler, Response } from 'express';
import { ProductError } from '../../errors.ts';
import type { Login } from '../../store/logins.ts';
import type { RateLimit, RateLimitStore } from '../../store/rate-limits.ts';
import { hashSecret } from './browser-proof.ts';

/**
 * How many attempts are allowed (S34). A school of thousands may share one address, so an address is no
 * measure of one person: 2,000 teachers who log in within seconds must all get through.
 */
export const attemptLimits = {
  /** Logins of one person at one institution. */
  person: { points: 30, seconds: 60, localPoints: 5 },
  /** Posts that answer one login. */
  state: { points: 20, seconds: 600, localPoints: 5 },
  /** Logins from one address that no launch has followed yet. Each stores a login for 10 minutes. */
  unconfirmed: { points: 6000, seconds: 600, localPoints: 1000 },
  /** Requests from one address without a known institution or login. */
  stray: { points: 300, seconds: 60, localPoints: 60 },
  /** Visits to install links from one address: an installation needs a handful. */
  registration: { points: 60, seconds: 60, localPoints: 20 },
} as const satisfies Readonly<Record<string, Omit<RateLimit, 'name'>>>;

export type AttemptLimitSettings = Readonly<
  Record<keyof typeof attemptLimits, { points: number; seconds: number; localPoints: number }>
>;

/** How long a person who has launched is told from a stranger. */
const confirmedSeconds = 30 * 86_400;

type PersonOfLogin = Pick<Login, 'institutionId'> & { readonly initiation: { readonly loginHint: string } };

/**
 * Counts attempts. Each `take…` returns the refusal, with `Retry-After` set on the response, or null within
 * the limit.
 */
export interface AttemptLimits {
  takeLogin(request: Request, response: Response, login: PersonOfLogin): Promise<ProductError | null>;
  takePost(response: Response, state: string): Promise<ProductError | null>;
  takeStray(request: Request, response: Response): Promise<ProductError | null>;
  /** A launch proved that `login` was a real person's. */
  confirm(request: Request, login: PersonOfLogin): Promise<void>;
  readonly limitRegistration: RequestHandler;
}

export function createAttemptLimits(
  store: Pick<RateLimitStore, 'createLimiter' | 'createRecollection'>,
  settings: AttemptLimitSettings = attemptLimits,
): AttemptLimits {
  const create = (name: keyof typeof attemptLimits) => store.createLimiter({ name, ...settings[name] });
  const [persons, states, unconfirmed] = [create('person'), create('state'), create('unconfirmed')];
  const [strays, registrations] = [create('stray'), create('registration')];
  const confirmed = store.createRecollection({ name: 'confirmed', seconds: confirmedSeconds });

  return {
    async takeLogin(request, response, login) {
      const person = nameCounter(login);
      const waitMs = await persons.take(person);
      if (waitMs !== null) return refuse(response, waitMs);
      const addressWaitMs = await unconfirmed.take(addressOf(request));
      // Somebody at this address sends logins that lead nowhere. That does not hold up people who have
      // launched before.
      if (addressWaitMs === null || (await confirmed.has(person))) return null;
      return refuse(response, addressWaitMs);
    },
    takePost: async (response, state) => refuse(response, await states.take(hashSecret(state))),
    takeStray: async (request, response) => refuse(response, await strays.take(addressOf(request))),
    async confirm(request, login) {
      await unconfirmed.giveBack(addressOf(request));
      confirmed.remember(nameCounter(login));
    },
    limitRegistration: async (request, response, next) => {
      const refusal = refuse(response, await registrations.take(addressOf(request)));
      if (refusal !== null) throw refusal;
      next();
    },
  };
}

/** Canvas's hint identifies the person and is stable; it is stored only as a hash (S9). */
function nameCounter({ institutionId, initiation }: PersonOfLogin): string {
  return `${institutionId}.${hashSecret(initiation.loginHint)}`;
}

const addressOf = (request: Request): string => request.ip ?? 'unknown';

function refuse(response: Response, waitMs: number | null): ProductError | null {
  if (waitMs === null) return null;
  response.setHeader('retry-after', String(Math.max(1, Math.ceil(waitMs / 1000))));
  return new ProductError('too_many_requests');
}
