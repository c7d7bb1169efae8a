import type { Request, Response } from 'express';
import { z } from 'zod';
import type { CanvasContext } from '../canvas-context.ts';
import { bearerToken, routeId } from '../front/request-fields.ts';
import type { Course } from '../school/records/course.ts';
import type { ExternalTool, LtiDeveloperKey } from '../school/records/tool.ts';
import { tokenAudiences } from '../token/client-credentials.ts';

/** The authorized caller of an LTI service. */
export interface ServiceCaller {
  readonly key: LtiDeveloperKey;
  readonly tool: ExternalTool;
  readonly course: Course;
}

const maxAgeSeconds = 3600;

/** Answers an error of an LTI service (app/controllers/lti/ims/concerns/lti_services.rb). */
export function sendServiceError(res: Response, status: number, type: string, message: string): void {
  res.status(status).json({ errors: { type, message } });
}

/**
 * Checks token, key, course, tool and scope of a service call. Answers the error itself and returns null. One
 * of the `scopes` is enough.
 */
export async function authorizeService(
  context: CanvasContext,
  req: Request,
  res: Response,
  scopes: readonly string[],
): Promise<ServiceCaller | null> {
  const refuse = (message: string): null => {
    sendServiceError(res, 401, 'unauthorized', message);
    return null;
  };
  const token = await readToken(context, req);
  if (!token.ok) return refuse(token.message);
  const key = await context.store.tools.findLtiKey(token.clientId);
  if (key === null || !key.active) return refuse('Unknown or inactive Developer Key');
  const courseId = routeId(req, 'courseId');
  const course = courseId === null ? null : await context.store.courses.find(courseId);
  if (course === null) {
    sendServiceError(res, 404, 'not_found', 'Context not found');
    return null;
  }
  const tool = await context.store.tools.findForKey(key.id, course.id);
  if (tool === null) return refuse('Access Token not linked to a Tool associated with this Context');
  if (!scopes.some((scope) => token.scopes.includes(scope))) return refuse('Insufficient permissions');
  return { key, tool, course };
}

type ReadToken =
  | { readonly ok: true; readonly clientId: number; readonly scopes: readonly string[] }
  | { readonly ok: false; readonly message: string };

const claimsSchema = z.object({
  sub: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  iat: z.number(),
  scopes: z.string(),
});

/** lib/lti/ims/advantage_access_token.rb */
async function readToken(context: CanvasContext, req: Request): Promise<ReadToken> {
  const bearer = bearerToken(req);
  if (bearer === null) return { ok: false, message: 'Missing access token' };
  const claims = await context.keys.readInternal(bearer);
  if (claims === null) {
    return { ok: false, message: 'Access token invalid - signature likely incorrect' };
  }
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) {
    const missing = parsed.error.issues.map((issue) => issue.path.join('.')).join(',');
    return {
      ok: false,
      message: `Invalid access token field/s: the following assertions are missing: ${missing}`,
    };
  }
  const now = Math.floor(context.clock().getTime() / 1000);
  const { aud, exp, iat, sub, scopes } = parsed.data;
  if (exp <= now) return { ok: false, message: 'Access token expired' };
  const audiences = tokenAudiences(context, req);
  if (!(Array.isArray(aud) ? aud : [aud]).some((entry) => audiences.includes(entry))) {
    return { ok: false, message: "Invalid access token field/s: the 'aud' is invalid" };
  }
  if (iat < now - maxAgeSeconds) {
    return {
      ok: false,
      message: `Invalid access token field/s: the 'iat' must be less than ${maxAgeSeconds} seconds old`,
    };
  }
  return { ok: true, clientId: Number(sub), scopes: scopes.split(' ') };
}
