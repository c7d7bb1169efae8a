import { z } from 'zod';
import type { CanvasConnection } from '../../domain/institution.ts';
import { ProductError } from '../../errors.ts';
import { type Http, HttpFailure, type HttpResponse } from '../../http/http.ts';
import { type OAuthError, readOAuthError } from '../../http/oauth-error.ts';
import { parseJson } from '../../http/parse-json.ts';
import { idField } from '../answer-fields.ts';
import { parseAnswer } from '../parse-answer.ts';

/** A Canvas for which the school gave an API key. */
export interface KeyedCanvas {
  readonly baseUrl: string;
  readonly apiKey: NonNullable<CanvasConnection['apiKey']>;
}

/** Lifetime in seconds if Canvas states none (`doc/api/oauth.md`: one hour). */
const defaultLife = 3600;

const tokenFields = { access_token: z.string().min(1), expires_in: z.number().positive().optional() };
const exchangedSchema = z.object({
  ...tokenFields,
  refresh_token: z.string().min(1),
  user: z.object({ id: idField }),
});
/** A refresh returns no new refresh token. */
const refreshedSchema = z.object(tokenFields);

/** `userId` is the person who gave consent. */
export interface ExchangedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly lifeSeconds: number;
  readonly userId: string;
}

/** `dead`: Canvas no longer accepts the refresh token. */
export type RefreshOutcome =
  | { readonly kind: 'refreshed'; readonly accessToken: string; readonly lifeSeconds: number }
  | { readonly kind: 'dead' };

/**
 * Exchanges an authorization code. Never repeated, because codes are single-use.
 * @throws ProductError `canvas_consent_refused` for a code that Canvas refuses, else as `refreshToken`
 */
export async function exchangeCode(
  http: Http,
  canvas: KeyedCanvas,
  code: string,
  redirectUri: string,
): Promise<ExchangedTokens> {
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri };
  const response = await postForm(http, canvas, form, undefined);
  if (readError(response) !== null) {
    throw new ProductError('canvas_consent_refused', {
      detail: describeFailure(response),
      next: 'reconnect',
    });
  }
  const tokens = parseAnswer(exchangedSchema, readJson(response), 'token endpoint');
  return {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    lifeSeconds: tokens.expires_in ?? defaultLife,
    userId: tokens.user.id,
  };
}

/**
 * Requests a new access token. A dead refresh token is `invalid_request` in Canvas's own source
 * (`lib/canvas/oauth/request_error.rb`), `invalid_grant` by RFC 6749.
 * @throws ProductError `canvas_unreachable`, `canvas_throttled`, `canvas_key_refused`, `canvas_refused`, `canvas_unexpected`
 */
export async function refreshToken(
  http: Http,
  canvas: KeyedCanvas,
  token: string,
  signal: AbortSignal,
): Promise<RefreshOutcome> {
  const form = { grant_type: 'refresh_token', refresh_token: token };
  const response = await postForm(http, canvas, form, signal);
  if (readError(response) !== null) return { kind: 'dead' };
  const tokens = parseAnswer(refreshedSchema, readJson(response), 'token endpoint');
  return {
    kind: 'refreshed',
    accessToken: tokens.access_token,
    lifeSeconds: tokens.expires_in ?? defaultLife,
  };
}

/** Ends an access token and its refresh token at Canvas; false if Canvas did not confirm it. */
export async function revokeToken(http: Http, baseUrl: string, accessToken: string): Promise<boolean> {
  try {
    const headers = { authorization: `Bearer ${accessToken}` };
    const { status } = await http({ method: 'DELETE', url: `${baseUrl}/login/oauth2/token`, headers });
    return status < 300;
  } catch (error) {
    if (error instanceof HttpFailure) return false;
    throw error;
  }
}

async function postForm(
  http: Http,
  { baseUrl, apiKey }: KeyedCanvas,
  form: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<HttpResponse> {
  const body = new URLSearchParams({
    ...form,
    client_id: apiKey.clientId,
    client_secret: apiKey.clientSecret,
  });
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
  try {
    const url = `${baseUrl}/login/oauth2/token`;
    return await http({ method: 'POST', url, headers, body: body.toString(), ...(signal && { signal }) });
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof HttpFailure)) throw error;
    const refused = error.kind === 'address';
    const details = { detail: `token endpoint: ${error.kind}`, cause: error };
    throw refused
      ? new ProductError('address_refused', { ...details, next: 'fix' })
      : new ProductError('canvas_unreachable', { ...details, next: 'retry' });
  }
}

/** Canvas's error code if it refused the code or token itself, null on success. Any other refusal is thrown. */
function readError(response: HttpResponse): OAuthError | null {
  const { status, body } = response;
  if (status === 200) return null;
  const error = readOAuthError(body);
  if (status === 400 && (error === 'invalid_grant' || error === 'invalid_request')) return error;
  const detail = describeFailure(response);
  if (status === 429 || (status === 403 && /rate limit exceeded/i.test(body))) {
    throw new ProductError('canvas_throttled', { detail, next: 'retry' });
  }
  if (status >= 500) throw new ProductError('canvas_unreachable', { detail, next: 'retry' });
  if (error === 'invalid_client' || error === 'unauthorized_client') {
    throw new ProductError('canvas_key_refused', { detail, next: 'fix' });
  }
  if (status >= 400) throw new ProductError('canvas_refused', { detail, next: 'fix' });
  throw new ProductError('canvas_unexpected', { detail });
}

function describeFailure({ status, body }: HttpResponse): string {
  const error = readOAuthError(body);
  return `token endpoint: status ${status}${error === null ? '' : `, ${error}`}`;
}

function readJson(response: HttpResponse): unknown {
  const json = parseJson(response.body);
  if (json !== undefined) return json;
  throw new ProductError('canvas_unexpected', { detail: 'token endpoint: no JSON' });
}
