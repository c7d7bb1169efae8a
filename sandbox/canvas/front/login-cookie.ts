import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { CanvasContext } from '../canvas-context.ts';
import type { User } from '../school/records/user.ts';

const cookieName = 'canvas_session';

/**
 * Logs a person in by cookie. It is `SameSite=None`, because at the end of a launch the tool's frame posts
 * back to Canvas. On http://localhost everything is one site; browsers trust 127.0.0.1 like https.
 */
export function setLoginCookie(res: Response, context: CanvasContext, value: string): void {
  const { protocol, hostname } = new URL(context.publicUrl);
  const secure = protocol === 'https:' || hostname === '127.0.0.1';
  const cookie = {
    name: cookieName,
    value,
    path: '/',
    httpOnly: true,
    secure,
    sameSite: secure ? 'none' : 'lax',
  } as const;
  res.append('Set-Cookie', stringifySetCookie(cookie));
}

/** The value of the login cookie, or null. */
export const readLoginCookie = (req: Request): string | null =>
  parseCookie(req.get('cookie') ?? '')[cookieName] ?? null;

/** The person who is logged in with this browser, or null. */
export async function findLoggedInUser(req: Request, context: CanvasContext): Promise<User | null> {
  const value = readLoginCookie(req);
  return value === null ? null : context.store.sessions.findUser(value);
}
