import type { Request, RequestHandler } from 'express';
import { buildPlainFrame } from './frame.ts';
import type { PageModel } from './render.ts';
import type { ErrorPageDeps } from './web-deps.ts';

/** What `views/ui/connected.ejs` prints. */
export interface ConnectedModel extends PageModel {
  readonly title: string;
  readonly text: string;
}

/** Where the window of Canvas's consent ends. It needs no session: the frame that asked goes on by itself. */
export function showConnected({
  render,
  localeOf,
  chooseLanguage,
}: Pick<ErrorPageDeps, 'render' | 'localeOf' | 'chooseLanguage'>): RequestHandler {
  return async (req: Request, res) => {
    const language = chooseLanguage(localeOf(req));
    const texts = language.messages.errorPage;
    const model: ConnectedModel = {
      frame: buildPlainFrame(language, texts.connectedTitle),
      title: texts.connectedTitle,
      text: texts.connected,
    };
    await render(res, 'ui/connected', model);
  };
}
