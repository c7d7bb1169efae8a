import type { Platform } from '../../domain/institution.ts';

/**
 * Kinds of Canvas with known endpoints: Instructure's cloud in its three environments, and a self-hosted
 * server.
 */
export const canvasPresets = ['production', 'beta', 'test', 'self-hosted'] as const;
export type CanvasPreset = (typeof canvasPresets)[number];

/**
 * Issuers and login hosts of Canvas cloud (`doc/api/lti_launch_overview.md`,
 * `doc/api/lti_dev_key_config.md`): one for all schools, and never the school's own host.
 */
const cloud = {
  production: { issuer: 'https://canvas.instructure.com', login: 'https://sso.canvaslms.com' },
  beta: { issuer: 'https://canvas.beta.instructure.com', login: 'https://sso.beta.canvaslms.com' },
  test: { issuer: 'https://canvas.test.instructure.com', login: 'https://sso.test.canvaslms.com' },
} as const;

/**
 * The platform of a school's Canvas at `canvasUrl` (without a trailing slash), except its client id. A
 * self-hosted server claims the production issuer unless `lti_iss` in its `config/security.yml` says
 * otherwise. The token endpoint is on the school's own host, where its services are: `aud` must be the host
 * that is called.
 */
export function presetPlatform(preset: CanvasPreset, canvasUrl: string): Omit<Platform, 'clientId'> {
  const { issuer, login } =
    preset === 'self-hosted' ? { issuer: cloud.production.issuer, login: canvasUrl } : cloud[preset];
  return {
    issuer,
    authorizationEndpoint: `${login}/api/lti/authorize_redirect`,
    tokenEndpoint: `${canvasUrl}/login/oauth2/token`,
    jwksUrl: `${login}/api/lti/security/jwks`,
  };
}

/** The login and registration hosts of this kind of Canvas, besides a school's own. */
export function loginOrigins(preset: CanvasPreset): readonly string[] {
  return preset === 'self-hosted' ? [] : [cloud[preset].issuer, cloud[preset].login];
}
