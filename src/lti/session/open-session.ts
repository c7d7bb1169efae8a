import { z } from 'zod';
import type { Clock, RandomBytes } from '../../clock.ts';
import type { LaunchContext, Session } from '../../domain/launch-context.ts';
import type { SessionStore, StoredSession } from '../../store/sessions.ts';

/**
 * A session ends 8 hours after its launch, used or not: a school day, after which Canvas is asked again
 * who the person is. There is no shorter idle limit: the page may stand open beside the gradebook.
 */
export const sessionLifeMs = 8 * 60 * 60_000;

export interface OpenSessionDeps {
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly sessions: SessionStore;
}

/**
 * A new session for a verified launch (S10). Its id stands in the pages' addresses, so that two courses
 * in two tabs of one browser do not mix; what opens it is the secret, which only the cookie holds (S18).
 */
export async function openSession(
  deps: OpenSessionDeps,
  launch: LaunchContext,
): Promise<{ readonly session: Session; readonly secret: string }> {
  const secret = deps.randomBytes(32).toString('base64url');
  const session: Session = {
    id: deps.randomBytes(9).toString('base64url'),
    launch,
    csrfToken: deps.randomBytes(32).toString('base64url'),
    expiresAt: new Date(deps.clock().getTime() + sessionLifeMs),
  };
  await deps.sessions.insert({ ...session, institutionId: launch.institutionId, secret });
  return { session, secret };
}

/** Name of the cookie of one session. */
export function nameSessionCookie(sessionId: string): string {
  return `${sessionCookiePrefix}${sessionId}`;
}

const sessionCookiePrefix = '__Host-gp-s-';
/** Sessions that one browser keeps at once; the header with their cookies stays far below any server's limit. */
const maxSessionCookies = 12;

/** Names of the oldest session cookies, to be cleared when one more is set; browsers list them oldest first. */
export function listSurplusCookies(cookieNames: readonly string[]): readonly string[] {
  const ours = cookieNames.filter((name) => name.startsWith(sessionCookiePrefix));
  return ours.slice(0, Math.max(0, ours.length - maxSessionCookies + 1));
}

const nullableText = z.string().nullable();
const launchContext = z.object({
  institutionId: z.string(),
  deploymentId: z.string(),
  placement: z.enum(['course_navigation', 'course_assignments_menu', 'post_grades', 'account_navigation']),
  person: z.object({
    ltiUserId: z.string(),
    canvasUserId: nullableText,
    name: z.string(),
    role: z.enum(['teacher', 'ta', 'designer', 'student', 'observer', 'administrator', 'none']),
  }),
  course: z
    .object({
      contextId: z.string(),
      canvasCourseId: nullableText,
      title: z.string(),
      nrpsUrl: nullableText,
      lineItemsUrl: nullableText,
    })
    .nullable(),
  returnUrl: nullableText,
  runId: z.string().exactOptional(),
  locale: z.string(),
  timeZone: nullableText,
}) satisfies z.ZodType<LaunchContext>;

/** A stored session with its launch parsed. */
export function readSession({ id, launch, csrfToken, expiresAt }: StoredSession): Session {
  return { id, launch: launchContext.parse(launch), csrfToken, expiresAt };
}
