import { join } from 'node:path';
import type { Request } from 'express';
import { personOf } from './audit/audit-calls.ts';
import { callbackPath } from './canvas/oauth/consent.ts';
import { accountScopes, canvasScopes } from './canvas/oauth/scopes.ts';
import { settleNightlyZone } from './domain/adopt-canvas-zone.ts';
import type { LaunchContext } from './domain/launch-context.ts';
import { readBasePath } from './http/public-address.ts';
import { mayAdminister, placementPages } from './lti/launch/role-policy.ts';
import { endSessions } from './lti/session/end-session.ts';
import { type SessionContext, sessionContextOf } from './lti/session/session-context.ts';
import { createSessionGuard } from './lti/session/session-guard.ts';
import { productFolder } from './product-folder.ts';
import type { Services } from './services.ts';
import type { AdminDeps } from './web/administration/administration-deps.ts';
import type { SignOutDeps } from './web/sign-out/sign-out-router.ts';
import type { Assets } from './web/ui/assets.ts';
import { writeConnectedQuery } from './web/ui/connected-page.ts';
import { isDialog } from './web/ui/course-context.ts';
import { listLocales } from './web/ui/page-context.ts';
import { createRenderer } from './web/ui/render.ts';
import type { ErrorPageDeps, WebDeps } from './web/ui/web-deps.ts';

/** What the pages and the error page need from the process's services. */
export function connectPages(
  services: Services,
  assets: Assets,
): {
  readonly webDeps: WebDeps;
  readonly adminDeps: AdminDeps;
  readonly signOutDeps: SignOutDeps;
  readonly errorPageDeps: ErrorPageDeps;
} {
  const { settings, log, clock, chooseLanguage, randomBytes, passback, categories, nightly, consents } =
    services;
  const { sessions, institutions } = services.stores;
  const connectedPath = `${readBasePath(settings.PUBLIC_URL)}/canvas/connected`;
  const returnPath = (launch: LaunchContext): string => `${connectedPath}?${writeConnectedQuery(launch)}`;
  const connectAddress: WebDeps['consents']['connectAddress'] = async (launch, institution) => {
    const { canvasUserId, ltiUserId } = launch.person;
    if (canvasUserId === null || !consents.isOffered(institution)) return null;
    return consents.begin({ institution, canvasUserId, ltiUserId }, returnPath(launch));
  };
  const { render, renderBody, begin, hasBegun } = createRenderer(join(productFolder, 'views'), assets);
  const stream = { renderBody, watch: services.runWatch };
  const guard = createSessionGuard({
    publicUrl: settings.PUBLIC_URL,
    clock,
    log,
    sessions,
    institutions,
    onRefused: services.auditEvents.onAccessRefused,
  });
  const readInstitution: WebDeps['readInstitution'] = async ({ institutionId }) =>
    requireFound(await institutions.find(institutionId));
  return {
    webDeps: {
      passback,
      categories,
      nightly,
      unread: services.unread,
      notices: { ...services.stores.noticeSubscriptions, isOffered: settings.SMTP_URL !== undefined },
      consents: {
        async has({ person: { canvasUserId, ltiUserId } }, institution) {
          return canvasUserId !== null && consents.has({ institution, canvasUserId, ltiUserId });
        },
        connectAddress,
        async revoke({ person: { canvasUserId, ltiUserId } }, institution) {
          if (canvasUserId !== null) await consents.revoke({ institution, canvasUserId, ltiUserId });
        },
      },
      guard,
      render,
      begin,
      stream,
      chooseLanguage,
      readInstitution,
      launchUrl: `${settings.PUBLIC_URL}/lti/launch`,
      clock,
      onDownload: services.auditEvents.onDownload,
    },
    adminDeps: {
      guard,
      passback,
      runs: services.institutionRuns,
      comparisons: services.institutionComparisons,
      schedules: services.schedules,
      nightly,
      readInstitution,
      async changeInstitution(launch, before, after) {
        const settings = settleNightlyZone(before.settings, after.settings, launch.timeZone);
        const changed = { ...after, settings };
        await services.stores.updateInstitution(before, changed);
        await services.audit.recordChange(personOf(launch), before, changed);
      },
      readSecretDates: (institutionId) => institutions.readSecretDates(institutionId),
      profiles: services.profiles,
      addressRules: { privateHosts: settings.ALLOWED_PRIVATE_HOSTS },
      testConnection: services.testConnection,
      probeApiKey: services.probeApiKey,
      setup: services.setup,
      readHabits: async ({ id, sis }) =>
        sis === null ? [] : services.stores.passback.learnedHabits.find(id, sis.profile),
      async noteHabits({ id, sis }, habits) {
        if (sis !== null) await services.stores.passback.learnedHabits.note(id, sis.profile, habits, clock());
      },
      readKeyFaults: (institutionId) => services.stores.canvasKeyFaults.read(institutionId),
      consents: {
        count: (institutionId) => services.stores.canvasGrants.count(institutionId),
        has: (institution, person) => consents.has({ institution, ...person }),
        revoke: (institution, person) => consents.revoke({ institution, ...person }),
        hasForAccount: (institution, person) => consents.hasForAccount({ institution, ...person }),
        async connectAccount(launch, institution) {
          const { canvasUserId, ltiUserId } = launch.person;
          if (canvasUserId === null || !consents.isOffered(institution)) return null;
          return consents.beginForAccount({ institution, canvasUserId, ltiUserId }, returnPath(launch));
        },
      },
      canvasKey: {
        redirectUri: settings.PUBLIC_URL + callbackPath,
        scopes: [...canvasScopes, ...accountScopes],
      },
      webhooks: services.webhooks,
      csvExports: services.csvExports,
      audit: services.audit,
      render,
      stream,
      chooseLanguage,
      clock,
      onDownload: services.auditEvents.onDownload,
    },
    signOutDeps: {
      guard,
      render,
      chooseLanguage,
      readInstitution,
      endSessions: (request, response, which) => endSessions({ clock, sessions }, request, response, which),
      onSignedOut: services.auditEvents.onSignedOut,
    },
    errorPageDeps: {
      render,
      hasBegun,
      chooseLanguage,
      log,
      randomBytes,
      baseOf: (request) => findSessionContext(request)?.basePath ?? null,
      isInDialog(request) {
        const found = findSessionContext(request);
        return found !== null && isDialog(found.session);
      },
      administrationOf(request) {
        const found = findSessionContext(request);
        if (found === null || !mayAdminister(found.session.launch)) return null;
        return `${found.basePath}/${placementPages.account_navigation}`;
      },
      async connectAddress(request) {
        const found = findSessionContext(request);
        return found === null ? null : connectAddress(found.session.launch, found.institution);
      },
      personOf(request) {
        const found = findSessionContext(request);
        if (found === null) return { locales: request.acceptsLanguages(), look: {}, sisLabel: null };
        const { institution, session } = found;
        const { launch } = session;
        const locales = listLocales(launch, request, institution);
        return { locales, look: launch, sisLabel: institution.settings.sisLabel };
      },
    },
  };
}

/** The session of a request, or null: it was refused at its launch, or is outside sessions. */
function findSessionContext(request: Request): SessionContext | null {
  try {
    return sessionContextOf(request);
  } catch {
    return null;
  }
}

function requireFound<T>(value: T | null): T {
  if (value === null) throw new Error('a session without institution');
  return value;
}
