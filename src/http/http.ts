/** One outgoing request. `url` is absolute; its host has passed the address check when the socket connects. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** Header names are lower-case; `body` is text, capped in size. Redirects are not followed. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Why no response came: all are transient except `address` (a private address) and `too_large`. */
export type HttpFailureKind =
  | 'connect'
  | 'dns'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'too_large'
  | 'address'
  | 'aborted';

/** Thrown by `Http` when there is no whole response. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly kind: HttpFailureKind;

  constructor(kind: HttpFailureKind, cause: unknown) {
    super(`HTTP request failed: ${kind}`, { cause });
    this.kind = kind;
  }
}

/** Sends one request; rejects with `HttpFailure`. A defect is any other rejection. */
export type Http = (request: HttpRequest) => Promise<HttpResponse>;
