import type { ApiKeyFault } from '../../domain/institution.ts';
import { type Http, HttpFailure, type HttpResponse } from '../../http/http.ts';
import { readOAuthError } from '../../http/oauth-error.ts';
import { canvasScopes } from './scopes.ts';
import type { KeyedCanvas } from './token-endpoint.ts';

export interface ProbeOptions {
  readonly http: Http;
  readonly canvas: KeyedCanvas;
  /** The key must list exactly this one. */
  readonly redirectUri: string;
  /** The client id of the same tool's LTI key, which people easily enter by mistake. */
  readonly ltiClientId: string;
  readonly signal: AbortSignal;
}

/**
 * Checks an API key with Canvas before anybody needs it; null if nothing is wrong. Canvas checks client id,
 * redirect URI and scopes before it asks anybody to log in (`app/controllers/oauth2_provider_controller.rb`,
 * `auth`), and the secret before it looks at the code (`lib/canvas/oauth/grant_types/authorization_code.rb`).
 * Whether *Allow Include Parameters* is on shows only once somebody has given consent; see `readCourse`.
 */
export async function probeApiKey(options: ProbeOptions): Promise<ApiKeyFault | null> {
  const { canvas, ltiClientId } = options;
  if (canvas.apiKey.clientId === ltiClientId) return { fault: 'lti_key' };
  try {
    return (await probeConsent(options)) ?? (await probeSecret(options));
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof HttpFailure) return { fault: 'unreachable' };
    throw error;
  }
}

async function probeConsent({
  http,
  canvas,
  redirectUri,
  signal,
}: ProbeOptions): Promise<ApiKeyFault | null> {
  const parameters = new URLSearchParams({
    client_id: canvas.apiKey.clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: canvasScopes.join(' '),
  });
  const response = await http({
    method: 'GET',
    url: `${canvas.baseUrl}/login/oauth2/auth?${parameters}`,
    headers: { accept: 'text/html' },
    signal,
  });
  if (response.status >= 500) return { fault: 'unreachable' };
  if (response.status === 401) return { fault: 'unknown_number' };
  if (response.status === 400) return { fault: 'redirect_uri' };
  return readRedirect(response, canvas.baseUrl);
}

/** Canvas sends a browser back with an error, or on to its login. */
function readRedirect({ headers }: HttpResponse, baseUrl: string): ApiKeyFault | null {
  const location = headers['location'];
  if (location === undefined || !URL.canParse(location, baseUrl)) return null;
  const answer = new URL(location, baseUrl).searchParams;
  switch (answer.get('error')) {
    case 'invalid_scope': {
      const named = answer.get('error_description')?.split(/\s+/) ?? [];
      return { fault: 'scopes', missing: canvasScopes.filter((scope) => named.includes(scope)) };
    }
    case 'unauthorized_client':
      return { fault: 'other_account' };
    default:
      return null;
  }
}

async function probeSecret({ http, canvas, signal }: ProbeOptions): Promise<ApiKeyFault | null> {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code: 'test-of-the-key-by-grade-passback',
    client_id: canvas.apiKey.clientId,
    client_secret: canvas.apiKey.clientSecret,
  });
  const response = await http({
    method: 'POST',
    url: `${canvas.baseUrl}/login/oauth2/token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: form.toString(),
    signal,
  });
  return readOAuthError(response.body) === 'invalid_client' ? { fault: 'secret' } : null;
}
