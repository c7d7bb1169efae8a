import type { Request } from 'express';
import type { Login } from '../../store/logins.ts';
import { hashSecret, isSame, nameLoginCookie, readCookie } from '../login/browser-proof.ts';
import { isOwnPost } from '../session/csrf.ts';
import type { LaunchPost } from './launch-post.ts';
import { LaunchRefusal } from './refusal.ts';

/** How a browser has shown that it began the login; `missing` proves nothing yet. */
export type BrowserProof = 'cookie' | 'storage' | 'missing';

/**
 * Whether the posting browser is the one that began `login` (S1). What Platform Storage gave back counts
 * only from our own page: its owner can read it, and could post it from elsewhere in a victim's browser.
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

function requireSecret(secret: string, login: Login, kind: string): void {
  if (!isSame(hashSecret(secret), login.browserSecretHash)) throw unproven(`wrong secret by ${kind}`);
}

const unproven = (detail: string): LaunchRefusal =>
  new LaunchRefusal('browser', 'browser_unproven', { detail });
