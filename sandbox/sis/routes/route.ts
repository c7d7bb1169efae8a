import type { Clock, RandomBytes } from '../../../src/clock.ts';
import type { Faults } from '../faults.ts';
import type { Permission } from '../oauth/scopes.ts';
import type { Version } from '../records.ts';
import type { SisAnswer } from '../sis-answer.ts';
import type { SisStore } from '../sis-store.ts';
import type { SisStyle } from '../sis-style.ts';

/** Shared by every route. */
export interface RouteContext {
  readonly store: SisStore;
  readonly style: SisStyle;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** The SIS's address that clients use, without a trailing slash. */
  readonly publicUrl: string;
}

/** One authorised request to one service of one version. */
export interface RouteInput {
  readonly version: Version;
  /** The absolute address that the client used. */
  readonly url: URL;
  /** The body as text; empty if there is none. */
  readonly body: string;
  /** The value of a `:name` in the route's path. */
  readonly param: (name: string) => string;
}

/** Answers one request or throws `SisRefusal`. */
export type RouteHandler = (input: RouteInput) => SisAnswer | Promise<SisAnswer>;

/** One operation of the API. */
export interface Route {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly service: 'roster' | 'gradebook';
  /** Within the service; `:name` matches one segment. */
  readonly path: string;
  readonly permission: Permission;
  readonly versions: readonly Version[];
  readonly handle: RouteHandler;
}

/** A matching route, with the values from the path. */
export interface RouteMatch {
  readonly route: Route;
  readonly param: (name: string) => string;
}

function decodeSegment(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

function matchSegments(pattern: readonly string[], segments: readonly string[]): Map<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const values = new Map<string, string>();
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith(':')) {
      const value = decodeSegment(segment);
      if (value === null || value === '') return null;
      values.set(part.slice(1), value);
    } else if (part !== segment) return null;
  }
  return values;
}

/** Finds the first route that matches a method and a path within a service. */
export function createRouter(routes: readonly Route[]) {
  const table = routes.map((route) => ({ route, pattern: route.path.split('/') }));
  return (
    method: string,
    services: readonly Route['service'][],
    version: Version,
    path: string,
  ): RouteMatch | null => {
    const segments = path.split('/');
    for (const { route, pattern } of table) {
      if (route.method !== method || !services.includes(route.service)) continue;
      if (!route.versions.includes(version)) continue;
      const values = matchSegments(pattern, segments);
      if (values) return { route, param: (name) => values.get(name) ?? '' };
    }
    return null;
  };
}
