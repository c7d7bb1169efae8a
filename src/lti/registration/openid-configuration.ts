import { z } from 'zod';
import { ProductError } from '../../errors.ts';
import { createSecretHider } from '../../http/hide-secrets.ts';
import { type Http, HttpFailure } from '../../http/http.ts';
import type { InstallLink } from '../../store/install-links.ts';

const configurationShape = z.object({
  issuer: z.string().min(1).max(500),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  registration_endpoint: z.url(),
  'https://purl.imsglobal.org/spec/lti-platform-configuration': z
    .object({ 'https://canvas.instructure.com/lti/account_name': z.string().max(300).optional() })
    .optional(),
});

/** What a platform says about itself. */
export interface PlatformConfiguration {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly jwksUrl: string;
  readonly registrationEndpoint: string;
  readonly accountName: string | null;
}

/** The web origins that may speak for a link's Canvas. */
export function allowedOrigins({ canvasUrl, loginOrigins }: InstallLink): readonly string[] {
  return [...new Set([new URL(canvasUrl).origin, ...loginOrigins])];
}

/**
 * Reads the platform's OpenID configuration with the registration token. The address comes from whoever opens
 * the page, so it must be on an origin that the operator named when making the link, and so must everything
 * that it leads to: neither our requests nor the token go anywhere else (S22, S28). The issuer must be the
 * link's.
 * @throws ProductError `registration_foreign`, `registration_issuer`, `address_refused`,
 * `registration_failed`
 */
export async function readPlatformConfiguration(
  http: Http,
  link: InstallLink,
  address: string,
  registrationToken: string | null,
): Promise<PlatformConfiguration> {
  requireOrigin(link, address);
  const headers = { accept: 'application/json', ...authorize(registrationToken) };
  const answer = await callPlatform(http, { method: 'GET', url: address, headers });
  const parsed = configurationShape.safeParse(answer);
  if (!parsed.success) throw failed('its OpenID configuration is not complete');
  const { issuer, ...endpoints } = parsed.data;
  const hide = createSecretHider(registrationToken === null ? [] : [registrationToken]);
  if (issuer !== link.issuer) {
    const values = { issuer: hide(issuer), expected: link.issuer };
    throw new ProductError('registration_issuer', { detail: `issuer ${values.issuer}`, next: 'fix', values });
  }
  const { authorization_endpoint, token_endpoint, jwks_uri, registration_endpoint } = endpoints;
  for (const url of [authorization_endpoint, token_endpoint, jwks_uri, registration_endpoint]) {
    requireOrigin(link, url);
  }
  const platform = parsed.data['https://purl.imsglobal.org/spec/lti-platform-configuration'];
  const accountName = platform?.['https://canvas.instructure.com/lti/account_name'];
  return {
    issuer,
    authorizationEndpoint: authorization_endpoint,
    tokenEndpoint: token_endpoint,
    jwksUrl: jwks_uri,
    registrationEndpoint: registration_endpoint,
    accountName: accountName === undefined ? null : hide(accountName),
  };
}

/**
 * Registers the tool.
 * @returns the platform's answer as JSON, unparsed
 * @throws ProductError `registration_failed`
 */
export function postRegistration(
  http: Http,
  { registrationEndpoint }: PlatformConfiguration,
  registrationToken: string | null,
  message: object,
): Promise<unknown> {
  const headers = {
    accept: 'application/json',
    'content-type': 'application/json',
    ...authorize(registrationToken),
  };
  return callPlatform(http, {
    method: 'POST',
    url: registrationEndpoint,
    headers,
    body: JSON.stringify(message),
  });
}

const authorize = (token: string | null): Record<string, string> =>
  token === null ? {} : { authorization: `Bearer ${token}` };

async function callPlatform(http: Http, request: Parameters<Http>[0]): Promise<unknown> {
  const { host } = new URL(request.url);
  try {
    const { status, body } = await http(request);
    if (status < 200 || status > 299) throw failed(`status ${status} from ${host}`);
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof ProductError) throw error;
    // Without its cause, which quotes the answer.
    if (error instanceof SyntaxError) throw failed(`something from ${host} that is not JSON`);
    if (!(error instanceof HttpFailure)) throw error;
    // A name of the link's own that leads into a private network, now or by rebinding (S23–S25).
    if (error.kind === 'address') {
      throw new ProductError('address_refused', { detail: host, next: 'fix', cause: error });
    }
    throw failed(`nothing (${error.kind}) from ${host}`, error);
  }
}

/** Compared after parsing: neither userinfo nor a longer host name leads elsewhere. */
function requireOrigin(link: InstallLink, address: string): void {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isAllowed = url !== null && allowedOrigins(link).includes(url.origin);
  if (!isAllowed || url.username !== '' || url.password !== '') {
    throw foreign(`the address ${url?.host ?? 'that it gave'}`);
  }
}

const foreign = (reason: string, cause?: unknown): ProductError =>
  new ProductError('registration_foreign', { detail: reason, next: 'fix', values: { reason }, cause });

const failed = (reason: string, cause?: unknown): ProductError =>
  new ProductError('registration_failed', { detail: reason, next: 'retry', values: { reason }, cause });
