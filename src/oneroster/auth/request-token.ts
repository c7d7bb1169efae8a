import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { SisAuth } from '../../domain/institution.ts';
import { createSecretHider, type HideSecrets } from '../../http/hide-secrets.ts';
import type { Http, HttpRequest, HttpResponse } from '../../http/http.ts';
import { parseJson } from '../../http/parse-json.ts';
import { readRetryAfter } from '../../http/retry-after.ts';
import type { Log } from '../../log.ts';
import { clientFailure, fail, succeed } from '../client/reply.ts';
import { sendOnce } from '../client/send-once.ts';
import { cleanSisMessage, isMarkup, readMarkupTitle } from '../client/sis-message.ts';
import type { SisErrorKind, SisReply } from '../sis-client.ts';

export type OAuth2Auth = Extract<SisAuth, { kind: 'oauth2' }>;

export interface Token {
  readonly header: string;
  /** When it was requested: a little before it was issued. */
  readonly issuedAt: Date;
  readonly lifetimeMs: number;
  /** Null if the answer named none: then those requested (RFC 6749 § 5.1). */
  readonly scopes: readonly string[] | null;
}

/** If the answer states no lifetime. If it is shorter, a 401 will tell. */
const assumedLifetimeSeconds = 300;

const tokenAnswer = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().catch(assumedLifetimeSeconds),
  scope: z
    .union([z.string(), z.array(z.string()).transform((scopes) => scopes.join(' '))])
    .optional()
    .catch(undefined),
});

const tokenError = z.looseObject({
  error: z.string().optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
});

const tokenRequest = 'POST token';

interface TokenDeps {
  readonly http: Http;
  readonly clock: Clock;
  readonly log: Log;
}

/** Requests a token by client credentials (RFC 6749 § 4.4). */
export async function requestToken(
  deps: TokenDeps,
  auth: OAuth2Auth,
  scopes: readonly string[],
): Promise<SisReply<Token>> {
  let reply: SisReply<Token> = clientFailure('auth', 'token_not_requested');
  const hide = createSecretHider(listSecrets(auth));
  for (const request of buildRequests(auth, scopes)) {
    const issuedAt = deps.clock();
    const sent = await sendOnce(deps.http, request);
    reply = sent.ok ? readToken(sent.value, issuedAt, hide) : sent;
    if (reply.ok || reply.failure.kind !== 'auth') break;
  }
  logReply(deps.log, reply);
  return reply;
}

function logReply(log: Log, reply: SisReply<Token>): void {
  if (reply.ok) {
    log.info({ event: 'sis.token', lifetimeMs: reply.value.lifetimeMs }, 'SIS access token received');
    return;
  }
  const { kind, status, codeMinor, detail } = reply.failure;
  log.warn({ event: 'sis.token_refused', kind, status, codeMinor, detail }, 'SIS access token refused');
}

/**
 * The request, and for Basic a second form to try if the first is refused. RFC 6749 § 2.3.1 form-encodes id and secret
 * before base64, and a server that follows it reads a bare `+` as a space; others compare them as they come
 * (spring-security-oauth issue 1826), and Google's conformance suite sends them bare. Usually both forms are the same
 * text, and only one request is made.
 */
function buildRequests(auth: OAuth2Auth, scopes: readonly string[]): HttpRequest[] {
  const form = new URLSearchParams({ grant_type: 'client_credentials', scope: scopes.join(' ') });
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  const request = { method: 'POST', url: auth.tokenUrl } as const;
  if (auth.clientAuthentication === 'post') {
    form.set('client_id', auth.clientId);
    form.set('client_secret', auth.clientSecret);
    return [{ ...request, headers, body: form.toString() }];
  }
  return pairIdAndSecret(auth).map((pair) => {
    const authorization = `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
    return { ...request, headers: { ...headers, authorization }, body: form.toString() };
  });
}

/** As RFC 6749 writes them, and bare. */
function pairIdAndSecret({ clientId, clientSecret }: OAuth2Auth): readonly string[] {
  const encoded = `${encodeFormValue(clientId)}:${encodeFormValue(clientSecret)}`;
  return [...new Set([encoded, `${clientId}:${clientSecret}`])];
}

/** The secret, and the pairs whose base64 is in the `Authorization` header. */
export function listSecrets(auth: OAuth2Auth): readonly string[] {
  return [auth.clientSecret, ...pairIdAndSecret(auth)];
}

function encodeFormValue(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1);
}

function readToken(response: HttpResponse, issuedAt: Date, hide: HideSecrets): SisReply<Token> {
  const json = parseJson(response.body);
  if (response.status < 200 || response.status > 299) return refuse(response, json, issuedAt, hide);
  const parsed = tokenAnswer.safeParse(json);
  if (!parsed.success) {
    const kind = json === undefined ? 'transient' : 'institution';
    const unreadable = clientFailure(kind, 'token_answer_unreadable', response.status);
    return fail({ ...unreadable.failure, request: tokenRequest });
  }
  const { access_token, expires_in, scope } = parsed.data;
  // RFC 6749 § 3.3 separates scopes by spaces; some servers by commas.
  const granted = scope?.split(/[\s,]+/).filter(Boolean) ?? [];
  return succeed({
    header: `Bearer ${access_token}`,
    issuedAt,
    lifetimeMs: expires_in * 1000,
    scopes: granted.length > 0 ? granted : null,
  });
}

function refuse(response: HttpResponse, json: unknown, now: Date, hide: HideSecrets): SisReply<Token> {
  const error = tokenError.safeParse(json);
  const code = error.success ? (error.data.error ?? null) : null;
  const message = error.success
    ? (error.data.error_description ?? code ?? '')
    : isMarkup(response.body)
      ? readMarkupTitle(response.body, hide)
      : response.body;
  return fail({
    kind: classifyTokenStatus(response.status),
    status: response.status,
    codeMinor: null,
    sisMessage: cleanSisMessage(message, hide),
    retryAfterMs: readRetryAfter(response.headers['retry-after'], now),
    detail: 'token_refused',
    request: tokenRequest,
  });
}

/** Refused credentials and scopes are `auth`; a token URL that does not exist is a wrong setting. */
function classifyTokenStatus(status: number): SisErrorKind {
  if (status === 429) return 'rate';
  if (status === 408 || status >= 500) return 'transient';
  if (status < 400 || status === 404 || status === 405 || status === 410) return 'institution';
  return 'auth';
}
