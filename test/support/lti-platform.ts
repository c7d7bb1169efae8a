import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { Platform } from '../../src/domain/institution.ts';
import { claim } from '../../src/lti/launch/claims.ts';

/** A small LTI platform over real HTTP: signs launches, serves its key set, and gives scripted answers. */
export interface LtiPlatform {
  readonly origin: string;
  /** As the operator registers it. */
  readonly registration: Platform;
  /** Requests to any path, in order. */
  readonly requests: PlatformRequest[];
  /** Answers for `METHOD /path`, taken before the built-in ones. */
  readonly answers: Map<string, PlatformAnswer>;
  readonly keys: Map<string, SigningKey>;
  /** The claims of a teacher's launch from the course navigation, as Canvas sends them. */
  claims(nonce: string, changes?: ClaimChanges): Record<string, unknown>;
  sign(claims: Record<string, unknown>, kid?: string): Promise<string>;
  addKey(kid: string): Promise<SigningKey>;
  countRequests(path: string): number;
  close(): Promise<void>;
}

export interface SigningKey {
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export interface PlatformRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface ReplyFacts {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
}
export type PlatformAnswer = (request: PlatformRequest) => ReplyFacts | Promise<ReplyFacts>;

/** `undefined` removes a claim. */
export type ClaimChanges = Readonly<Record<string, unknown>>;

export interface PlatformOptions {
  readonly issuer?: string;
  readonly clientId?: string;
  readonly toolUrl: string;
}

const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership';

export async function startLtiPlatform(options: PlatformOptions): Promise<LtiPlatform> {
  const requests: PlatformRequest[] = [];
  const answers = new Map<string, PlatformAnswer>();
  const keys = new Map<string, SigningKey>();

  const builtIn = (request: PlatformRequest): ReplyFacts => {
    if (request.path === '/jwks') return { body: { keys: [...keys.values()].map((key) => key.publicJwk) } };
    return { status: 404, body: { errors: [{ message: 'not here' }] } };
  };
  const server = createServer((incoming, response) => {
    readRequest(incoming)
      .then(async (request) => {
        requests.push(request);
        const answer = answers.get(`${request.method} ${request.path}`) ?? builtIn;
        reply(response, await answer(request));
      })
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${portOf(server.address())}`;
  const registration: Platform = {
    issuer: options.issuer ?? origin,
    clientId: options.clientId ?? '10000000000001',
    authorizationEndpoint: `${origin}/authorize`,
    tokenEndpoint: `${origin}/login/oauth2/token`,
    jwksUrl: `${origin}/jwks`,
  };

  const platform: LtiPlatform = {
    origin,
    registration,
    requests,
    answers,
    keys,
    claims(nonce, changes = {}) {
      const now = Math.floor(Date.now() / 1000);
      const { issuer, clientId } = registration;
      const claims: Record<string, unknown> = {
        iss: issuer,
        aud: clientId,
        azp: clientId,
        iat: now,
        exp: now + 3600,
        nonce,
        sub: '2b8c4f0e-8a3a-4f6f-8d44-5b9cbdd6c9a1',
        name: 'Maria Gomez',
        locale: 'en',
        [claim.messageType]: 'LtiResourceLinkRequest',
        [claim.version]: '1.3.0',
        [claim.deploymentId]: '37:8865aa05b4b79b64a91a86042e43af5ea8ae79eb',
        [claim.targetLinkUri]: `${options.toolUrl}/lti/launch`,
        [claim.resourceLink]: { id: 'd1f5b7b4e9f4', title: 'Biology' },
        [claim.context]: { id: 'd1f5b7b4e9f4', label: 'BIO', title: 'Biology' },
        [claim.roles]: [`${membership}#Instructor`],
        [claim.custom]: { canvas_course_id: 1, canvas_user_id: '7', person_time_zone: 'America/Chicago' },
        [claim.namesRoles]: {
          context_memberships_url: `${origin}/api/lti/courses/1/names_and_roles`,
          service_versions: ['2.0'],
        },
        [claim.endpoint]: { scope: [], lineitems: `${origin}/api/lti/courses/1/line_items` },
        [claim.launchPresentation]: { return_url: `${origin}/courses/1/external_content/success` },
        [claim.placement]: 'course_navigation',
        ...changes,
      };
      return Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));
    },
    sign(claims, kid = 'platform-key-1') {
      const key = keys.get(kid);
      if (!key) throw new Error(`no key ${kid}`);
      return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' }).sign(key.privateKey);
    },
    async addKey(kid) {
      const key = await newSigningKey(kid);
      keys.set(kid, key);
      return key;
    },
    countRequests: (path) => requests.filter((request) => request.path === path).length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  await platform.addKey('platform-key-1');
  return platform;
}

/** A fresh RSA key, published under `kid`. */
export async function newSigningKey(kid: string): Promise<SigningKey> {
  const pair = await generateKeyPair('RS256', { extractable: true });
  const publicJwk = { ...(await exportJWK(pair.publicKey)), kid, alg: 'RS256', use: 'sig' };
  return { privateKey: pair.privateKey, publicJwk };
}

/** The page with which a platform posts a launch: it submits itself. */
export function formPostPage(action: string, fields: Readonly<Record<string, string>>): ReplyFacts {
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
  );
  const body = `<!doctype html><form method="post" action="${action}">${inputs.join('')}</form><script>document.forms[0].submit()</script>`;
  return { headers: { 'content-type': 'text/html' }, body };
}

async function readRequest(incoming: IncomingMessage): Promise<PlatformRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const url = new URL(incoming.url ?? '/', 'http://platform');
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function reply(response: ServerResponse, { status = 200, headers = {}, body = '' }: ReplyFacts): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

/** The port of a listening server. */
export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address.port;
}
