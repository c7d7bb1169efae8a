import express, { type RequestHandler, type Router } from 'express';
import { downloadRun } from '../runs/download-page.ts';
import { showGrid } from '../runs/grid-page.ts';
import { downloadCellHistory, showCellHistory } from '../runs/history-page.ts';
import { cancelRun, confirmRun, retryRun, showRun } from '../runs/run-page.ts';
import { showStudents } from '../runs/students-page.ts';
import { showUndo, undoRun } from '../runs/undo-page.ts';
import { type CourseHandler, handleCoursePage } from '../ui/course-context.ts';
import type { WebDeps } from '../ui/web-deps.ts';
import { showCategories, syncCategories } from './categories/categories-page.ts';
import { compareWithSis, decideCells, showCompare } from './compare/compare-page.ts';
import { downloadComparison } from './compare/download-comparison.ts';
import { showHistory } from './grade-sync/history-page.ts';
import {
  endConnection,
  remaster,
  saveNotices,
  showRemaster,
  showSettings,
  switchNightly,
} from './grade-sync/settings/settings-page.ts';
import { showSummary } from './grade-sync/summary/summary-page.ts';
import { adoptLineItems } from './post-grades/adopt-page.ts';
import { postGrades, showPostGrades, showScheduled } from './post-grades/post-grades-page.ts';
import { downloadPreview, showPreview } from './post-grades/preview-page.ts';

/**
 * A course can have more assignments, or groups in sections, than the 1,000 fields that a form may have by
 * default.
 */
const formLimits = { extended: false, limit: '1mb', parameterLimit: 6000 } as const;

/**
 * The pages of a course, mounted at a session's base. Every route needs a session and a person who may post;
 * every POST also needs the form's token, acts, and answers 303.
 */
export function createWebRouter(deps: WebDeps): Router {
  const router = express.Router();
  const show = (handler: CourseHandler): RequestHandler[] => [
    deps.guard.requireSession,
    handleCoursePage(deps, handler),
  ];
  const act = (handler: CourseHandler): RequestHandler[] => [
    deps.guard.requireSession,
    express.urlencoded(formLimits),
    deps.guard.requireForm,
    handleCoursePage(deps, handler),
  ];

  router.get('/post-grades', show(showPostGrades(deps)));
  router.post('/post-grades', act(postGrades(deps)));
  router.post('/post-grades/adopt', act(adoptLineItems(deps)));
  router.get('/post-grades/preview', show(showPreview(deps)));
  router.get('/post-grades/preview.csv', show(downloadPreview(deps)));
  router.get('/post-grades/scheduled', show(showScheduled(deps)));

  router.get('/grade-sync', show(showHistory(deps)));
  router.get('/grade-sync/runs/:runId', show(showRun(deps)));
  router.get('/grade-sync/runs/:runId/students', show(showStudents(deps)));
  router.get('/grade-sync/runs/:runId/grid', show(showGrid(deps)));
  router.get('/grade-sync/runs/:runId/grades.csv', show(downloadRun(deps)));
  router.post('/grade-sync/runs/:runId/retry', act(retryRun(deps)));
  router.post('/grade-sync/runs/:runId/cancel', act(cancelRun(deps)));
  router.get('/grade-sync/summary', show(showSummary(deps)));
  router.get('/grade-sync/grade', show(showCellHistory(deps)));
  router.get('/grade-sync/grade.csv', show(downloadCellHistory(deps)));
  router.get('/grade-sync/runs/:runId/undo', show(showUndo(deps)));
  router.post('/grade-sync/runs/:runId/undo', act(undoRun(deps)));
  router.post('/grade-sync/runs/:runId/confirm', act(confirmRun(deps)));

  router.get('/grade-sync/compare', show(showCompare(deps)));
  router.get('/grade-sync/compare.csv', show(downloadComparison(deps)));
  router.post('/grade-sync/compare/read', act(compareWithSis(deps)));
  router.post('/grade-sync/compare/decide', act(decideCells(deps)));

  router.get('/categories', show(showCategories(deps)));
  router.post('/categories', act(syncCategories(deps)));

  router.get('/grade-sync/settings', show(showSettings(deps)));
  router.get('/grade-sync/settings/remaster', show(showRemaster(deps)));
  router.post('/grade-sync/settings/remaster', act(remaster(deps)));
  router.post('/grade-sync/settings/notices', act(saveNotices(deps)));
  router.post('/grade-sync/settings/connection/end', act(endConnection(deps)));
  router.post('/grade-sync/settings/nightly', act(switchNightly(deps)));
  return router;
}
