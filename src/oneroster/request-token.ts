import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { readRetryAfter } from '../http/retry-after.ts';
import type { Http, HttpRequest, HttpResponse } from '../http/types.ts';
import type { Log } from '../log.ts';
import type { SisAuth } from '../store/institution.ts';
import { fail, failOurselves, succeed } from './reply.ts';
import { sendOnce } from './send-once.ts';
import type { SisErrorKind, SisReply } from './types.ts';
import { cleanWords, isMarkup, readMarkupTitle } from './words.ts';

export type OAuth2Auth = Extract<SisAuth, { kind: 'oauth2' }>;

/** An access token as it is used. */
export interface Token {
  readonly header: string;
  /** When it was asked for: the safe side of when it was issued. */
  readonly issuedAt: Date;
  readonly lifetimeMs: number;
  /** Null where the answer named none, which means: those asked for (RFC 6749 § 5.1). */
  readonly scopes: readonly string[] | null;
}

/** Life of a token whose answer states none; a shorter one is noticed by its 401. */
const assumedLifetimeSeconds = 300;

const tokenAnswer = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().catch(assumedLifetimeSeconds),
  scope: z.string().optional().catch(undefined),
});

const tokenError = z.looseObject({
  error: z.string().optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
});

/** Asks the token URL for a token by client credentials (RFC 6749 § 4.4). */
export async function requestToken(
  deps: { readonly http: Http; readonly clock: Clock; readonly log: Log },
  auth: OAuth2Auth,
  scopes: readonly string[],
): Promise<SisReply<Token>> {
  const issuedAt = deps.clock();
  const sent = await sendOnce(deps.http, buildRequest(auth, scopes));
  const reply = sent.ok ? readToken(sent.value, issuedAt) : sent;
  if (reply.ok) {
    deps.log.info({ event: 'sis.token', lifetimeMs: reply.value.lifetimeMs }, 'SIS access token received');
  } else {
    const { kind, status, codeMinor, detail } = reply.failure;
    deps.log.warn(
      { event: 'sis.token_refused', kind, status, codeMinor, detail },
      'SIS access token refused',
    );
  }
  return reply;
}

/**
 * Basic credentials are sent as they are, not form-encoded first (RFC 6749 § 2.3.1 asks for it): Google's conformance
 * suites, which the SISs pass, do the same, and secrets with `+` or `/` would else be refused by them. A provider
 * that decodes is reached by `post`.
 */
function buildRequest(auth: OAuth2Auth, scopes: readonly string[]): HttpRequest {
  const form = new URLSearchParams({ grant_type: 'client_credentials', scope: scopes.join(' ') });
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  };
  if (auth.clientAuthentication === 'basic') {
    const pair = Buffer.from(`${auth.clientId}:${auth.clientSecret}`, 'utf8').toString('base64');
    headers['authorization'] = `Basic ${pair}`;
  } else {
    form.set('client_id', auth.clientId);
    form.set('client_secret', auth.clientSecret);
  }
  return { method: 'POST', url: auth.tokenUrl, headers, body: form.toString() };
}

function readToken(response: HttpResponse, issuedAt: Date): SisReply<Token> {
  const json = parseJson(response.body);
  if (response.status < 200 || response.status > 299) return refuse(response, json, issuedAt);
  const parsed = tokenAnswer.safeParse(json);
  if (!parsed.success) {
    const kind = json === undefined ? 'transient' : 'institution';
    return failOurselves(kind, 'token_answer_unreadable', response.status);
  }
  const { access_token, expires_in, scope } = parsed.data;
  const granted = scope?.split(/\s+/).filter(Boolean) ?? [];
  return succeed({
    header: `Bearer ${access_token}`,
    issuedAt,
    lifetimeMs: expires_in * 1000,
    scopes: granted.length > 0 ? granted : null,
  });
}

function refuse(response: HttpResponse, json: unknown, now: Date): SisReply<Token> {
  const error = tokenError.safeParse(json);
  const code = error.success ? (error.data.error ?? null) : null;
  const words = error.success
    ? (error.data.error_description ?? code ?? '')
    : isMarkup(response.body)
      ? readMarkupTitle(response.body)
      : response.body;
  return fail({
    kind: classifyTokenStatus(response.status),
    status: response.status,
    codeMinor: null,
    words: cleanWords(words),
    retryAfterMs: readRetryAfter(response.headers['retry-after'], now),
    detail: 'token_refused',
  });
}

/** Refused credentials and scopes are `auth`; a token URL that is not there is a wrong setting. */
function classifyTokenStatus(status: number): SisErrorKind {
  if (status === 429) return 'rate';
  if (status === 408 || status >= 500) return 'transient';
  if (status < 400 || status === 404 || status === 405 || status === 410) return 'institution';
  return 'auth';
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
