import { fileURLToPath } from 'node:url';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import type { Clock, RandomBytes, Sleep } from '../../src/clock.ts';
import type { Log } from '../../src/log.ts';
import { createApi } from './api.ts';
import type { Faults } from './faults.ts';
import type { SisClient } from './oauth/client.ts';
import type { TokenEndpoint } from './oauth/token-endpoint.ts';
import { createAdminRoutes, createPageRoutes } from './pages/page-routes.ts';
import type { SisStore } from './sis-store.ts';
import type { SisStyle } from './sis-style.ts';

export interface SandboxSisDeps {
  readonly store: SisStore;
  readonly faults: Faults;
  readonly style: SisStyle;
  readonly clients: readonly SisClient[];
  readonly tokens: TokenEndpoint;
  readonly clock: Clock;
  readonly sleep: Sleep;
  readonly randomBytes: RandomBytes;
  /** The address that clients use, without a trailing slash. */
  readonly publicUrl: string;
  readonly log: Log;
}

function folder(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}

function readHeader(req: Request, name: string): string | undefined {
  const value = req.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** The whole SIS as an express app: the API under `/ims` and `/oauth`, and the pages. */
export function createSandboxSis(deps: SandboxSisDeps): Express {
  const answerApi = createApi(deps);
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('view engine', 'ejs');
  app.set('views', folder('views'));

  app.use(['/ims', '/oauth'], express.text({ type: () => true, limit: '5mb' }), async (req, res) => {
    const body: unknown = req.body;
    const answer = await answerApi({
      method: req.method,
      target: req.originalUrl,
      authorization: readHeader(req, 'authorization'),
      contentType: readHeader(req, 'content-type'),
      vendorAuthorization: readHeader(req, 'x-vendor-authorization'),
      body: typeof body === 'string' ? body : '',
    });
    if (answer === null) {
      req.socket.destroy();
      return;
    }
    res.writeHead(answer.status, answer.headers);
    res.end(answer.body ?? undefined);
  });

  // Plain http on a person's own machine: the browser must not upgrade to https.
  const csp = { directives: { 'upgrade-insecure-requests': null, 'form-action': ["'self'"] } };
  app.use(helmet({ contentSecurityPolicy: csp, strictTransportSecurity: false }));
  app.use('/public', express.static(folder('public'), { maxAge: 0 }));
  app.use(createAdminRoutes(deps));
  app.use(createPageRoutes(deps));
  app.use((_req, res) => {
    res.status(404).render('not-found', { school: 'Sandbox SIS' });
  });
  app.use((error: unknown, _req: Request, res: Response, next: NextFunction) => {
    deps.log.error({ event: 'sandbox_sis_failed', err: error }, 'a page of the simulated SIS failed');
    if (res.headersSent) next(error);
    else res.status(500).type('text').send('The simulated SIS failed; its log says why.');
  });
  return app;
}
