import { randomUUID } from 'node:crypto';
import type { Platform } from 'ltijs';
import { z } from 'zod';
import { engineIssuer, type Institution } from '../../domain/institution.ts';
import { ProductError } from '../../errors.ts';
import { createServices } from './create-services.ts';
import { type LtiEngine, type LtiEngineDeps, publicKeySchema } from './lti-engine.ts';
import { type EngineCall, replaceLtijsHttp } from './ltijs-http.ts';
import { replaceLtijsKeyMaking } from './ltijs-keys.ts';
import { replaceLtijsTokenRequest } from './ltijs-tokens.ts';
import { retryService } from './retry-service.ts';
import { ServiceFailure } from './service-failure.ts';

/**
 * An engine that loads ltijs on first use: ltijs brings a second mongoose and driver, which would make every start half
 * a second slower and 25 MB larger.
 */
export function createLtiEngine(deps: LtiEngineDeps): LtiEngine {
  let loading: Promise<LtiEngine> | undefined;
  const load = (): Promise<LtiEngine> => {
    loading ??= createLtijsEngine(deps);
    return loading;
  };
  return {
    registerPlatform: async (institution) => (await load()).registerPlatform(institution),
    removePlatform: async (institution) => (await load()).removePlatform(institution),
    rotateKey: async (institution) => (await load()).rotateKey(institution),
    readKeySet: async () => (await load()).readKeySet(),
    serviceToken: async (institution, scopes) => (await load()).serviceToken(institution, scopes),
    renewToken: async (institution, scopes) => (await load()).renewToken(institution, scopes),
    services: {
      readMembersPage: async (...page) => (await load()).services.readMembersPage(...page),
      readLineItemsPage: async (...page) => (await load()).services.readLineItemsPage(...page),
      readResultsPage: async (...page) => (await load()).services.readResultsPage(...page),
    },
  };
}

const keySet = z.object({ keys: z.array(publicKeySchema) });

/** ltijs with parts of two modules replaced; once per process, because a module exists only once. */
const loadLtijs = once(async () => {
  const [{ Provider }, auth, http, keyset] = await Promise.all([
    import('ltijs'),
    import('ltijs/dist/Utils/Auth.js'),
    import('ltijs/dist/Utils/Http.js'),
    import('ltijs/dist/Utils/Keyset.js'),
  ]);
  replaceLtijsKeyMaking(auth.default);
  const calls = replaceLtijsHttp(http.default);
  replaceLtijsTokenRequest(auth.default, calls.current);
  return { Provider, keyset: keyset.default, withCall: calls.within };
});

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

async function createLtijsEngine(deps: LtiEngineDeps): Promise<LtiEngine> {
  const { Provider, keyset, withCall } = await loadLtijs();
  const lti = new Provider.constructor();
  // ltijs wants a key, but its store encrypts with ours, and the launches it would sign never reach it.
  const unusedKey = randomUUID();
  lti.setup(unusedKey, { plugin: deps.store }, { ltiaas: true, cors: false });
  const tokensOnTheirWay = new Map<string, Promise<string>>();

  const callWith = (signal: AbortSignal): EngineCall => ({ http: deps.http, clock: deps.clock, signal });

  async function findPlatform(institution: Institution): Promise<Platform> {
    const found = await lti.getPlatform(engineIssuer(institution), institution.platform.clientId);
    if (found) return found;
    throw new ProductError('institution_invalid', {
      detail: `the platform of institution ${institution.id} has no key yet`,
      next: 'fix',
    });
  }

  async function fetchToken(institution: Institution, scopes: string): Promise<string> {
    const platform = await findPlatform(institution);
    // Several callers share this fetch, so none of them may abort it; the HTTP client's time limits end it.
    const call = callWith(new AbortController().signal);
    const token = await withCall(call, () => platform.platformAccessToken(scopes));
    return token.access_token;
  }

  function readToken(institution: Institution, scopes: string): Promise<string> {
    const key = `${institution.id} ${scopes}`;
    const onItsWay = tokensOnTheirWay.get(key);
    if (onItsWay !== undefined) return onItsWay;
    const token = fetchToken(institution, scopes).finally(() => tokensOnTheirWay.delete(key));
    tokensOnTheirWay.set(key, token);
    return token;
  }

  async function forgetToken(institution: Institution, scopes: string): Promise<void> {
    await deps.store.Delete('accesstoken', {
      platformUrl: engineIssuer(institution),
      clientId: institution.platform.clientId,
      scopes,
    });
  }

  /** One request to a service. If the platform no longer accepts the token, a fresh one is fetched once. */
  async function callService<T>(
    institution: Institution,
    scopes: string,
    signal: AbortSignal,
    action: () => Promise<T>,
  ): Promise<T> {
    const once = async (): Promise<T> => {
      await readToken(institution, scopes);
      return withCall(callWith(signal), action);
    };
    const withFreshToken = async (): Promise<T> => {
      try {
        return await once();
      } catch (error) {
        if (!(error instanceof ServiceFailure) || error.answered !== 401) throw error;
        await forgetToken(institution, scopes);
        return once();
      }
    };
    return retryService(withFreshToken, signal, deps.sleep, deps.random);
  }

  const services = createServices(lti, callService);

  return {
    async registerPlatform(institution) {
      await lti.registerPlatform(toRegistration(institution));
    },
    async removePlatform(institution) {
      await deps.store.removePlatform(engineIssuer(institution), institution.platform.clientId);
    },
    async rotateKey(institution) {
      const { clientId } = institution.platform;
      // Without its row the platform counts as new and gets a key pair; the store retires the old one.
      await deps.store.Delete('platform', { platformUrl: engineIssuer(institution), clientId });
      await lti.registerPlatform(toRegistration(institution));
    },
    async readKeySet() {
      return keySet.parse(await keyset.build(deps.store, unusedKey));
    },
    serviceToken: (institution, scopes) => readToken(institution, scopes.join(' ')),
    async renewToken(institution, scopes) {
      await forgetToken(institution, scopes.join(' '));
      return readToken(institution, scopes.join(' '));
    },
    services,
  };
}

function toRegistration(institution: Institution) {
  const { name, platform } = institution;
  return {
    url: engineIssuer(institution),
    clientId: platform.clientId,
    name,
    authenticationEndpoint: platform.authorizationEndpoint,
    accesstokenEndpoint: platform.tokenEndpoint,
    // The audience of the client assertion (S36). Without it, an update would keep the old endpoint here.
    authorizationServer: platform.tokenEndpoint,
    authConfig: { method: 'JWK_SET', key: platform.jwksUrl },
  } as const;
}
