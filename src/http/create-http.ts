import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { Agent, type Dispatcher } from 'undici';
import { type AddressRules, explainUrlFault, findUrlFault } from './address-rules.ts';
import { AddressRefused, createCheckedConnector, type ResolveName } from './checked-connector.ts';
import { classifyFailure } from './classify-failure.ts';
import { type Http, HttpFailure, type HttpRequest, type HttpResponse } from './http.ts';

/** Milliseconds; see `defaultTimeouts`. `body` counts from the headers to the last byte. */
export interface HttpTimeouts {
  readonly connect: number;
  readonly headers: number;
  readonly body: number;
}

const defaultTimeouts: HttpTimeouts = { connect: 5_000, headers: 10_000, body: 10_000 };
const defaultMaxBodyBytes = 16 * 1024 * 1024;
/** No compression (S27). Canvas and many firewalls refuse requests without a user agent. */
const ownHeaders = { 'accept-encoding': 'identity', 'user-agent': 'GradePassback/1.0' };
/** Sockets per host: only an upper bound, far above any connection's concurrency limit. */
const maxConnections = 64;

export interface HttpOptions extends AddressRules {
  readonly timeouts?: Partial<HttpTimeouts>;
  /** Largest body, both compressed and decompressed. */
  readonly maxBodyBytes?: number;
  /** The system's resolver unless a test replaces it. */
  readonly resolveName?: ResolveName;
}

/**
 * The outgoing HTTP client of a process: pooled keep-alive connections without pipelining, limits on time and size, no
 * redirects, and only addresses that `isAddressAllowed` permits.
 */
export function createHttp(options: HttpOptions): { http: Http; close(): Promise<void> } {
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  const maxBodyBytes = options.maxBodyBytes ?? defaultMaxBodyBytes;
  const agent = new Agent({
    connect: createCheckedConnector(options, timeouts.connect, options.resolveName),
    connections: maxConnections,
    pipelining: 1,
    headersTimeout: timeouts.headers,
    bodyTimeout: timeouts.body,
    keepAliveTimeout: 10_000,
    keepAliveMaxTimeout: 60_000,
    maxResponseSize: maxBodyBytes,
  });
  const http: Http = (request) =>
    send(agent, request, options, { bodyTimeoutMs: timeouts.body, maxBodyBytes });
  return { http, close: () => agent.destroy() };
}

async function send(
  agent: Agent,
  request: HttpRequest,
  rules: AddressRules,
  { bodyTimeoutMs, maxBodyBytes }: { readonly bodyTimeoutMs: number; readonly maxBodyBytes: number },
): Promise<HttpResponse> {
  const url = parseUrl(request.url, rules);
  if (request.signal?.aborted) throw new HttpFailure('aborted', request.signal.reason);
  let bodyTimer: NodeJS.Timeout | undefined;
  let lateBody = false;
  try {
    const dispatcher = request.beforeSend ? agent.compose(askBeforeSend(request.beforeSend)) : agent;
    const response = await dispatcher.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method,
      headers: { ...ownHeaders, ...request.headers },
      body: request.body ?? null,
      signal: request.signal ?? null,
    });
    // undici's own body timeout restarts with every byte; this one limits the whole body.
    bodyTimer = setTimeout(() => {
      lateBody = true;
      response.body.destroy(new Error('the body did not end in time'));
    }, bodyTimeoutMs);
    const headers = flattenHeaders(response.headers);
    const bytes = Buffer.from(await response.body.arrayBuffer());
    const body = await decodeBody(bytes, headers['content-encoding'], maxBodyBytes);
    return { status: response.statusCode, headers, body };
  } catch (error) {
    if (request.signal?.aborted) throw new HttpFailure('aborted', error);
    if (lateBody) throw new HttpFailure('timeout', error);
    const kind = classifyFailure(error);
    if (kind === null) throw error;
    throw new HttpFailure(kind, error);
  } finally {
    clearTimeout(bodyTimer);
  }
}

/**
 * A pooled request may wait for its connection, and what was checked before may have changed by the time it
 * is written.
 */
function askBeforeSend(beforeSend: () => void): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart(controller, context) {
        beforeSend();
        handler.onRequestStart?.(controller, context);
      },
      onResponseStart: (...answer) => handler.onResponseStart?.(...answer),
      onResponseData: (...data) => handler.onResponseData?.(...data),
      onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
      onResponseError: (...error) => handler.onResponseError?.(...error),
    });
}

function parseUrl(text: string, rules: AddressRules): URL {
  if (!URL.canParse(text)) throw new HttpFailure('address', new AddressRefused('not an address'));
  const url = new URL(text);
  const fault = findUrlFault(url, rules);
  if (fault !== null)
    throw new HttpFailure('address', new AddressRefused(`${url.host}: ${explainUrlFault(fault)}`));
  return url;
}

function flattenHeaders(raw: Dispatcher.ResponseData['headers']): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return headers;
}

const unpackers = { gzip: promisify(gunzip), deflate: promisify(inflate), br: promisify(brotliDecompress) };

/** The text of a body. If the server compressed it anyway, it is decompressed up to `maxBytes` (S27). */
async function decodeBody(bytes: Buffer, encoding: string | undefined, maxBytes: number): Promise<string> {
  const unpack =
    encoding === 'gzip' || encoding === 'deflate' || encoding === 'br' ? unpackers[encoding] : null;
  const whole = unpack && bytes.length > 0 ? await unpack(bytes, { maxOutputLength: maxBytes }) : bytes;
  return whole.toString('utf8');
}
