import type { RequestHandler } from 'express';
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

/** What of a request tells where it comes from. */
interface Sender {
  readonly ip?: string | undefined;
}
interface Answer {
  setHeader(name: string, value: string): unknown;
}

/**
 * Counts attempts. Each `take…` returns the refusal, with `Retry-After` set on the response, or null within
 * the limit.
 */
export interface AttemptLimits {
  takeLogin(sender: Sender, answer: Answer, login: PersonOfLogin): Promise<ProductError | null>;
  takePost(answer: Answer, state: string): Promise<ProductError | null>;
  takeStray(sender: Sender, answer: Answer): Promise<ProductError | null>;
  /** A launch proved that `login` was a real person's. */
  confirm(sender: Sender, login: PersonOfLogin): Promise<void>;
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
    async takeLogin(sender, answer, login) {
      const person = nameCounter(login);
      const waitMs = await persons.take(person);
      if (waitMs !== null) return refuse(answer, waitMs);
      const addressWaitMs = await unconfirmed.take(addressOf(sender));
      // Somebody at this address sends logins that lead nowhere. That does not hold up people who have
      // launched before.
      if (addressWaitMs === null || (await confirmed.has(person))) return null;
      return refuse(answer, addressWaitMs);
    },
    takePost: async (answer, state) => refuse(answer, await states.take(hashSecret(state))),
    takeStray: async (sender, answer) => refuse(answer, await strays.take(addressOf(sender))),
    async confirm(sender, login) {
      await unconfirmed.giveBack(addressOf(sender));
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

const addressOf = ({ ip }: Sender): string => ip ?? 'unknown';

function refuse(answer: Answer, waitMs: number | null): ProductError | null {
  if (waitMs === null) return null;
  answer.setHeader('retry-after', String(Math.max(1, Math.ceil(waitMs / 1000))));
  return new ProductError('too_many_requests');
}
