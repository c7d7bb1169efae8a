import type { Request, RequestHandler, Response, Router } from 'express';
import type { CanvasContext } from '../canvas-context.ts';
import { bearerToken, routeId } from '../front/request-fields.ts';
import { type Permission, permissionsInAccount, permissionsInCourse } from '../school/permissions.ts';
import type { Course } from '../school/records/course.ts';
import type { Enrollment } from '../school/records/enrollment.ts';
import type { User } from '../school/records/user.ts';
import {
  sendInsufficientScopes,
  sendLoginRequired,
  sendNotFound,
  sendUnauthenticated,
  sendUnauthorized,
} from './api-errors.ts';

/** The person behind an access token. */
export interface ApiCaller {
  readonly user: User;
  /** In the whole school. */
  readonly enrollments: readonly Enrollment[];
  readonly inAccount: ReadonlySet<Permission>;
}

/** A caller in a course, with the permissions the person has there. */
export interface CourseCaller extends ApiCaller {
  readonly course: Course;
  readonly granted: ReadonlySet<Permission>;
  /** The section ids that the caller is limited to; null: the caller sees everyone. */
  readonly visibleSections: readonly number[] | null;
}

export type ApiMethod = 'get' | 'put' | 'post' | 'delete';
type Handler = (caller: ApiCaller, req: Request, res: Response) => Promise<unknown>;

/**
 * Adds an API route that needs an access token. `path` is Canvas's own route template, because a key that
 * enforces scopes lists them as `url:<METHOD>|<template>` (doc/api/oauth.md).
 */
export function addApiRoute(
  router: Router,
  context: CanvasContext,
  method: ApiMethod,
  path: string,
  handler: Handler,
): void {
  const scope = `url:${method.toUpperCase()}|${path}`;
  const handle: RequestHandler = async (req, res) => {
    const caller = await authenticate(context, req, res, scope);
    if (caller !== null) await handler(caller, req, res);
  };
  router[method](path, handle);
}

async function authenticate(
  { store, clock }: CanvasContext,
  req: Request,
  res: Response,
  scope: string,
): Promise<ApiCaller | null> {
  const bearer = bearerToken(req);
  if (bearer === null) {
    sendLoginRequired(res);
    return null;
  }
  const token = await store.oauth.findByAccess(bearer);
  const key = token === null ? null : await store.tools.findApiKey(token.clientId);
  const user = token === null ? null : await store.people.find(token.userId);
  const isLive = token !== null && token.expiresAt.getTime() > clock().getTime();
  if (!isLive || key === null || !key.active || user === null) {
    sendUnauthenticated(res, 'Invalid access token.');
    return null;
  }
  if (key.requireScopes && !token.scopes.includes(scope)) {
    sendInsufficientScopes(res);
    return null;
  }
  if (key.requireScopes && !key.allowIncludes) dropIncludes(req);
  const enrollments = await store.people.enrollmentsOfUser(user.id);
  return { user, enrollments, inAccount: permissionsInAccount(user) };
}

/**
 * A key that enforces scopes without "Allow Include Parameters" silently loses every `include[]` except
 * `uuid` (app/controllers/application_controller.rb).
 */
function dropIncludes(req: Request): void {
  const url = new URL(req.originalUrl, 'http://canvas.invalid');
  for (const name of ['include[]', 'includes[]', 'include', 'includes']) {
    const kept = url.searchParams.getAll(name).filter((value) => value === 'uuid');
    url.searchParams.delete(name);
    for (const value of kept) url.searchParams.append(name, value);
  }
  req.originalUrl = `${url.pathname}${url.search}`;
}

/** The course of a route parameter with the caller's permissions. Answers 404 or "not authorized" itself. */
export async function findCourse(
  context: CanvasContext,
  caller: ApiCaller,
  req: Request,
  res: Response,
  parameter: 'course_id' | 'id' = 'course_id',
): Promise<CourseCaller | null> {
  const courseId = routeId(req, parameter);
  const course = courseId === null ? null : await context.store.courses.find(courseId);
  if (course === null) {
    sendNotFound(res);
    return null;
  }
  return enterCourse(context, caller, course, res);
}

/** The caller's permissions in a course. Answers "not authorized" itself if there are none. */
export async function enterCourse(
  context: CanvasContext,
  caller: ApiCaller,
  course: Course,
  res: Response,
): Promise<CourseCaller | null> {
  const own = caller.enrollments.filter((enrollment) => enrollment.courseId === course.id);
  const granted = permissionsInCourse({
    user: caller.user,
    enrollments: own,
    account: await context.store.account.get(),
    course,
    now: context.clock(),
  });
  if (!granted.has('read')) {
    sendUnauthorized(res, context.faults.quirks.deniedStatus);
    return null;
  }
  const active = own.filter(({ state }) => state === 'active' || state === 'completed');
  const isLimited = active.length > 0 && active.every((enrollment) => enrollment.limitedToSection);
  const visibleSections =
    isLimited && !caller.user.accountAdmin ? active.map((enrollment) => enrollment.sectionId) : null;
  return { ...caller, course, granted, visibleSections };
}

/** Whether the caller holds one of the permissions. Answers "not authorized" itself if not. */
export function requireAny(
  { granted }: Pick<CourseCaller, 'granted'>,
  wanted: readonly Permission[],
  context: CanvasContext,
  res: Response,
): boolean {
  if (wanted.some((permission) => granted.has(permission))) return true;
  sendUnauthorized(res, context.faults.quirks.deniedStatus);
  return false;
}

/** SIS ids need `read_sis` or `manage_sis` in the course; without it the fields are missing (CT17). */
export const showsSisIds = ({ granted }: Pick<CourseCaller, 'granted'>): boolean =>
  granted.has('read_sis') || granted.has('manage_sis');
