import { createHash, timingSafeEqual } from 'node:crypto';
import express, { type RequestHandler, type Router } from 'express';
import type { Metrics } from './create-metrics.ts';
import type { Missing } from './readiness.ts';
import type { UnusableInstitution } from './unusable-institutions.ts';

export interface OperationDeps {
  /** Whether this process can still recover by itself if something is missing. */
  readonly isStuck: () => boolean;
  readonly findMissing: () => Promise<readonly Missing[]>;
  readonly findUnusable: () => Promise<readonly UnusableInstitution[]>;
  /** Milliseconds by which this machine's clock is ahead of the database's. */
  readonly clockSkewMs: () => number;
  /** Null: metrics are served elsewhere, or nowhere. */
  readonly metrics: Pick<Metrics, 'read' | 'contentType'> | null;
  /** The bearer token that `/metrics` asks for; undefined: none. */
  readonly metricsToken: string | undefined;
}

/** Everything works with a wrong clock, but log lines carry wrong times. */
const maxSkewMs = 5_000;

/**
 * `/healthz`: the process answers and can recover by itself; 503 tells a supervisor to restart it. `/readyz`:
 * it can work, else 503 with what is missing. It names institutions that need the operator, and a wrong clock, but stays
 * ready.
 * `/metrics`: for Prometheus.
 */
export function createOperationRouter(deps: OperationDeps): Router {
  const { findMissing, findUnusable, metrics, metricsToken } = deps;
  const router = express.Router();
  router.get('/healthz', (_req, res) => {
    if (deps.isStuck()) res.status(503).json({ status: 'stuck' });
    else res.json({ status: 'ok' });
  });
  router.get('/readyz', async (_req, res) => {
    const missing = await findMissing();
    if (missing.length > 0) {
      res.status(503).json({ status: 'not ready', missing });
      return;
    }
    const institutions = await findUnusable().catch(() => []);
    const skewMs = deps.clockSkewMs();
    res.json({
      status: 'ready',
      ...(institutions.length > 0 && { institutions }),
      ...(Math.abs(skewMs) > maxSkewMs && { clockSkewSeconds: Math.round(skewMs / 1000) }),
    });
  });
  if (metrics === null) return router;
  router.get('/metrics', requireToken(metricsToken), async (_req, res) => {
    const text = await metrics.read();
    res.set('Content-Type', metrics.contentType).send(text);
  });
  return router;
}

function requireToken(token: string | undefined): RequestHandler {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return (req, res, next) => {
    if (token === undefined) return next();
    const [, given = ''] = /^Bearer (.+)$/i.exec(req.get('authorization') ?? '') ?? [];
    if (timingSafeEqual(digest(given), digest(token))) return next();
    res.status(401).set('WWW-Authenticate', 'Bearer').json({ error: 'unauthorized' });
  };
}
