import type { Express } from 'express';
import { z } from 'zod';

/** Express keeps its routes in layers: a route has methods, a mounted router has layers of its own. */
const layerSchema = z.looseObject({
  route: z
    .looseObject({
      path: z.union([z.string(), z.array(z.string())]),
      stack: z.array(z.looseObject({ method: z.string() })),
    })
    .optional(),
  handle: z.unknown(),
  /** Where it is mounted. */
  rawPath: z.string(),
});
const stackSchema = z.looseObject({ stack: z.array(z.unknown()) });

/** Every route of an app as `GET /path`, below its router's path, in the order Express tries them. */
export function listRoutes(app: Express): readonly string[] {
  return [...new Set(listLayers(app.router, ''))];
}

function listLayers(router: unknown, mount: string): string[] {
  const { stack } = readStack(router);
  return stack.flatMap((layer) => {
    const { route, handle, rawPath } = layerSchema.parse(layer);
    if (route) {
      const methods = [...new Set(route.stack.map(({ method }) => method.toUpperCase()))];
      return [route.path].flat().flatMap((path) => methods.map((method) => `${method} ${mount}${path}`));
    }
    if (typeof handle !== 'function' || !('stack' in handle)) return [];
    return listLayers(handle, rawPath === '/' ? mount : mount + rawPath);
  });
}

function readStack(router: unknown): z.infer<typeof stackSchema> {
  // A router is a function with a stack.
  const stack: unknown = typeof router === 'function' && 'stack' in router ? router.stack : undefined;
  return stackSchema.parse({ stack });
}
