import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import type { LaunchContext } from '../../domain/launch-context.ts';
import { parseInput } from '../ui/input.ts';
import { readPageContext } from '../ui/page-context.ts';
import type { WebDeps } from '../ui/web-deps.ts';
import { buildSignedOut, buildSignOut, createSignOutLinks } from './sign-out-model.ts';

export interface SignOutDeps extends Pick<WebDeps, 'readInstitution' | 'render' | 'chooseLanguage'> {
  readonly guard: Pick<
    WebDeps['guard'],
    'requireSession' | 'requireForm' | 'formTokenField' | 'sessionOf' | 'baseOf'
  >;
  /** Ends this session or all of its person's, and clears their cookies. Returns how many. */
  readonly endSessions: (req: Request, res: Response, which: 'this' | 'all') => Promise<number>;
  readonly onSignedOut: (
    launch: LaunchContext,
    ended: { readonly all: boolean; readonly sessions: number },
  ) => void;
}

const signOutForm = z.object({ which: z.enum(['this', 'all']) });

/** The way out of a session, mounted at its base, for everybody who has one. */
export function createSignOutRouter(deps: SignOutDeps): Router {
  const router = express.Router();
  const { requireSession, requireForm } = deps.guard;

  router.get('/sign-out', requireSession, async (req, res) => {
    const context = await readPageContext(deps, createSignOutLinks, req, res);
    await deps.render(res, 'sign-out/sign-out', buildSignOut(context));
  });

  // Answers with the page itself: nothing of the session is left to redirect to.
  const form = express.urlencoded({ extended: false, limit: '10kb', parameterLimit: 10 });
  router.post('/sign-out', requireSession, form, requireForm, async (req, res) => {
    const context = await readPageContext(deps, createSignOutLinks, req, res);
    const { which } = parseInput(signOutForm, req.body);
    const sessions = await deps.endSessions(req, res, which);
    deps.onSignedOut(context.launch, { all: which === 'all', sessions });
    await deps.render(res, 'sign-out/signed-out', buildSignedOut(context, which));
  });
  return router;
}
