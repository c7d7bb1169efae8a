import type { Request, RequestHandler } from 'express';
import type { Messages } from '../../i18n/messages.ts';
import { buildPlainFrame } from './frame.ts';
import type { PageModel } from './render.ts';
import type { ErrorPageDeps } from './web-deps.ts';

/** What `views/ui/connected.ejs` prints. */
export interface ConnectedModel extends PageModel {
  readonly title: string;
  readonly text: string;
}

type PlainPageDeps = Pick<ErrorPageDeps, 'render' | 'localeOf' | 'chooseLanguage'>;

/**
 * Where the window of Canvas's consent ends. It needs no session: the frame that asked continues by itself.
 */
export function showConnected(deps: PlainPageDeps): RequestHandler {
  return showPlainPage(
    deps,
    ({ errorPage }) => ({ title: errorPage.connectedTitle, text: errorPage.connected }),
    ['ui/connected.js'],
  );
}

/** `/`: somebody checks whether the tool is there. */
export function showHome(deps: PlainPageDeps): RequestHandler {
  return showPlainPage(deps, ({ errorPage }) => ({ title: errorPage.homeTitle, text: errorPage.home }));
}

/** A page that says one thing and needs no session. */
function showPlainPage(
  { render, localeOf, chooseLanguage }: PlainPageDeps,
  choose: (messages: Messages) => Pick<ConnectedModel, 'title' | 'text'>,
  scripts: readonly string[] = [],
): RequestHandler {
  return async (req: Request, res) => {
    const language = chooseLanguage(localeOf(req), ...req.acceptsLanguages());
    const { title, text } = choose(language.messages);
    const model: ConnectedModel = { frame: buildPlainFrame(language, title, scripts), title, text };
    await render(res, 'ui/connected', model);
  };
}
