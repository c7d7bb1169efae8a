import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { systemSleep } from '../../src/clock.ts';
import type { Institution } from '../../src/domain/institution.ts';
import type { LaunchContext } from '../../src/domain/launch-context.ts';
import { ProductError } from '../../src/errors.ts';
import { createLanguageChooser } from '../../src/i18n/language.ts';
import { languages } from '../../src/i18n/languages.ts';
import type { Messages } from '../../src/i18n/messages.ts';
import { createLog, type Log } from '../../src/log.ts';
import { mayPost } from '../../src/lti/launch/role-policy.ts';
import { csrfField, requireOwnForm } from '../../src/lti/session/csrf.ts';
import { sessionContextOf, sessionOf, setSessionContext } from '../../src/lti/session/session-context.ts';
import type { UnreadRuns } from '../../src/passback/runs/unread-runs.ts';
import type { NoticeSubscription } from '../../src/store/notice-subscriptions.ts';
import { createWebRouter } from '../../src/web/course/course-router.ts';
import { createAssets } from '../../src/web/ui/assets.ts';
import { showConnected } from '../../src/web/ui/connected-page.ts';
import { isDialog } from '../../src/web/ui/course-context.ts';
import { createErrorPage, refuseUnknownPage } from '../../src/web/ui/error-page.ts';
import { listLocales } from '../../src/web/ui/page-context.ts';
import { createRenderer } from '../../src/web/ui/render.ts';
import { createRunWatch } from '../../src/web/ui/run-watch.ts';
import type { ErrorPageDeps, WebNotices, WebSessionGuard } from '../../src/web/ui/web-deps.ts';
import { type CategoriesFixture, createCategoriesFixture } from './categories-fixture.ts';
import { createNightlyFixture } from './nightly-fixture.ts';
import {
  buildInstitution,
  buildLaunch,
  createPassbackFixture,
  type PassbackFixture,
} from './passback-fixtures.ts';

/**
 * The pages in a real express app, behind the real session rules; only the session is given instead of found
 * by cookie.
 */
export interface WebAppFixture {
  readonly app: Express;
  readonly passback: PassbackFixture;
  readonly categories: CategoriesFixture;
  /** The lines that the app has logged. */
  readonly logged: Record<string, unknown>[];
}

export const formToken = 'form-token-1';
export const base = '/s/test';
const connectAddress = 'https://canvas.example/login/oauth2/auth?client_id=1&state=x';

export function createWebApp(
  over: {
    readonly passback?: PassbackFixture;
    readonly categories?: CategoriesFixture;
    /** Null: the request comes without a session. */
    readonly launch?: LaunchContext | null;
    readonly institution?: Institution;
    readonly now?: Date;
    readonly unread?: UnreadRuns;
    readonly languages?: Readonly<Record<string, Messages>>;
  } = {},
): WebAppFixture {
  const passback = over.passback ?? createPassbackFixture();
  const categories = over.categories ?? createCategoriesFixture();
  const launch = over.launch === undefined ? buildLaunch() : over.launch;
  const logged: Record<string, unknown>[] = [];
  const log: Log = createLog('info', { write: (line) => logged.push(JSON.parse(line)) });
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const assets = createAssets(`${root}public`, '/public');
  const { render, renderBody, begin, hasBegun } = createRenderer(`${root}views`, assets);
  const institution = over.institution ?? buildInstitution();
  const guard: WebSessionGuard = {
    requireSession: (req, _res, next) => {
      if (launch === null) throw new ProductError('session_missing');
      const session = { id: 'test', launch, csrfToken: formToken, expiresAt: new Date('2030-01-01') };
      setSessionContext(req, { session, institution, basePath: base });
      next();
    },
    requireForm: (req, _res, next) => {
      requireOwnForm(req, `http://${req.get('host')}`, sessionOf(req).csrfToken);
      next();
    },
    formTokenField: csrfField,
    sessionOf,
    baseOf: (req) => sessionContextOf(req).basePath,
    mayPost,
  };
  const chooseLanguage = createLanguageChooser(over.languages ?? languages);
  const personOf: ErrorPageDeps['personOf'] = (req) =>
    launch === null
      ? { locales: req.acceptsLanguages(), look: {}, sisLabel: null }
      : {
          locales: listLocales(launch, req, institution),
          look: launch,
          sisLabel: institution.settings.sisLabel,
        };
  const clock = (): Date => over.now ?? new Date('2026-11-20T15:31:00Z');
  // Ended as the product does it: Canvas can no longer be read.
  let isConnected = true;
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
  app.get('/canvas/connected', showConnected({ render, chooseLanguage, personOf }));
  app.use(
    base,
    createWebRouter({
      passback,
      categories,
      guard,
      readInstitution: async () => institution,
      render,
      begin,
      stream: { renderBody, watch: createRunWatch(systemSleep) },
      chooseLanguage,
      launchUrl: 'https://tool.example/lti/launch',
      nightly: createNightlyFixture(clock),
      notices: createNoticesFixture(),
      unread: over.unread ?? { count: async () => 0, markRead: async () => {} },
      consents: {
        has: async () => isConnected,
        connectAddress: async () => connectAddress,
        async revoke() {
          isConnected = false;
          passback.failure = new ProductError('canvas_consent_needed');
        },
      },
      clock,
      onDownload: () => {},
    }),
  );
  app.use(refuseUnknownPage);
  app.use(
    createErrorPage({
      render,
      hasBegun,
      chooseLanguage,
      log,
      randomBytes,
      baseOf: (req) => (launch !== null && req.originalUrl.startsWith(base) ? base : null),
      isInDialog: () => launch !== null && isDialog({ launch }),
      personOf,
      connectAddress: async () => connectAddress,
    }),
  );
  return { app, passback, categories, logged };
}

/** Keeps one person's subscription in memory. */
function createNoticesFixture(): WebNotices {
  let kept: NoticeSubscription | null = null;
  return {
    isOffered: true,
    find: async () => kept,
    async save(subscription) {
      kept = { _id: 'subscription', ...subscription };
    },
    async remove() {
      kept = null;
    },
  };
}
