import express, { type RequestHandler, type Router } from 'express';
import { type AdministrationHandler, handleAdministrationPage } from './administration-context.ts';
import type { AdminDeps } from './administration-deps.ts';
import { downloadAudit, showAudit } from './audit/audit-page.ts';
import { disconnect, saveCanvasApi, showCanvasApi } from './canvas-api/canvas-api-page.ts';
import { compareCourses, showAdminCompare } from './compare/compare-page.ts';
import { downloadCsvExport, showCsvExport } from './csv-export/csv-export-page.ts';
import { checkSetupNow, runNightlyNow, showOverview } from './overview/overview-page.ts';
import {
  confirmCourseRun,
  downloadRunCellHistory,
  downloadRunCsv,
  retryRun,
  showCourseUndo,
  showRun,
  showRunCellHistory,
  showRunGrid,
  showRunStudents,
  undoCourseRun,
} from './runs/run-page.ts';
import { showRuns } from './runs/runs-page.ts';
import { createSchedule, newSchedule, saveSchedule, showSchedule } from './schedules/schedule-page.ts';
import {
  pauseSchedules,
  removeSchedule,
  runScheduleNow,
  showSchedules,
  switchSchedule,
} from './schedules/schedules-page.ts';
import { saveSettings, showSettingsPage, takeSetting } from './settings/settings-page.ts';
import { saveSis, showSis, testSis } from './sis-connection/sis-connection-page.ts';
import { showTrends } from './trends/trends-page.ts';
import {
  removeWebhook,
  replaceWebhookSecret,
  saveWebhook,
  showWebhook,
  testWebhook,
} from './webhook/webhook-page.ts';

const formLimits = { extended: false, limit: '200kb', parameterLimit: 200 } as const;

/**
 * Administration, mounted at a session's base. Every route needs an administrator's session; every POST also
 * needs the form's token. Only the institution's own Canvas may frame the answers, like all pages of a
 * session: Canvas opens `account_navigation` in an iframe (CF1), so `frame-ancestors 'none'`, which S16 names
 * for admin pages, would leave Canvas administrators without any.
 */
export function createAdminRouter(deps: AdminDeps): Router {
  const router = express.Router();
  const show = (handler: AdministrationHandler): RequestHandler[] => [
    deps.guard.requireAdministrator,
    handleAdministrationPage(deps, handler),
  ];
  const act = (handler: AdministrationHandler): RequestHandler[] => [
    deps.guard.requireAdministrator,
    express.urlencoded(formLimits),
    deps.guard.requireForm,
    handleAdministrationPage(deps, handler),
  ];

  router.get('/administration', show(showOverview(deps)));
  router.post('/administration/check', act(checkSetupNow(deps)));
  // A person who comes back to the address of a result gets the overview.
  router.get('/administration/check', show(showOverview(deps)));
  router.post('/administration/nightly/run-now', act(runNightlyNow(deps)));

  router.get('/administration/trends', show(showTrends(deps)));
  router.get('/administration/runs', show(showRuns(deps)));
  router.get('/administration/runs/:runId', show(showRun(deps)));
  router.get('/administration/runs/:runId/students', show(showRunStudents(deps)));
  router.get('/administration/runs/:runId/grid', show(showRunGrid(deps)));
  router.get('/administration/runs/:runId/grades.csv', show(downloadRunCsv(deps)));
  router.get('/administration/runs/:runId/grade', show(showRunCellHistory(deps)));
  router.get('/administration/runs/:runId/grade.csv', show(downloadRunCellHistory(deps)));
  router.post('/administration/runs/:runId/retry', act(retryRun(deps)));
  router.post('/administration/runs/:runId/confirm', act(confirmCourseRun(deps)));
  router.get('/administration/runs/:runId/undo', show(showCourseUndo(deps)));
  router.post('/administration/runs/:runId/undo', act(undoCourseRun(deps)));

  router.get('/administration/schedules', show(showSchedules(deps)));
  router.post('/administration/schedules/pause', act(pauseSchedules(deps)));
  router.get('/administration/schedules/new', show(newSchedule(deps)));
  router.post('/administration/schedules/new', act(createSchedule(deps)));
  router.get('/administration/schedules/:scheduleId', show(showSchedule(deps)));
  router.post('/administration/schedules/:scheduleId', act(saveSchedule(deps)));
  router.post('/administration/schedules/:scheduleId/switch', act(switchSchedule(deps)));
  router.post('/administration/schedules/:scheduleId/run-now', act(runScheduleNow(deps)));
  router.post('/administration/schedules/:scheduleId/remove', act(removeSchedule(deps)));

  router.get('/administration/compare', show(showAdminCompare(deps)));
  router.post('/administration/compare', act(compareCourses(deps)));

  router.get('/administration/sis-connection', show(showSis(deps)));
  router.post('/administration/sis-connection', act(saveSis(deps)));
  router.post('/administration/sis-connection/test', act(testSis(deps)));
  // A person who comes back to the address of a result gets the form.
  router.get('/administration/sis-connection/test', show(showSis(deps)));

  router.get('/administration/csv-export', show(showCsvExport(deps)));
  router.post('/administration/csv-export/download', act(downloadCsvExport(deps)));
  // A person who comes back to the address of a download gets the page.
  router.get('/administration/csv-export/download', show(showCsvExport(deps)));

  router.get('/administration/canvas-api', show(showCanvasApi(deps)));
  router.post('/administration/canvas-api', act(saveCanvasApi(deps)));
  router.post('/administration/canvas-api/disconnect', act(disconnect(deps)));

  router.get('/administration/settings', show(showSettingsPage(deps)));
  router.post('/administration/settings', act(saveSettings(deps)));
  router.post('/administration/settings/take', act(takeSetting(deps)));

  router.get('/administration/webhook', show(showWebhook(deps)));
  router.post('/administration/webhook', act(saveWebhook(deps)));
  router.post('/administration/webhook/secret', act(replaceWebhookSecret(deps)));
  // A person who comes back to this address gets the form.
  router.get('/administration/webhook/secret', show(showWebhook(deps)));
  router.post('/administration/webhook/test', act(testWebhook(deps)));
  router.post('/administration/webhook/remove', act(removeWebhook(deps)));

  router.get('/administration/audit', show(showAudit(deps)));
  router.get('/administration/audit.csv', show(downloadAudit(deps)));
  return router;
}
