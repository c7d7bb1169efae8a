import express, { type Router } from 'express';

/** `/healthz`: the process answers. `/readyz`: it can work; 503 with what is missing otherwise. */
export function createHealthRouter(isDatabaseThere: () => Promise<boolean>): Router {
  const router = express.Router();
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.get('/readyz', async (_req, res) => {
    const database = await isDatabaseThere();
    res
      .status(database ? 200 : 503)
      .json(database ? { status: 'ready' } : { status: 'not ready', missing: ['database'] });
  });
  return router;
}
