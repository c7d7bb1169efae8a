import type { LtiEngine, LtiEngineDeps } from './lti-engine.ts';
import { createLtijsEngine } from './ltijs-engine.ts';

/**
 * An engine that loads ltijs when it is first asked for something: ltijs brings a second mongoose and driver, which
 * would make every start half a second longer and 25 MB larger.
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
    services: {
      readMembersPage: async (...page) => (await load()).services.readMembersPage(...page),
      readLineItemsPage: async (...page) => (await load()).services.readLineItemsPage(...page),
      readResultsPage: async (...page) => (await load()).services.readResultsPage(...page),
    },
  };
}
