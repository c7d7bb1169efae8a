import { json, Router } from 'express';
import { z } from 'zod';
import type { CanvasContext } from '../canvas-context.ts';
import { routeId } from './request-fields.ts';

const where = {
  pathPattern: z.string().max(300).refine(isRegularExpression).optional(),
  method: z.string().optional(),
  times: z.number().int().positive().nullable().optional(),
};
const faultSchema = z.discriminatedUnion('kind', [
  z.object({ ...where, kind: z.literal('slow'), ms: z.number().int().min(0).max(600_000) }),
  z.object({
    ...where,
    kind: z.literal('status'),
    status: z.number().int().min(200).max(599),
    body: z.string().optional(),
    contentType: z.string().optional(),
  }),
  z.object({ ...where, kind: z.literal('drop') }),
  z.object({ ...where, kind: z.literal('throttle') }),
]);
const quirksSchema = z.object({
  throttleStatus: z.union([z.literal(403), z.literal(429)]).optional(),
  deniedStatus: z.union([z.literal(401), z.literal(403)]).optional(),
  concludedStatus: z.union([z.literal(404), z.literal(422)]).optional(),
  shortPages: z.boolean().optional(),
  extraCost: z.number().min(0).optional(),
});

/**
 * Controls that the real Canvas does not have, under `/sandbox`: faults, quirks and the access log, as JSON.
 * The fault panel uses them, and so do tests that run in another process.
 */
export function createControlRouter({ faults, store }: CanvasContext): Router {
  const router = Router();
  router.use(json());
  router.get('/sandbox/faults', (_req, res) => {
    res.json({ faults: faults.list(), quirks: faults.quirks });
  });
  router.post('/sandbox/faults', (req, res) => {
    const parsed = faultSchema.safeParse(req.body);
    if (!parsed.success) return void res.status(400).json({ errors: parsed.error.issues });
    res.status(201).json({ id: faults.add(dropUndefined(parsed.data)) });
  });
  router.put('/sandbox/quirks', (req, res) => {
    const parsed = quirksSchema.safeParse(req.body);
    if (!parsed.success) return void res.status(400).json({ errors: parsed.error.issues });
    Object.assign(faults.quirks, parsed.data);
    res.json(faults.quirks);
  });
  router.delete('/sandbox/faults', (_req, res) => {
    faults.clear();
    res.status(204).end();
  });
  router.delete('/sandbox/faults/:id', (req, res) => {
    faults.remove(routeId(req, 'id') ?? 0);
    res.status(204).end();
  });
  router.get('/sandbox/access-log', async (_req, res) => {
    res.json(await store.accessLog.read());
  });
  router.delete('/sandbox/access-log', async (_req, res) => {
    await store.accessLog.clear();
    res.status(204).end();
  });
  return router;
}

function isRegularExpression(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}

type Parsed = z.infer<typeof faultSchema>;

/** Zod leaves absent options as `undefined`; exact optional types tell that apart from absent. */
function dropUndefined(fault: Parsed) {
  const { pathPattern, method, times } = fault;
  const common = {
    ...(pathPattern === undefined ? {} : { pathPattern }),
    ...(method === undefined ? {} : { method }),
    ...(times === undefined ? {} : { times }),
  };
  if (fault.kind === 'slow') return { ...common, kind: fault.kind, ms: fault.ms };
  if (fault.kind !== 'status') return { ...common, kind: fault.kind };
  const { body, contentType } = fault;
  return {
    ...common,
    kind: fault.kind,
    status: fault.status,
    ...(body === undefined ? {} : { body }),
    ...(contentType === undefined ? {} : { contentType }),
  };
}
