import type { Request } from 'express';
import type { Login } from '../../store/logins.ts';
import { hashSecret, isSame, nameLoginCookie, readCookie } from '../login/browser-proof.ts';
import { describeStorage } from '../login/platform-storage.ts';
import type { LtiDeps } from '../lti-deps.ts';
import { type LtiExchange, renderLtiPage } from '../lti-pages.ts';
import { isOwnPost } from '../session/csrf.ts';
import type { LaunchPost } from './launch-post.ts';
import { LaunchRefusal } from './refusal.ts';

/** How a browser proved that it began the login; `missing`: not yet. */
export type BrowserProof = 'cookie' | 'storage' | 'missing';

/**
 * Whether the posting browser is the one that began `login` (S1). A secret from Platform Storage counts only
 * if our own page posts it: its owner can read it, and could post it from elsewhere in a victim's browser.
 * @throws LaunchRefusal `browser_unproven` for a wrong secret
 */
export function proveBrowser(
  request: Request,
  post: LaunchPost,
  login: Login,
  publicUrl: string,
): BrowserProof {
  const cookie = readCookie(request.headers.cookie, nameLoginCookie(post.state));
  if (cookie !== null) {
    requireSecret(cookie, login, 'cookie');
    return 'cookie';
  }
  if (post.storageProof === null) return 'missing';
  if (!isOwnPost(request, publicUrl)) throw unproven('the proof was not posted by our page');
  requireSecret(post.storageProof, login, 'storage');
  return 'storage';
}

/**
 * Without a cookie, our page asks Platform Storage for the secret; if that is not offered or has failed, the
 * person is offered a new window. Either way the login stays unused.
 * @returns the refusal to report, or null while Platform Storage may still answer
 */
export async function requestBrowserProof(
  exchange: LtiExchange,
  { state, idToken, storageProof }: LaunchPost,
  login: Login,
  deps: Pick<LtiDeps, 'publicUrl' | 'chooseLanguage'>,
): Promise<LaunchRefusal | null> {
  const storage =
    storageProof === null ? describeStorage(exchange.institution, login.initiation, state) : null;
  if (storage !== null) {
    await renderLtiPage(exchange, deps, { view: 'prove-by-storage', state, idToken, storage });
    return null;
  }
  await renderLtiPage(exchange, deps, { view: 'new-window', state }, 401);
  return new LaunchRefusal('browser', 'browser_unproven');
}

function requireSecret(secret: string, login: Login, kind: string): void {
  if (!isSame(hashSecret(secret), login.browserSecretHash)) throw unproven(`wrong secret by ${kind}`);
}

const unproven = (detail: string): LaunchRefusal =>
  new LaunchRefusal('browser', 'browser_unproven', { detail });
