import type { Institution } from '../../../src/domain/institution.ts';
import { defaultInstitutionSettings } from '../../../src/domain/institution-settings.ts';

/** An institution whose Canvas is at `baseUrl`, with an API key unless a test removes it. */
export function makeInstitution(baseUrl: string, hasApiKey = true): Institution {
  return {
    id: 'inst-1',
    name: 'Example Academy',
    enabled: true,
    platform: {
      issuer: 'https://canvas.instructure.com',
      clientId: '10000000000001',
      authorizationEndpoint: `${baseUrl}/api/lti/authorize_redirect`,
      tokenEndpoint: `${baseUrl}/login/oauth2/token`,
      jwksUrl: `${baseUrl}/api/lti/security/jwks`,
    },
    canvas: {
      baseUrl,
      apiKey: hasApiKey ? { clientId: '10000000000042', clientSecret: 'key-secret' } : null,
    },
    sis: null,
    settings: defaultInstitutionSettings,
  };
}
