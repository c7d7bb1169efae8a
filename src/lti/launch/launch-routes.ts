import { parseCookie } from 'cookie';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { Institution } from '../../domain/institution.ts';
import type { LaunchContext } from '../../domain/launch-context.ts';
import { ProductError, toProductError } from '../../errors.ts';
import type { Login } from '../../store/logins.ts';
import { cookieAttributes, nameLoginCookie } from '../login/browser-proof.ts';
import { describeStorage } from '../login/platform-storage.ts';
import type { DoorDeps } from '../lti-deps.ts';
import { renderDoorPage, setPrivateHeaders } from '../lti-pages.ts';
import { isOwnPost } from '../session/csrf.ts';
import { allowFraming } from '../session/frame-ancestors.ts';
import {
  listSurplusCookies,
  nameSessionCookie,
  openSession,
  readSession,
  sessionLifeMs,
} from '../session/open-session.ts';
import { sessionPath } from '../session/require-session.ts';
import type { KeySetCache } from './key-set-cache.ts';
import { reportVerdict, type VerdictFacts } from './launch-outcome.ts';
import { type LaunchPost, readLaunchPost } from './launch-post.ts';
import { type BrowserProof, proveBrowser } from './prove-browser.ts';
import { readLaunchContext } from './read-launch-context.ts';
import { LaunchRefusal } from './refusal.ts';
import { mayOpen, placementPages, refusalOf } from './role-policy.ts';
import { findLogin, findLoginInstitution, verifyLaunch } from './verify-launch.ts';

/** How long the button of the page "ready in a new window" works. */
const ticketLifeMs = 10 * 60_000;

/** `POST /lti/launch`: the platform brings the person back with a signed launch. */
export function acceptLaunch(deps: DoorDeps, keySets: KeySetCache): RequestHandler {
  return async (request, response) => {
    const facts: VerdictFacts = { event: 'launch' };
    try {
      setPrivateHeaders(response);
      const post = readLaunchPost(request.body);
      const login = await findLogin(deps.logins, post.state, deps.clock());
      const institution = await findLoginInstitution(deps.institutions, login);
      facts.institutionId = institution.id;
      allowFraming(response, institution);
      const proof = proveBrowser(request, post, login, deps.publicUrl);
      facts.proof = proof;
      if (proof === 'missing')
        return await askForProof(deps, request, response, institution, login, post, facts);
      const verified = await verifyLaunch({ ...deps, keySets }, institution, post);
      facts.launch = readLaunchContext(verified);
      response.clearCookie(nameLoginCookie(post.state), cookieAttributes);
      refuseVisitor(facts.launch, institution);
      await letIn(deps, request, response, institution, facts.launch, proof);
      reportVerdict(deps, facts, null);
    } catch (error) {
      reportVerdict(deps, facts, toProductError(error));
      if (facts.institutionId === undefined) await allowFramingByState(deps, request, response);
      throw error;
    }
  };
}

const stateForm = z.object({ state: z.string().max(255) });

/** Opens a refusal to the frame of the Canvas whose login it is, also where that is used up, over or not to be had. */
async function allowFramingByState(
  { logins, institutions }: DoorDeps,
  request: Request,
  response: Response,
): Promise<void> {
  const form = stateForm.safeParse(request.body);
  const institutionId = form.success ? await logins.findInstitutionId(form.data.state) : null;
  const institution = institutionId === null ? null : await institutions.find(institutionId);
  if (institution !== null) allowFraming(response, institution);
}

/** No cookie: our own page asks Platform Storage, or the person opens a new window. The launch waits, unused. */
async function askForProof(
  deps: DoorDeps,
  request: Request,
  response: Response,
  institution: Institution,
  login: Login,
  { state, idToken, storageProof }: LaunchPost,
  facts: VerdictFacts,
): Promise<void> {
  const storage = storageProof === null ? describeStorage(institution, login.initiation, state) : null;
  if (storage !== null) {
    const page = { view: 'prove-by-storage', state, idToken, storage } as const;
    return renderDoorPage(request, response, institution, deps.publicUrl, page);
  }
  reportVerdict(deps, facts, new LaunchRefusal('browser', 'browser_unproven'));
  return renderDoorPage(request, response, institution, deps.publicUrl, { view: 'new-window', state }, 401);
}

/** A good launch by somebody for whom there is no page here, or from outside a course. */
function refuseVisitor(launch: LaunchContext, institution: Institution): void {
  if (launch.placement !== 'account_navigation' && launch.course === null) {
    throw new LaunchRefusal('context', 'context_missing');
  }
  if (!mayOpen(launch, institution)) throw new LaunchRefusal('role', refusalOf(launch));
}

async function letIn(
  deps: DoorDeps,
  request: Request,
  response: Response,
  institution: Institution,
  launch: LaunchContext,
  proof: BrowserProof,
): Promise<void> {
  const { session, secret } = await openSession(deps, launch);
  if (proof === 'storage') {
    // This frame keeps no cookies, so a session would be lost with the next click: it gets a window of its own.
    const ticket = deps.randomBytes(32).toString('base64url');
    await deps.sessions.offer(session.id, ticket, new Date(deps.clock().getTime() + ticketLifeMs));
    const page = { view: 'session-in-new-window', ticket } as const;
    return renderDoorPage(request, response, institution, deps.publicUrl, page);
  }
  for (const name of listSurplusCookies(Object.keys(parseCookie(request.headers.cookie ?? '')))) {
    response.clearCookie(name, cookieAttributes);
  }
  goToPage(deps, response, session.id, secret, launch);
}

function goToPage(
  deps: DoorDeps,
  response: Response,
  sessionId: string,
  secret: string,
  launch: LaunchContext,
): void {
  response.cookie(nameSessionCookie(sessionId), secret, { ...cookieAttributes, maxAge: sessionLifeMs });
  response.redirect(303, `${sessionPath(deps.publicUrl, sessionId)}/${findPage(launch)}`);
}

/** The page of the placement; Grade Sync opens on the run that the launch address asked for. */
function findPage({ placement, runId }: LaunchContext): string {
  const page = placementPages[placement];
  return placement === 'course_navigation' && runId !== undefined ? `${page}?run=${runId}` : page;
}

const ticketForm = z.object({ ticket: z.string().max(255) });

/** `POST /lti/session/window`: a session that was opened in a frame without cookies moves to a window of its own. */
export function moveSession(deps: DoorDeps): RequestHandler {
  return async (request, response) => {
    setPrivateHeaders(response);
    const form = ticketForm.safeParse(request.body);
    if (!form.success || !isOwnPost(request, deps.publicUrl)) {
      throw new ProductError('form_forged', { detail: 'not from our page' });
    }
    const secret = deps.randomBytes(32).toString('base64url');
    const stored = await deps.sessions.takeOver(form.data.ticket, secret, deps.clock());
    if (stored === null) throw new ProductError('session_missing');
    const session = readSession(stored);
    goToPage(deps, response, session.id, secret, session.launch);
  };
}
