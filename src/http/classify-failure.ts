import { AddressRefused } from './checked-connector.ts';
import type { HttpFailureKind } from './http.ts';

const kindsByCode: Readonly<Record<string, HttpFailureKind>> = {
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'too_large',
  UND_ERR_HEADERS_OVERFLOW: 'too_large',
  HPE_HEADER_OVERFLOW: 'too_large',
  ERR_BUFFER_TOO_LARGE: 'too_large',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ECONNREFUSED: 'connect',
  EHOSTUNREACH: 'connect',
  EHOSTDOWN: 'connect',
  ENETUNREACH: 'connect',
  ENETDOWN: 'connect',
  EADDRNOTAVAIL: 'connect',
  UND_ERR_SOCKET: 'reset',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'reset',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  Z_BUF_ERROR: 'reset',
  Z_DATA_ERROR: 'reset',
  UND_ERR_CLOSED: 'aborted',
  UND_ERR_DESTROYED: 'aborted',
  UND_ERR_ABORTED: 'aborted',
  EPROTO: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  HOSTNAME_MISMATCH: 'tls',
  INVALID_CA: 'tls',
  INVALID_PURPOSE: 'tls',
  PATH_LENGTH_EXCEEDED: 'tls',
};

const tlsFamilies = /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|CRL_)/;

/** Why undici gave no complete response; null if the caller is at fault, not the network. */
export function classifyFailure(error: unknown): HttpFailureKind | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof AddressRefused) return 'address';
  // Several addresses were tried (RFC 8305); the first failure stands for all.
  if (error instanceof AggregateError && !('code' in error)) return classifyFailure(error.errors[0]);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = kindsByCode[code];
  if (known) return known;
  if (tlsFamilies.test(code)) return 'tls';
  // The answer was not HTTP; undici may have no code for that.
  return error.name === 'HTTPParserError' ? 'reset' : null;
}
