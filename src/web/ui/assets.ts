import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import express, { type RequestHandler } from 'express';
import { serveBrandStyle } from './brand-style.ts';

/** Style sheets, scripts and icons of the pages. */
export interface Assets {
  /**
   * The address of a file in the folder. Its query depends on the content, so that a new release is loaded at
   * once.
   */
  readonly url: (file: string) => string;
  readonly serve: RequestHandler;
}

/**
 * Serves `folder` under `mount` (for example `/public`); versioned addresses may be cached for a year.
 * `prefix` is the path of the tool's public address, if a proxy serves it below one.
 */
export function createAssets(folder: string, mount: string, prefix = ''): Assets {
  const versions = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const hash = createHash('sha256').update(readFileSync(path)).digest('base64url').slice(0, 12);
    versions.set(relative(folder, path).split(sep).join('/'), hash);
  }
  const router = express.Router();
  router.use(mount, (req, res, next) => {
    if (typeof req.query['v'] === 'string') res.set('Cache-Control', 'public, max-age=31536000, immutable');
    next();
  });
  router.get(`${mount}/ui/brand.css`, serveBrandStyle);
  router.use(
    mount,
    express.static(folder, { index: false, redirect: false, cacheControl: false, fallthrough: false }),
  );
  return {
    url: (file) => `${prefix}${mount}/${file}${versions.has(file) ? `?v=${versions.get(file)}` : ''}`,
    serve: router,
  };
}
