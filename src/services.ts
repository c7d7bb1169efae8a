import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { auditCategories, auditNightly, auditPassback } from './audit/audit-calls.ts';
import { createAuditEvents } from './audit/audit-events.ts';
import { createAudit } from './audit/create-audit.ts';
import { createAccountReader } from './canvas/account-reader.ts';
import { createPersonConfirmation } from './canvas/confirm-person.ts';
import { createCanvasReader } from './canvas/create-canvas-reader.ts';
import { createGroupMarker } from './canvas/create-group-marker.ts';
import { createAccessTokens } from './canvas/oauth/access-tokens.ts';
import { callbackPath, createCanvasConsents } from './canvas/oauth/consent.ts';
import { probeApiKey } from './canvas/oauth/probe-api-key.ts';
import { createCourseCategories } from './categories/course-categories.ts';
import { type Clock, systemClock, systemSleep } from './clock.ts';
import type { ApiKey, Institution } from './domain/institution.ts';
import type { CanvasAdministrator } from './domain/launch-context.ts';
import { createHttp } from './http/create-http.ts';
import type { Http } from './http/http.ts';
import { createLanguageChooser } from './i18n/language.ts';
import { languages as ownLanguages } from './i18n/languages.ts';
import type { Messages } from './i18n/messages.ts';
import type { Log } from './log.ts';
import type { LaunchOutcome } from './lti/launch/launch-outcome.ts';
import { createAttemptLimits } from './lti/login/attempt-limits.ts';
import { createLtiEngine } from './lti/services/ltijs-engine.ts';
import { createInstitutionWebhooks } from './notices/institution-webhooks.ts';
import { createMailer } from './notices/mailer.ts';
import { createNoticeRunner } from './notices/notice-runner.ts';
import { concludeTest } from './oneroster/connection-test/step-result.ts';
import { type ConnectionTestOptions, testConnection } from './oneroster/connection-test/test-connection.ts';
import { loadProfiles } from './oneroster/profile/load-profiles.ts';
import { trustsCanvasIds } from './oneroster/profile/sis-profile.ts';
import { createMetrics } from './operation/create-metrics.ts';
import { createSetupCheck } from './operation/setup-check.ts';
import { createCsvExports } from './passback/csv-export/csv-exports.ts';
import { createCsvFolderRunner } from './passback/csv-export/csv-folder-runner.ts';
import { createSisAccesses } from './passback/delivery/sis-accesses.ts';
import { createPassback } from './passback/passback.ts';
import type { PassbackDeps } from './passback/passback-deps.ts';
import { findReach } from './passback/runs/find-reach.ts';
import { createInstitutionComparisons } from './passback/runs/institution-comparisons.ts';
import { createInstitutionRuns } from './passback/runs/institution-runs.ts';
import { retryRun } from './passback/runs/retry-run.ts';
import { createUnreadRuns } from './passback/runs/unread-runs.ts';
import { createWorker } from './passback/runs/worker.ts';
import { createInstitutionSchedules } from './passback/schedule/institution-schedules.ts';
import { createNightlySchedule } from './passback/schedule/nightly-schedule.ts';
import { createScheduleRunner } from './passback/schedule/schedule-runner.ts';
import { createScheduler } from './passback/schedule/scheduler.ts';
import { productFolder } from './product-folder.ts';
import type { Settings } from './settings.ts';
import { createDatabaseClock } from './store/database-clock.ts';
import { createStores, type StoreConnection } from './store/stores.ts';
import { createRunWatch } from './web/ui/run-watch.ts';

/** What a process is built from; tests and the bench pass their own. */
export interface ServicesOptions {
  readonly settings: Settings;
  readonly connection: StoreConnection;
  readonly log: Log;
  /** Wraps the outgoing HTTP client, for measurements. */
  readonly wrapHttp?: (http: Http) => Http;
  readonly onEvent?: PassbackDeps['onEvent'];
  /** This machine's clock, which may be wrong. */
  readonly machineClock?: Clock;
  /** Languages instead of the product's own. */
  readonly languages?: Readonly<Record<string, Messages>>;
}

/** The composition root: everything a web or worker process needs, built once. Nothing connects or listens here. */
export function createServices({
  settings,
  connection,
  log,
  wrapHttp,
  onEvent,
  machineClock = systemClock,
  languages = ownLanguages,
}: ServicesOptions) {
  const databaseClock = createDatabaseClock(connection, machineClock);
  const clock = databaseClock.now;
  const sleep = systemSleep;
  const random = Math.random;
  const outgoing = createHttp({ privateHosts: settings.ALLOWED_PRIVATE_HOSTS });
  const http = wrapHttp ? wrapHttp(outgoing.http) : outgoing.http;
  const stores = createStores(connection, settings.ENCRYPTION_KEYS, { clock, randomBytes });
  const metrics = createMetrics({ queue: stores.runQueue, clock });
  const canvasHttp = metrics.measure(http, 'canvas');
  const engine = createLtiEngine({ store: stores.ltiEngine, http: canvasHttp, clock, sleep, random });
  const findInstitution = (id: string) => stores.institutions.find(id);

  const audit = createAudit({
    store: stores.audit,
    runEnds: stores.runEnds,
    findInstitution,
    clock,
    randomBytes,
    log,
  });
  const auditEvents = createAuditEvents(audit);

  const canvasDeps = { http: canvasHttp, clock, sleep, randomBytes, log };
  const tokens = createAccessTokens({ ...canvasDeps, grants: stores.canvasGrants });
  const confirmPerson = createPersonConfirmation({
    services: engine.services,
    grants: stores.canvasGrants,
    clock,
  });
  const consents = createCanvasConsents({
    http: canvasHttp,
    clock,
    randomBytes,
    log,
    publicUrl: settings.PUBLIC_URL,
    grants: stores.canvasGrants,
    consents: stores.canvasConsents,
    keyFaults: stores.canvasKeyFaults,
    findInstitution,
    onChange(change) {
      auditEvents.onConsent(change);
      if (change.kind !== 'given') return;
      // If this fails, the runs look for themselves within minutes.
      stores.passback.runs.resumeMended(change.institutionId, clock()).catch(() => {});
    },
  });

  const profiles = loadProfiles(join(productFolder, 'config', 'sis'));
  const sisAccesses = createSisAccesses({
    stores: stores.passback,
    http: metrics.measure(http, 'sis'),
    clock,
    sleep,
    randomBytes,
    log,
    profiles,
  });
  const passbackDeps: PassbackDeps = {
    stores: stores.passback,
    findInstitution,
    openCanvas: async (institution, course, person) =>
      createCanvasReader(
        {
          ...canvasDeps,
          tokens,
          confirmPerson,
          grants: stores.canvasGrants,
          services: engine.services,
          keyFaults: stores.canvasKeyFaults,
        },
        { institution, course, person },
      ),
    openSis: sisAccesses.open,
    clock,
    sleep,
    randomBytes,
    log,
    onEvent(event) {
      metrics.onPassback(event);
      auditEvents.onPassback(event);
      // Wakes this process's worker; workers elsewhere poll every second.
      if (event.kind === 'run_requested') worker.wake();
      if (onEvent) onEvent(event);
      else log.info({ event: `passback_${event.kind}`, ...event }, 'passback');
    },
    failpoint: () => {},
  };
  const openAccount = (institution: Institution, administrator: CanvasAdministrator) =>
    createAccountReader(
      { ...canvasDeps, tokens, confirmPerson, grants: stores.canvasGrants },
      institution,
      administrator,
    );
  const worker = createWorker(passbackDeps, { concurrency: settings.WORKER_CONCURRENCY });

  const csvExports = createCsvExports({ stores: stores.passback, profiles, clock, randomBytes });
  const institutionRuns = createInstitutionRuns(passbackDeps);
  const testSis = (options: ConnectionTestOptions, signal: AbortSignal) =>
    testConnection({ http, clock, sleep, randomBytes, log }, options, signal);
  /** Checks an API key with Canvas; null if nothing is wrong, as far as can be told without a person. */
  const probeKey = (
    { platform }: Pick<Institution, 'platform'>,
    canvas: { readonly baseUrl: string; readonly apiKey: ApiKey },
    signal: AbortSignal,
  ) =>
    probeApiKey({
      http: canvasHttp,
      canvas,
      redirectUri: settings.PUBLIC_URL + callbackPath,
      ltiClientId: platform.clientId,
      signal,
    });

  return {
    settings,
    attemptLimits: createAttemptLimits(stores.rateLimits),
    log,
    chooseLanguage: createLanguageChooser(languages),
    clock,
    databaseClock,
    randomBytes,
    http,
    stores,
    engine,
    consents,
    metrics,
    audit,
    auditEvents,
    /** Called for every launch, and for every refused login. */
    onLaunchOutcome(outcome: LaunchOutcome): void {
      metrics.onLaunchOutcome(outcome);
      auditEvents.onLaunchOutcome(outcome);
    },
    passback: auditPassback(createPassback(passbackDeps), audit),
    nightly: auditNightly(
      createNightlySchedule({
        nightlySyncs: stores.nightlySyncs,
        clock,
        findReach: (launch) => findReach(passbackDeps, launch),
      }),
      audit,
    ),
    schedules: createInstitutionSchedules({
      schedules: stores.schedules,
      stores: stores.passback,
      openAccount,
      clock,
      randomBytes,
    }),
    scheduleRunner: createScheduleRunner({
      schedules: stores.schedules,
      nightlySyncs: stores.nightlySyncs,
      passback: passbackDeps,
      openAccount,
      clock,
      sleep,
      log,
    }),
    noticeRunner: createNoticeRunner({
      mailer:
        settings.SMTP_URL === undefined
          ? null
          : createMailer({ url: settings.SMTP_URL, from: settings.MAIL_FROM ?? nameSender(settings) }),
      outbox: stores.outbox,
      webhooks: stores.webhooks,
      http,
      subscriptions: stores.noticeSubscriptions,
      nightlySyncs: stores.nightlySyncs,
      schedules: stores.schedules,
      findRuns: stores.noticedRuns.ofInstitution,
      listInstitutions: () => stores.institutions.list(),
      chooseLanguage: createLanguageChooser(languages),
      clock,
      sleep,
      randomBytes,
      log,
    }),
    csvExports,
    csvFolderRunner: createCsvFolderRunner({
      folder: settings.CSV_EXPORT_DIR ?? null,
      exports: csvExports,
      store: stores.passback.csvExports,
      listInstitutions: () => stores.institutions.list(),
      onWritten: auditEvents.onCsvWritten,
      clock,
      sleep,
      log,
    }),
    webhooks: createInstitutionWebhooks({ webhooks: stores.webhooks, http, clock, randomBytes }),
    scheduler: createScheduler({
      nightlySyncs: stores.nightlySyncs,
      passback: passbackDeps,
      listInstitutions: () => stores.institutions.list(),
      clock,
      sleep,
      log,
    }),
    unread: createUnreadRuns({
      visits: stores.historyVisits,
      findRuns: stores.noticedRuns.ofCourse,
      clock,
    }),
    institutionRuns,
    setup: createSetupCheck({
      ...stores,
      engine,
      runs: institutionRuns,
      probeApiKey: probeKey,
      async testSis(connection, signal) {
        const profile = profiles.get(connection.profile);
        if (profile === undefined) return false;
        if (trustsCanvasIds(profile)) return true;
        const results = await testSis({ connection, profile, classSisId: null, writes: false }, signal);
        return concludeTest(results) !== 'bad';
      },
    }),
    institutionComparisons: createInstitutionComparisons(passbackDeps),
    profiles,
    testConnection: testSis,
    probeApiKey: probeKey,
    retryRun: (runId: string) => retryRun(passbackDeps, runId),
    categories: auditCategories(
      createCourseCategories({
        ...passbackDeps,
        openGroupMarker: (institution, course, person) =>
          createGroupMarker(
            { ...canvasDeps, tokens, confirmPerson, grants: stores.canvasGrants },
            { institution, course, person },
          ),
      }),
      audit,
    ),
    worker,
    runWatch: createRunWatch(sleep),
    async close(): Promise<void> {
      await Promise.all([audit.settled(), sisAccesses.close()]);
      await outgoing.close();
    },
  };
}

/** Who e-mail comes from if the operator names nobody. */
const nameSender = ({ PUBLIC_URL }: Settings): string =>
  `Grade Passback <no-reply@${new URL(PUBLIC_URL).hostname}>`;

export type Services = ReturnType<typeof createServices>;
