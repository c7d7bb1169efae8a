import type { Request, RequestHandler } from 'express';
import { z } from 'zod';
import type { LaunchContext } from '../../domain/launch-context.ts';
import type { Messages } from '../../i18n/messages.ts';
import { buildPlainFrame } from './frame.ts';
import type { PageModel } from './render.ts';
import type { ErrorPageDeps } from './web-deps.ts';

/** What `views/ui/connected.ejs` prints. */
export interface ConnectedModel extends PageModel {
  readonly title: string;
  readonly text: string;
}

type PlainPageDeps = Pick<ErrorPageDeps, 'render' | 'personOf' | 'chooseLanguage'>;

/** What the window of Canvas's consent is told of the person: it shares no session with the frame that opened it. */
const connectedQuery = z.object({
  locale: z.string().max(35).catch('und'),
  contrast: z.literal('high').optional().catch(undefined),
});

/** The query of `/canvas/connected` for a person, from their launch. */
export function writeConnectedQuery({
  locale,
  highContrast,
}: Pick<LaunchContext, 'locale' | 'highContrast'>): string {
  return new URLSearchParams({ locale, ...(highContrast ? { contrast: 'high' } : {}) }).toString();
}

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
  { render, personOf, chooseLanguage }: PlainPageDeps,
  choose: (messages: Messages) => Pick<ConnectedModel, 'title' | 'text'>,
  scripts: readonly string[] = [],
): RequestHandler {
  return async (req: Request, res) => {
    const { locale, contrast } = connectedQuery.parse(req.query);
    const language = chooseLanguage(locale, ...personOf(req).locales);
    const look = contrast === 'high' ? { highContrast: true as const } : {};
    const { title, text } = choose(language.messages);
    const frame = buildPlainFrame({ language, look }, { title, scripts });
    const model: ConnectedModel = { frame, title, text };
    await render(res, 'ui/connected', model);
  };
}
