import { z } from 'zod';
import { parseJson } from './parse-json.ts';

/** RFC 6749 § 5.2 and § 4.1.2.1, RFC 6750 § 3.1. Anything else could be an echo of what we sent (S45). */
const oauthErrors = [
  'invalid_request',
  'invalid_client',
  'invalid_grant',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
  'invalid_scope',
  'access_denied',
  'server_error',
  'temporarily_unavailable',
  'invalid_token',
  'insufficient_scope',
] as const;
export type OAuthError = (typeof oauthErrors)[number];

const errorBody = z.object({ error: z.enum(oauthErrors) });

/** The error code in a body, never the free text beside it; null unless it is a standard one. */
export function readOAuthError(body: string): OAuthError | null {
  return errorBody.safeParse(parseJson(body)).data?.error ?? null;
}
