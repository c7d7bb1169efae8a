import { join } from 'node:path';
import express, { type Express } from 'express';
import helmet from 'helmet';
import { createCanvasOauthRouter } from './canvas/oauth/callback-router.ts';
import { readBasePath } from './http/public-address.ts';
import { createLtiRouter } from './lti/lti-router.ts';
import { createRegistrationRouter } from './lti/registration/registration-router.ts';
import type { ToolAddresses } from './lti/registration/tool-config.ts';
import { createOperationRouter, type OperationDeps } from './operation/operation-router.ts';
import { createSecurityTxtRouter } from './operation/security-txt.ts';
import { warnUndeclaredProxy } from './operation/warn-undeclared-proxy.ts';
import { type DatabaseWatch, refuseWithoutDatabase } from './operation/watch-database.ts';
import { connectPages } from './pages.ts';
import { productFolder } from './product-folder.ts';
import type { Services } from './services.ts';
import type { Settings } from './settings.ts';
import { createAdminRouter } from './web/administration/administration-router.ts';
import { createWebRouter } from './web/course/course-router.ts';
import { createSignOutRouter } from './web/sign-out/sign-out-router.ts';
import { createAssets } from './web/ui/assets.ts';
import { showConnected, showHome } from './web/ui/connected-page.ts';
import { createErrorPage, refuseUnknownPage } from './web/ui/error-page.ts';

/** The web role: what happens to a request, from top to bottom. */
export function createApp(
  services: Services,
  database: Pick<DatabaseWatch, 'isAway'>,
  operation: OperationDeps,
): Express {
  const { settings, stores } = services;
  // A proxy may serve the tool below a path and strip that path, so only browsers see it in addresses.
  const basePath = readBasePath(settings.PUBLIC_URL);
  const assets = createAssets(join(productFolder, 'public'), '/public', basePath);
  const { webDeps, adminDeps, signOutDeps, errorPageDeps } = connectPages(services, assets);
  const errorPage = createErrorPage(errorPageDeps);

  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', settings.TRUSTED_PROXIES);
  app.use(warnUndeclaredProxy(settings.TRUSTED_PROXIES, services.log));

  app.use(secureHeaders(settings.PUBLIC_URL));
  app.use(createOperationRouter(operation));
  const { SECURITY_CONTACT: contact, PUBLIC_URL: publicUrl } = settings;
  app.use(createSecurityTxtRouter({ contact, publicUrl, clock: services.clock }));
  app.use(assets.serve);
  app.use(forbidStoring);
  app.use(refuseWithoutDatabase(database, errorPage));
  const { onApprovedByLink, onRegistered, onRegistrationUpdated } = services.auditEvents;
  app.use(createLtiRouter({ ...services, ...stores, publicUrl: settings.PUBLIC_URL, onApprovedByLink }));
  app.use(
    createRegistrationRouter({
      ...services,
      ...stores,
      addresses: readAddresses(settings),
      onApprovedByLink,
      onRegistered,
      onRegistrationUpdated,
    }),
  );
  app.use(createCanvasOauthRouter(services.consents));
  app.get('/canvas/connected', showConnected(errorPageDeps));
  app.get('/', showHome(errorPageDeps));
  app.use('/s/:session', createSignOutRouter(signOutDeps));
  app.use('/s/:session', createAdminRouter(adminDeps));
  app.use('/s/:session', createWebRouter(webDeps));
  app.use(refuseUnknownPage);
  app.use(errorPage);
  return app;
}

function readAddresses({ PUBLIC_URL, REGIONAL_URLS = {} }: Settings): ToolAddresses {
  return { publicUrl: PUBLIC_URL, regionalUrls: REGIONAL_URLS };
}

/** Browsers and proxies store no page (S17). The key set may be stored and sets its own header. */
const forbidStoring: express.RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

/** Headers of every answer (S17); a session's pages open `frame-ancestors` to their institution's Canvas (S16). */
function secureHeaders(publicUrl: string): express.RequestHandler {
  const isHttps = publicUrl.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isHttps ? { maxAge: 31_536_000 } : false,
    // Forms must name their origin; with `no-referrer` browsers send `Origin: null`.
    referrerPolicy: { policy: 'same-origin' },
  });
}
