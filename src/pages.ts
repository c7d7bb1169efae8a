import { join } from 'node:path';
import type { Request } from 'express';
import { csrfField, requireOwnForm } from './lti/form-origin.ts';
import { requireSession } from './lti/require-session.ts';
import { mayPost } from './lti/role-policy.ts';
import { sessionOf, type Visit, visitOf } from './lti/session-of.ts';
import { productFolder, type Services } from './services.ts';
import type { Assets } from './web/assets.ts';
import { createRender } from './web/render.ts';
import type { ErrorPageDeps, WebDeps, WebDoor } from './web/web-deps.ts';

/** What the pages and the error page stand on, out of the services of the process. */
export function connectPages(
  services: Services,
  assets: Assets,
): { readonly webDeps: WebDeps; readonly errorPageDeps: ErrorPageDeps } {
  const { settings, log, clock, randomBytes, passback, consents } = services;
  const render = createRender(join(productFolder, 'views'), assets);
  return {
    webDeps: {
      passback,
      door: connectDoor(services),
      render,
      readInstitution: async ({ institutionId }) =>
        requireFound(await services.stores.institutions.find(institutionId)),
      launchUrl: `${settings.PUBLIC_URL}/lti/launch`,
      clock,
    },
    errorPageDeps: {
      render,
      log,
      randomBytes,
      baseOf: (request) => findVisit(request)?.basePath ?? null,
      async connectAddress(request) {
        const visit = findVisit(request);
        const canvasUserId = visit?.session.launch.person.canvasUserId ?? null;
        if (visit === null || canvasUserId === null || !consents.isOffered(visit.institution)) return null;
        return consents.begin({ institution: visit.institution, canvasUserId }, '/canvas/connected');
      },
      localeOf: (request) =>
        findVisit(request)?.session.launch.locale ?? (request.acceptsLanguages()[0] || 'en'),
    },
  };
}

function connectDoor({ settings, clock, log, stores }: Services): WebDoor {
  const publicUrl = settings.PUBLIC_URL;
  const { sessions, institutions } = stores;
  return {
    requireSession: requireSession({ publicUrl, clock, log, sessions, institutions }),
    requireForm: (request, _response, next) => {
      requireOwnForm(request, publicUrl, sessionOf(request).csrfToken);
      next();
    },
    formTokenField: csrfField,
    sessionOf,
    baseOf: (request) => visitOf(request).basePath,
    mayPost: (launch, institution) => mayPost(launch, institution),
  };
}

/** The visit of a request that may have none: one that was refused at the door or lies outside sessions. */
function findVisit(request: Request): Visit | null {
  try {
    return visitOf(request);
  } catch {
    return null;
  }
}

function requireFound<T>(value: T | null): T {
  if (value === null) throw new Error('a session without institution');
  return value;
}
