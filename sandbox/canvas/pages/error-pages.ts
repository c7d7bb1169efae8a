import type { Response } from 'express';
import type { PageDeps } from './page-deps.ts';
import { buildShell } from './shell.ts';
import type { Visit } from './visit.ts';

interface ErrorText {
  readonly title: string;
  readonly text: string;
}

const sendError = (
  { render }: PageDeps,
  visit: Visit,
  res: Response,
  status: number,
  words: ErrorText,
): Promise<void> =>
  render.page(res, 'error', { shell: buildShell(visit, { title: words.title }), ...words }, status);

export const sendNotFound = (deps: PageDeps, visit: Visit, res: Response): Promise<void> =>
  sendError(deps, visit, res, 404, {
    title: 'Page Not Found',
    text: "We can't find that page. It may have been deleted, or its address may be wrong.",
  });

export const sendUnauthorized = (deps: PageDeps, visit: Visit, res: Response): Promise<void> =>
  sendError(deps, visit, res, 403, {
    title: 'Access Denied',
    text: "You don't have access to view this resource.",
  });

/** Canvas's answer if no tool matches an address, or the tool lacks that placement. */
export const sendNoTool = (deps: PageDeps, visit: Visit, res: Response): Promise<void> =>
  sendError(deps, visit, res, 404, {
    title: "Couldn't find valid settings for this link",
    text: 'No tool is installed here that this address belongs to.',
  });
