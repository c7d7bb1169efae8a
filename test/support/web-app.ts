import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { ProductError } from '../../src/errors.ts';
import { createLog, type Log } from '../../src/log.ts';
import type { LaunchContext } from '../../src/lti/launch-context.ts';
import type { Institution } from '../../src/store/institution.ts';
import { createAssets } from '../../src/web/assets.ts';
import { showConnected } from '../../src/web/connected-page.ts';
import { createErrorPage, refuseUnknownPage } from '../../src/web/error-page.ts';
import { createRender } from '../../src/web/render.ts';
import type { WebDoor } from '../../src/web/web-deps.ts';
import { createWebRouter } from '../../src/web/web-router.ts';
import {
  buildInstitution,
  buildLaunch,
  createPassbackFixture,
  type PassbackFixture,
} from './passback-fixtures.ts';

/** The pages on a real express app, behind a door that always knows the person. */
export interface WebAppFixture {
  readonly app: Express;
  readonly passback: PassbackFixture;
  /** Lines that the app has logged. */
  readonly logged: Record<string, unknown>[];
}

export const formToken = 'form-token-1';
export const base = '/s/test';

/** Persons who may post, as an institution that lets TAs post decides. */
const mayPost: WebDoor['mayPost'] = ({ person: { role } }, { settings }) =>
  role === 'teacher' ||
  role === 'administrator' ||
  ((role === 'ta' || role === 'designer') && settings.alsoMayPost.includes(role));

export function createWebApp(
  over: {
    readonly passback?: PassbackFixture;
    /** Null: the request comes without a session. */
    readonly launch?: LaunchContext | null;
    readonly institution?: Institution;
    readonly now?: Date;
  } = {},
): WebAppFixture {
  const passback = over.passback ?? createPassbackFixture();
  const launch = over.launch === undefined ? buildLaunch() : over.launch;
  const logged: Record<string, unknown>[] = [];
  const log: Log = createLog('info', { write: (line) => logged.push(JSON.parse(line)) });
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const assets = createAssets(`${root}public`, '/public');
  const render = createRender(`${root}views`, assets);
  const door: WebDoor = {
    requireSession: (_req, _res, next) =>
      next(launch === null ? new ProductError('session_missing') : undefined),
    requireForm: (req, _res, next) =>
      next(req.body?.csrf === formToken ? undefined : new ProductError('form_forged')),
    formTokenField: 'csrf',
    sessionOf: () => {
      if (launch === null) throw new ProductError('session_missing');
      return { id: 'session-1', launch, csrfToken: formToken, expiresAt: new Date('2030-01-01') };
    },
    baseOf: () => base,
    mayPost,
  };
  const app = express();
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'"],
          connectSrc: ["'self'"],
          formAction: ["'self'"],
          baseUri: ["'none'"],
        },
      },
    }),
  );
  app.use(assets.serve);
  app.get('/canvas/connected', showConnected({ render, localeOf: () => 'en' }));
  app.use(
    base,
    createWebRouter({
      passback,
      door,
      readInstitution: async () => over.institution ?? buildInstitution(),
      render,
      launchUrl: 'https://tool.example/lti/launch',
      clock: () => over.now ?? new Date('2026-11-20T15:31:00Z'),
    }),
  );
  app.use(refuseUnknownPage);
  app.use(
    createErrorPage({
      render,
      log,
      randomBytes,
      baseOf: (req) => (launch !== null && req.originalUrl.startsWith(base) ? base : null),
      localeOf: () => launch?.locale ?? 'en',
      connectAddress: async () => 'https://canvas.example/login/oauth2/auth?client_id=1&state=x',
    }),
  );
  return { app, passback, logged };
}
