import { AsyncLocalStorage } from 'node:async_hooks';
import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { type Http, HttpFailure, type HttpRequest, type HttpResponse } from '../../http/http.ts';
import { findLink } from '../../http/link-header.ts';
import { parseJson, quoteLargeIntegers } from '../../http/parse-json.ts';
import { findServiceFailure, ServiceFailure } from './service-failure.ts';

/** What ltijs's requests are sent with. */
export interface EngineCall {
  readonly http: Http;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The function of ltijs's HTTP client that its services use. */
interface LtijsHttpClient {
  get: (url: string, options?: unknown) => unknown;
}

/** Gives the requests that ltijs makes to whom they belong. */
interface EngineCalls {
  /** Runs `action`, and gives every request in it the parts of `call`. */
  within<T>(call: EngineCall, action: () => Promise<T>): Promise<T>;
  current(): EngineCall;
}

const requestOptions = z.object({
  searchParams: z.instanceof(URLSearchParams).optional(),
  headers: z.record(z.string(), z.string()).optional(),
});

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  token_type: z.string().min(1),
  expires_in: z.coerce.number().positive().optional(),
});

/**
 * Sends ltijs's requests through our own HTTP client. Its own (got 11) has no time limit, follows redirects,
 * connects to any address and cannot be aborted (LF2). The client object belongs to the module, so the
 * caller's `Http` and abort signal travel beside the call.
 */
export function replaceLtijsHttp(client: LtijsHttpClient): EngineCalls {
  const calls = new AsyncLocalStorage<EngineCall>();
  const current = (): EngineCall => {
    const call = calls.getStore();
    if (call === undefined) throw new Error('ltijs made a request outside of a call of the engine');
    return call;
  };

  client.get = (url, options) => {
    const { searchParams, headers } = requestOptions.parse(options ?? {});
    return send(current(), { method: 'GET', url: addQuery(url, searchParams), headers: { ...headers } });
  };
  return { within: (call, action) => calls.run(call, action), current };
}

/** @throws ServiceFailure for everything but a 2xx */
export async function send(call: EngineCall, request: HttpRequest): Promise<HttpResponse> {
  const { host } = new URL(request.url);
  let response: HttpResponse;
  try {
    response = await call.http({ ...request, signal: call.signal });
  } catch (error) {
    throw describeHttpFailure(error, host);
  }
  const failure = findServiceFailure(response, host, call.clock());
  if (failure !== null) throw failure;
  // ltijs parses with JSON.parse, which changes an id above 2^53 (CF12).
  const body = quoteLargeIntegers(response.body);
  return { ...response, body, headers: { ...response.headers, ...onlyNextLink(response, request.url) } };
}

function describeHttpFailure(error: unknown, host: string): unknown {
  if (!(error instanceof HttpFailure)) return error;
  const detail = `${host}: ${error.kind}`;
  if (error.kind === 'address') return new ServiceFailure('address_refused', 'fix', detail, { cause: error });
  if (error.kind === 'too_large')
    return new ServiceFailure('canvas_unexpected', 'fix', detail, { cause: error });
  const next = error.kind === 'aborted' ? 'give-up' : 'retry';
  return new ServiceFailure('canvas_unreachable', next, detail, { cause: error });
}

/** Keeps the query of a service URL; got would replace it. */
function addQuery(url: string, query: URLSearchParams | undefined): string {
  const whole = new URL(url);
  for (const [name, value] of query ?? []) whole.searchParams.set(name, value);
  return whole.href;
}

/**
 * ltijs treats a `Link` header of more than 2,000 characters as none, which would make part of a list look
 * complete, so it gets only the next link (LF4).
 */
function onlyNextLink(response: HttpResponse, requestUrl: string): { link: string } {
  const next = findLink(response.headers['link'], 'next', requestUrl);
  if (next !== null && next.length > 1_900) {
    throw new ServiceFailure('canvas_unexpected', 'fix', 'the link to the next page is too long');
  }
  return { link: next === null ? '' : `<${next}>; rel="next"` };
}

/** The token in the answer to a token request. @throws ServiceFailure if it has none */
export function readToken(response: HttpResponse): z.infer<typeof tokenAnswer> {
  const parsed = tokenAnswer.safeParse(parseJson(response.body));
  if (parsed.success) return parsed.data;
  throw new ServiceFailure('canvas_unexpected', 'fix', 'the answer to a token request holds no token');
}
