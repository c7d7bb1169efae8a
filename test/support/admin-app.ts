import { randomBytes } from 'node:crypto';
import type { Express } from 'express';
import type mongoose from 'mongoose';
import request, { type Response } from 'supertest';
import { createApp } from '../../src/app.ts';
import type { Institution } from '../../src/domain/institution.ts';
import type { LaunchContext } from '../../src/domain/launch-context.ts';
import type { Http } from '../../src/http/http.ts';
import type { Messages } from '../../src/i18n/messages.ts';
import { createLog } from '../../src/log.ts';
import { nameSessionCookie } from '../../src/lti/session/session-cookie.ts';
import { openSession } from '../../src/lti/session/start-session.ts';
import { createUnusableFinder } from '../../src/operation/unusable-institutions.ts';
import { createServices, type Services } from '../../src/services.ts';
import { readSettings } from '../../src/settings.ts';
import { buildInstitution, buildLaunch } from './passback-fixtures.ts';

const publicUrl = 'https://tool.example';

/** The whole web role on a database. Tests open sessions directly, without a launch. */
export interface AdminApp {
  readonly app: Express;
  readonly services: Services;
  /** The settings, for a command line on the same database. */
  readonly environment: Readonly<Record<string, string>>;
  /** Every line that was logged. */
  readonly logged: string[];
  addInstitution(over?: Partial<Institution>): Promise<Institution>;
  /** Opens a session as after a verified launch. */
  visit(launch: LaunchContext): Promise<Visitor>;
  close(): Promise<void>;
}

/** A browser with one session. */
export interface Visitor {
  readonly base: string;
  readonly csrfToken: string;
  readonly cookie: string;
  /** `path` follows the session's, such as `/administration`. */
  get(path: string): Promise<Response>;
  /** Submits a form as the session's own page would. */
  post(path: string, fields?: FormFields): Promise<Response>;
  /** Like `post`, with other headers or without the form token. */
  postRaw(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<Response>;
}

export type FormFields = Readonly<Record<string, string | readonly string[]>>;

export async function createAdminApp(
  connection: mongoose.Connection,
  {
    wrapHttp,
    allowPrivate = false,
    languages,
  }: {
    wrapHttp?: (http: Http) => Http;
    allowPrivate?: boolean;
    languages?: Readonly<Record<string, Messages>>;
  } = {},
): Promise<AdminApp> {
  const logged: string[] = [];
  const environment = {
    PUBLIC_URL: publicUrl,
    ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64url')}`,
    ALLOWED_PRIVATE_HOSTS: allowPrivate ? 'http://localhost,http://127.0.0.1' : '',
  };
  const services = createServices({
    settings: readSettings(environment),
    connection,
    log: createLog('info', { write: (line) => logged.push(line) }),
    ...(wrapHttp ? { wrapHttp } : {}),
    ...(languages ? { languages } : {}),
  });
  await services.stores.ensureIndexes();
  const app = createApp(
    services,
    { isAway: () => false },
    {
      isStuck: () => false,
      findMissing: async () => [],
      findUnusable: createUnusableFinder(services.stores.institutions, services.clock),
      clockSkewMs: () => 0,
      metrics: null,
      metricsToken: undefined,
    },
  );
  return {
    app,
    services,
    environment,
    logged,
    async addInstitution(over = {}) {
      const { id: _id, ...institution } = buildInstitution(over);
      return services.stores.institutions.create(institution);
    },
    async visit(launch) {
      const { sessions } = services.stores;
      const { clock, randomBytes: random } = services;
      const { session, secret } = await openSession({ clock, randomBytes: random, sessions }, launch);
      return openVisitor(app, session.id, session.csrfToken, secret);
    },
    close: () => services.close(),
  };
}

function openVisitor(app: Express, id: string, csrfToken: string, secret: string): Visitor {
  const base = `/s/${id}`;
  const cookie = `${nameSessionCookie(id)}=${secret}`;
  const postRaw: Visitor['postRaw'] = (path, headers, body) =>
    request(app)
      .post(`${base}${path}`)
      .set({ cookie, ...headers })
      .type('form')
      .send(body);
  return {
    base,
    csrfToken,
    cookie,
    get: (path) => request(app).get(`${base}${path}`).set('cookie', cookie),
    post(path, fields = {}) {
      const form = new URLSearchParams({ csrf: csrfToken });
      for (const [name, value] of Object.entries(fields)) {
        for (const one of typeof value === 'string' ? [value] : value) form.append(name, one);
      }
      return postRaw(path, { origin: publicUrl }, form.toString());
    },
    postRaw,
  };
}

/** An administrator's launch from the account navigation. */
export function administratorOf(institution: Institution, over: Partial<LaunchContext> = {}): LaunchContext {
  return buildLaunch({
    institutionId: institution.id,
    placement: 'account_navigation',
    course: null,
    person: { ltiUserId: 'admin-1', canvasUserId: '900', name: 'Ada Admin', role: 'administrator' },
    ...over,
  });
}
