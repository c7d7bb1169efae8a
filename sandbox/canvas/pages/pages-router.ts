import { Router } from 'express';
import type { CanvasContext } from '../canvas-context.ts';
import { addAccountPages } from './account/account-pages.ts';
import { addAssignmentPages } from './assignments/assignment-pages.ts';
import { addChooser } from './chooser/chooser-page.ts';
import { addCoursePages } from './course/course-pages.ts';
import { addDashboard } from './dashboard/dashboard-page.ts';
import { addAppPages } from './developer-keys/app-pages.ts';
import { addDeveloperKeyPages } from './developer-keys/key-pages.ts';
import { addRegistrationPage } from './developer-keys/registration-page.ts';
import { addReviewPages } from './developer-keys/review-page.ts';
import { addFaultPanel } from './faults/fault-panel.ts';
import { addGradebook } from './gradebook/gradebook-pages.ts';
import { addPeoplePage } from './people/people-page.ts';
import { addProfile } from './profile/profile-page.ts';
import { createRender } from './render.ts';
import { addToolPages } from './tools/tool-pages.ts';

/** Every page for people in the sandbox Canvas. `sisUrl`: the address of the sandbox SIS's pages. */
export function createPagesRouter(context: CanvasContext, { sisUrl }: { readonly sisUrl: string }): Router {
  const router = Router();
  const deps = { context, sisUrl, render: createRender() };
  addChooser(router, deps);
  addDashboard(router, deps);
  addProfile(router, deps);
  addFaultPanel(router, deps);
  addCoursePages(router, deps);
  addAssignmentPages(router, deps);
  addGradebook(router, deps);
  addPeoplePage(router, deps);
  addToolPages(router, deps);
  addAccountPages(router, deps);
  addDeveloperKeyPages(router, deps);
  addRegistrationPage(router, deps);
  addReviewPages(router, deps);
  addAppPages(router, deps);
  return router;
}
