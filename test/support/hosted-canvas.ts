import type { Platform } from '../../src/domain/institution.ts';

/** The registration of a Canvas that Instructure hosts at `baseUrl`: all schools share issuer and login. */
export const hostedPlatform = (baseUrl: string, clientId = '10000000000001'): Platform => ({
  issuer: 'https://canvas.instructure.com',
  clientId,
  authorizationEndpoint: 'https://sso.canvaslms.com/api/lti/authorize_redirect',
  tokenEndpoint: `${baseUrl}/login/oauth2/token`,
  jwksUrl: 'https://sso.canvaslms.com/api/lti/security/jwks',
});
