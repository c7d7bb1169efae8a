import type { Platform } from '../../src/domain/institution.ts';

/** How a Canvas that Instructure hosts at `baseUrl` is registered: issuer and login are shared by all schools. */
export const hostedPlatform = (baseUrl: string, clientId = '10000000000001'): Platform => ({
  issuer: 'https://canvas.instructure.com',
  clientId,
  authorizationEndpoint: 'https://sso.canvaslms.com/api/lti/authorize_redirect',
  tokenEndpoint: `${baseUrl}/login/oauth2/token`,
  jwksUrl: 'https://sso.canvaslms.com/api/lti/security/jwks',
});
