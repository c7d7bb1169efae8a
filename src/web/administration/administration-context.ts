import type { Request, RequestHandler, Response } from 'express';
import { type PageContext, readPageContext } from '../ui/page-context.ts';
import type { AdminDeps } from './administration-deps.ts';
import { type AdminLinks, createAdminLinks } from './administration-links.ts';

/**
 * A request for a page of Administration, by an administrator: `requireAdministrator` refused everybody else.
 */
export type AdministrationContext = PageContext<AdminLinks>;

export type AdministrationHandler = (
  context: AdministrationContext,
  req: Request,
  res: Response,
) => Promise<void>;

export function handleAdministrationPage(deps: AdminDeps, handler: AdministrationHandler): RequestHandler {
  return async (req, res) => {
    const context = await readPageContext(deps, createAdminLinks, req, res);
    res.set('Cache-Control', 'no-store');
    await handler(context, req, res);
  };
}
