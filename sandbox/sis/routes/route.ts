import type { Clock, RandomBytes } from '../../../src/clock.ts';
import type { Faults } from '../faults.ts';
import type { Permission } from '../oauth/scopes.ts';
import type { Version } from '../records.ts';
import type { SisAnswer } from '../sis-answer.ts';
import type { SisStore } from '../sis-store.ts';
import type { SisStyle } from '../sis-style.ts';

/** What every route may use. */
export interface RouteContext {
  readonly store: SisStore;
  readonly style: SisStyle;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Address of the SIS as clients see it, without trailing slash. */
  readonly publicUrl: string;
}

/** One request to one service of one version, authorised already. */
export interface RouteInput {
  readonly version: Version;
  /** Absolute, as clients see it. */
  readonly url: URL;
  /** The text of the body; empty when there is none. */
  readonly body: string;
  /** The value of a `:name` in the route's path. */
  readonly param: (name: string) => string;
}

/** Answers one request, or throws `SisRefusal`. */
export type RouteHandler = (input: RouteInput) => SisAnswer | Promise<SisAnswer>;

/** One operation of the API. */
export interface Route {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly service: 'roster' | 'gradebook';
  /** Within the service; `:name` stands for one segment. */
  readonly path: string;
  readonly permission: Permission;
  readonly versions: readonly Version[];
  readonly handle: RouteHandler;
}

/** A route that fits, with the values of its path. */
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

/** Finds the route for a method and a path within a service; the first that fits. */
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
