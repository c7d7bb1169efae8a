/** `url` is absolute; its host is checked when the socket connects. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /**
   * Called in the same turn in which the request is written to its socket. If it throws, nothing is written
   * and the request rejects with what it threw.
   */
  readonly beforeSend?: () => void;
}

/** Header names are lower-case; `body` is limited in size. Redirects are not followed. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Why there is no response. All are transient except `address` (one that may not be called) and `too_large`. */
export type HttpFailureKind =
  | 'connect'
  | 'dns'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'too_large'
  | 'address'
  | 'aborted';

/** Thrown by `Http` when there is no complete response. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly kind: HttpFailureKind;

  constructor(kind: HttpFailureKind, cause: unknown) {
    super(`HTTP request failed: ${kind}`, { cause });
    this.kind = kind;
  }
}

/** Sends one request. Rejects with `HttpFailure`; any other rejection is a defect. */
export type Http = (request: HttpRequest) => Promise<HttpResponse>;
