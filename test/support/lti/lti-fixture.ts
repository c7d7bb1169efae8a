import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import express, { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type mongoose from 'mongoose';
import supertest from 'supertest';
import type { Institution, Platform } from '../../../src/domain/institution.ts';
import { defaultInstitutionSettings } from '../../../src/domain/institution-settings.ts';
import { toProductError } from '../../../src/errors.ts';
import { createHttp } from '../../../src/http/create-http.ts';
import { describeError } from '../../../src/i18n/describe-error.ts';
import { createLanguageChooser } from '../../../src/i18n/language.ts';
import { languages } from '../../../src/i18n/languages.ts';
import type { Messages } from '../../../src/i18n/messages.ts';
import { createLog } from '../../../src/log.ts';
import type { LaunchOutcome } from '../../../src/lti/launch/launch-outcome.ts';
import {
  type AttemptLimitSettings,
  attemptLimits,
  createAttemptLimits,
} from '../../../src/lti/login/attempt-limits.ts';
import { createLtiRouter } from '../../../src/lti/lti-router.ts';
import { sessionOf } from '../../../src/lti/session/session-context.ts';
import { createSessionGuard } from '../../../src/lti/session/session-guard.ts';
import { createCanvasKeyFaultStore } from '../../../src/store/canvas-key-faults.ts';
import { createDeploymentStore, type DeploymentStore } from '../../../src/store/deployments.ts';
import { createCipher } from '../../../src/store/encryption.ts';
import { createInstallLinkStore, type InstallLinkStore } from '../../../src/store/install-links.ts';
import { createInstitutionStore, type InstitutionStore } from '../../../src/store/institutions.ts';
import { createLoginStore } from '../../../src/store/logins.ts';
import { createRateLimitStore } from '../../../src/store/rate-limits.ts';
import { createSessionStore, type SessionStore } from '../../../src/store/sessions.ts';
import { thisMachine } from '../http/this-machine.ts';
import { type ClaimChanges, type LtiPlatform, portOf, startLtiPlatform } from '../lti-platform.ts';

export const deploymentId = '37:8865aa05b4b79b64a91a86042e43af5ea8ae79eb';
export const cipher = createCipher([{ id: 'test', key: Buffer.alloc(32, 7) }]);

/**
 * Login, launch and sessions in a real express app with a real database and platform. Its pages show who
 * launched.
 */
export interface LtiFixture {
  /** `http://localhost:<port>`, for browsers. */
  readonly url: string;
  /** The address for tests without a browser. */
  readonly address: string;
  readonly platform: LtiPlatform;
  readonly institution: Institution;
  readonly institutions: InstitutionStore;
  readonly deployments: DeploymentStore;
  readonly installLinks: InstallLinkStore;
  readonly sessions: SessionStore;
  readonly logged: Record<string, unknown>[];
  /** Moves the tool's clock. */
  travel(ms: number): void;
  addInstitution(platform: Platform, changes?: Partial<Institution>): Promise<Institution>;
  close(): Promise<void>;
}

/** For tests in which one person logs in again and again. */
export const manyLogins = { points: 10_000, seconds: 60, localPoints: 10_000 };

export interface LtiOptions {
  readonly limits?: Partial<AttemptLimitSettings>;
  readonly onLaunchOutcome?: (outcome: LaunchOutcome) => void;
  /** Languages instead of the product's own. */
  readonly languages?: Readonly<Record<string, Messages>>;
  /** Middleware in front of the tool, to imitate a browser. */
  readonly inFront?: express.RequestHandler;
}

export async function startLti(
  connection: mongoose.Connection,
  options: LtiOptions = {},
): Promise<LtiFixture> {
  let travelled = 0;
  const clock = (): Date => new Date(Date.now() + travelled);
  const logged: Record<string, unknown>[] = [];
  const log = createLog('info', { write: (line) => void logged.push(JSON.parse(line)) });
  const { http, close: closeHttp } = createHttp({ privateHosts: thisMachine });
  const institutions = createInstitutionStore(connection, cipher, randomBytes, () => new Date());
  const deployments = createDeploymentStore(connection, clock);
  const installLinks = createInstallLinkStore(connection);
  const logins = createLoginStore(connection);
  const sessions = createSessionStore(connection);
  const rateLimits = createRateLimitStore(connection);
  for (const store of [institutions, deployments, logins, sessions, rateLimits]) await store.ensureIndexes();

  const app = express();
  const server: Server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const port = portOf(server.address());
  const [url, address] = [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
  const platform = await startLtiPlatform({ toolUrl: url });

  const deps = {
    publicUrl: url,
    clock,
    randomBytes,
    http,
    log,
    institutions,
    deployments,
    installLinks,
    logins,
    sessions,
    chooseLanguage: createLanguageChooser(options.languages ?? languages),
    engine: { readKeySet: async () => ({ keys: [] }) },
    canvasKeyFaults: createCanvasKeyFaultStore(connection),
    attemptLimits: createAttemptLimits(rateLimits, { ...attemptLimits, ...options.limits }),
    ...(options.onLaunchOutcome ? { onLaunchOutcome: options.onLaunchOutcome } : {}),
  };
  const guard = createSessionGuard(deps);
  app.use(helmet({ contentSecurityPolicy: { directives: { frameAncestors: ["'none'"] } } }));
  if (options.inFront) app.use(options.inFront);
  app.use(createLtiRouter(deps));
  // Mounted without `mergeParams`, as the app's own routers are.
  app.use('/s/:session', createTestPages(guard));
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const refusal = toProductError(error);
    const { title, happened } = describeError(deps.chooseLanguage('en'), refusal);
    response.status(refusal.status).type('text').send(`${refusal.code}: ${title}. ${happened}`);
  });

  const addInstitution = async (
    registered: Platform,
    changes: Partial<Institution> = {},
  ): Promise<Institution> => {
    const institution = await institutions.create({
      name: 'Lakeview Schools',
      enabled: true,
      platform: registered,
      canvas: { baseUrl: new URL(registered.tokenEndpoint).origin, apiKey: null },
      sis: null,
      settings: defaultInstitutionSettings,
      ...changes,
    });
    await deployments.decide(institution.id, deploymentId, 'approved');
    return institution;
  };

  return {
    url,
    address,
    platform,
    institution: await addInstitution(platform.registration),
    institutions,
    deployments,
    installLinks,
    sessions,
    logged,
    travel: (ms) => {
      travelled += ms;
    },
    addInstitution,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await platform.close();
      await closeHttp();
    },
  };
}

function createTestPages(guard: ReturnType<typeof createSessionGuard>): express.Router {
  const router = express.Router();
  const show: express.RequestHandler = (request, response) => {
    const { launch, csrfToken } = sessionOf(request);
    response
      .type('html')
      .send(
        `<h1>${request.path}</h1><p id="who">${launch.person.role} of ${launch.course?.title ?? 'the account'}</p>` +
          `<form method="post"><input type="hidden" name="csrf" value="${csrfToken}"><button>Post</button></form>`,
      );
  };
  router.get('/*page', guard.requireSession, show);
  router.post(
    '/*page',
    guard.requireSession,
    express.urlencoded({ extended: false }),
    guard.requireForm,
    (_request, response) => void response.send('posted'),
  );
  return router;
}

/** One browser's cookies, from `Set-Cookie`. */
export class CookieJar {
  readonly cookies = new Map<string, string>();
  /** The `Set-Cookie` lines, with attributes. */
  readonly lines: string[] = [];

  keep(response: supertest.Response): void {
    const lines: unknown = response.headers['set-cookie'];
    this.keepLines(Array.isArray(lines) ? lines.map(String) : []);
  }

  keepLines(lines: readonly string[]): void {
    for (const line of lines) {
      this.lines.push(line);
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }

  header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

export interface StartedTestLogin {
  readonly state: string;
  readonly nonce: string;
  readonly redirect: URL;
  readonly response: supertest.Response;
}

export function loginParameters(tool: LtiFixture): Record<string, string> {
  return {
    iss: tool.platform.registration.issuer,
    client_id: tool.platform.registration.clientId,
    login_hint: 'hint-of-the-login',
    lti_message_hint: 'hint.of.the-message',
    target_link_uri: `${tool.url}/lti/launch`,
    lti_deployment_id: deploymentId,
  };
}

/** The first half of a launch: the login, as a browser does it. */
export async function beginLogin(
  tool: LtiFixture,
  jar: CookieJar,
  changes: Record<string, string> = {},
): Promise<StartedTestLogin> {
  const response = await supertest(tool.address)
    .get('/lti/login')
    .query({ ...loginParameters(tool), ...changes })
    .set('cookie', jar.header());
  jar.keep(response);
  const redirect = new URL(response.headers['location'] ?? 'about:blank');
  const read = (name: string): string => redirect.searchParams.get(name) ?? '';
  return { state: read('state'), nonce: read('nonce'), redirect, response };
}

/** The second half: the platform's form post, which carries the id token. */
export async function postLaunch(
  tool: LtiFixture,
  jar: CookieJar,
  fields: Record<string, string>,
): Promise<supertest.Response> {
  const response = await supertest(tool.address)
    .post('/lti/launch')
    .type('form')
    .set('origin', tool.platform.origin)
    .set('cookie', jar.header())
    .send(fields);
  jar.keep(response);
  return response;
}

/** A whole launch with `changes` to its claims. */
export async function launch(
  tool: LtiFixture,
  changes: ClaimChanges = {},
  jar = new CookieJar(),
): Promise<supertest.Response> {
  const login = await beginLogin(tool, jar);
  const idToken = await tool.platform.sign(tool.platform.claims(login.nonce, changes));
  return postLaunch(tool, jar, { state: login.state, id_token: idToken });
}

/** The last outcome line of the log. */
export function lastOutcome(tool: LtiFixture): Record<string, unknown> {
  return tool.logged.findLast((line) => line['event'] === 'launch' || line['event'] === 'login') ?? {};
}
