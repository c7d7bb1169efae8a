import { z } from 'zod';
import type { Sleep } from '../../src/clock.ts';
import type { Log } from '../../src/log.ts';
import { answerRefusal } from './error-bodies.ts';
import { type FaultKind, retryAfterSeconds } from './faults.ts';
import { checkVendor, createAuthorize } from './oauth/authorize.ts';
import type { SisClient } from './oauth/client.ts';
import { createOAuth1Check } from './oauth/oauth1.ts';
import type { TokenEndpoint } from './oauth/token-endpoint.ts';
import { createRateLimit } from './rate-limit.ts';
import type { LedgerEntry, Version, WritableKind } from './records.ts';
import { buildGradebookBulk } from './routes/gradebook-bulk.ts';
import { buildGradebookReads } from './routes/gradebook-reads.ts';
import { buildGradebookWrites } from './routes/gradebook-writes.ts';
import { buildRosterRoutes } from './routes/roster-routes.ts';
import { createRouter, type Route, type RouteContext } from './routes/route.ts';
import { answerEmpty, refuseUnknown, type SisAnswer, SisRefusal } from './sis-answer.ts';
import { basePaths } from './wire/links.ts';

/** One HTTP request to a OneRoster service or the token endpoint. */
export interface ApiRequest {
  readonly method: string;
  /** Path and query as received. */
  readonly target: string;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
  readonly vendorAuthorization: string | undefined;
  readonly body: string;
}

/** Answers a request. Null: the connection is closed without an answer. */
export type AnswerApi = (request: ApiRequest) => Promise<SisAnswer | null>;

interface ApiDeps extends RouteContext {
  readonly clients: readonly SisClient[];
  readonly tokens: TokenEndpoint;
  readonly sleep: Sleep;
  readonly log: Log;
}

interface Service {
  readonly version: Version;
  readonly services: readonly Route['service'][];
  /** The path within the service. */
  readonly path: string;
}

const services: readonly (Omit<Service, 'path'> & { readonly base: string })[] = [
  { version: 'v1p2', services: ['gradebook'], base: basePaths.v1p2.gradebook },
  { version: 'v1p2', services: ['roster'], base: basePaths.v1p2.roster },
  { version: 'v1p1', services: ['roster', 'gradebook'], base: basePaths.v1p1.gradebook },
];

function findService(pathname: string): Service | null {
  const found = services.find(({ base }) => pathname.startsWith(`${base}/`));
  return found ? { ...found, path: pathname.slice(found.base.length) } : null;
}

function answerFault(
  kind: Exclude<FaultKind, 'apply-then-drop' | 'drop-before'>,
  version: Version,
  deps: ApiDeps,
) {
  switch (kind) {
    case '429':
    case '429-retry-after': {
      const headers = kind === '429' ? {} : { 'retry-after': String(retryAfterSeconds) };
      const busy = new SisRefusal(429, 'server_busy', 'Too many requests', headers);
      return answerRefusal(busy, version, deps.style, false);
    }
    case '500': {
      const broken = new SisRefusal(500, 'internal_server_error', 'Internal error');
      return answerRefusal(broken, version, deps.style, false);
    }
    case '503':
      return answerEmpty(503);
    case 'html': {
      const body =
        '<!DOCTYPE html><html><head><title>Bad gateway</title></head><body>Bad gateway</body></html>';
      return { status: 502, headers: { 'content-type': 'text/html; charset=utf-8' }, body, applied: false };
    }
  }
}

function readKind(path: string): { readonly kind: WritableKind | null; readonly sourcedId: string | null } {
  const [, kind, id] = /^\/(categories|lineItems|results)(?:\/([^/]+))?$/.exec(path) ?? [];
  if (kind !== 'categories' && kind !== 'lineItems' && kind !== 'results')
    return { kind: null, sourcedId: null };
  return { kind, sourcedId: id === undefined ? null : decodeURIComponent(id) };
}

const envelope = z.record(z.string(), z.record(z.string(), z.unknown()));

function readFieldsOf(body: string): LedgerEntry['fields'] {
  try {
    const parsed = envelope.safeParse(JSON.parse(body));
    return parsed.success ? (Object.values(parsed.data)[0] ?? null) : null;
  } catch {
    return null;
  }
}

function isWriteMethod(method: string): method is LedgerEntry['method'] {
  return method === 'PUT' || method === 'POST' || method === 'DELETE';
}

/**
 * Builds the API. A request passes faults, authorisation, routes, error bodies and the ledger, in that order.
 */
export function createApi(deps: ApiDeps): AnswerApi {
  const { store, style, faults } = deps;
  const findRoute = createRouter([
    ...buildRosterRoutes(deps),
    ...buildGradebookReads(deps),
    ...buildGradebookWrites(deps),
    ...buildGradebookBulk(deps),
  ]);
  const authorize = createAuthorize({
    tokens: deps.tokens,
    checkOAuth1: createOAuth1Check(deps.clients, () => style.signatureMethods, deps.clock),
  });
  const countRequest = createRateLimit(style.rateLimit, deps.clock);

  async function run(request: ApiRequest, service: Service): Promise<SisAnswer> {
    const url = new URL(deps.publicUrl + request.target);
    const caller = authorize({ ...request, version: service.version, url: url.href });
    countRequest(caller.key);
    const match = findRoute(request.method, service.services, service.version, service.path);
    if (!match) throw refuseUnknown(`${request.method} ${service.path} is not an operation here`);
    caller.require(match.route.permission);
    if (match.route.service === 'gradebook') checkVendor(style, request.vendorAuthorization);
    const isJson = /^application\/json\b/i.test(request.contentType ?? '');
    if ((request.method === 'PUT' || request.method === 'POST') && !isJson) {
      throw new SisRefusal(422, 'invaliddata', 'Content-Type is not application/json');
    }
    return match.route.handle({ version: service.version, url, body: request.body, param: match.param });
  }

  async function runSafely(request: ApiRequest, service: Service): Promise<SisAnswer> {
    const isWrite = isWriteMethod(request.method);
    try {
      return await run(request, service);
    } catch (error) {
      if (error instanceof SisRefusal) return answerRefusal(error, service.version, style, isWrite);
      deps.log.error({ event: 'sandbox_sis_failed', err: error }, 'the simulated SIS failed');
      const broken = new SisRefusal(500, 'internal_server_error', 'Internal error');
      return answerRefusal(broken, service.version, style, isWrite);
    }
  }

  function recordWrite(request: ApiRequest, service: Service, answer: SisAnswer): void {
    if (!isWriteMethod(request.method)) return;
    const fields = readFieldsOf(request.body);
    const { kind, sourcedId } = readKind(service.path);
    const bodyId = fields?.['sourcedId'];
    store.ledger.append({
      at: deps.clock(),
      version: service.version,
      method: request.method,
      path: service.path,
      kind,
      sourcedId: sourcedId ?? (typeof bodyId === 'string' ? bodyId : null),
      status: answer.status,
      applied: answer.applied,
      fields,
    });
  }

  /** @param fault the fault that strikes this request */
  async function answerService(
    request: ApiRequest,
    service: Service,
    fault: FaultKind | null,
  ): Promise<SisAnswer | null> {
    if (fault === 'drop-before') return null;
    const answer =
      fault === null || fault === 'apply-then-drop'
        ? await runSafely(request, service)
        : answerFault(fault, service.version, deps);
    recordWrite(request, service, answer);
    return fault === 'apply-then-drop' ? null : answer;
  }

  function answerToken(request: ApiRequest, fault: FaultKind | null): SisAnswer | null {
    if (fault === 'drop-before' || fault === 'apply-then-drop') return null;
    if (fault !== null) return answerFault(fault, 'v1p2', deps);
    if (request.method !== 'POST') return answerEmpty(405);
    const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.contentType ?? '');
    return deps.tokens.issue(request.authorization, new URLSearchParams(isForm ? request.body : ''));
  }

  return async (request) => {
    const [pathname = ''] = request.target.split('?');
    const isToken = pathname === '/oauth/token';
    const service = findService(pathname);
    const { slowMs } = faults.current();
    if (slowMs > 0) await deps.sleep(slowMs);
    const fault = faults.take({ method: request.method, path: service?.path ?? pathname });
    if (fault === 'unreachable') return null;
    if (isToken) return answerToken(request, fault);
    if (!service) return answerRefusal(refuseUnknown(`Unknown address ${pathname}`), 'v1p2', style, false);
    return answerService(request, service, fault);
  };
}
