import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { z } from 'zod';
import type { CanvasUnderTest } from './running-canvas.ts';

const tokenAnswer = z.object({ access_token: z.string() });

/** The key pair of a tool under test, and what it signs. */
export interface ToolKeys {
  readonly publicJwk: Record<string, unknown>;
  /** A client assertion. `change` alters claims; undefined removes one. */
  sign(clientId: string, change?: Record<string, unknown>): Promise<string>;
  /** A service token for scopes, from the real token endpoint. */
  fetchToken(clientId: string, scopes: readonly string[]): Promise<string>;
}

export async function makeToolKeys(current: () => CanvasUnderTest): Promise<ToolKeys> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const sign: ToolKeys['sign'] = (clientId, change = {}) => {
    const now = Math.floor(current().now().getTime() / 1000);
    const claims: Record<string, unknown> = {
      iss: 'https://tool.test',
      sub: clientId,
      aud: current().canvas.tokenUrl,
      iat: now,
      exp: now + 300,
      jti: 'jti-1',
      ...change,
    };
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k1' }).sign(privateKey);
  };
  return {
    publicJwk: { ...(await exportJWK(publicKey)), alg: 'RS256', use: 'sig', kid: 'k1' },
    sign,
    fetchToken: async (clientId, scopes) => {
      const { body } = await requestToken(current(), {
        client_assertion: await sign(clientId),
        scope: scopes.join(' '),
      });
      return tokenAnswer.parse(body).access_token;
    },
  };
}

/** Posts to the token endpoint as a client-credentials client. */
export async function requestToken(
  { canvas }: CanvasUnderTest,
  fields: Record<string, string>,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(canvas.tokenUrl, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      ...fields,
    }),
  });
  return { status: response.status, body: await response.json() };
}
