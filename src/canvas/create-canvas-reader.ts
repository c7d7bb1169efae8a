import type { AgsLineItem } from '../domain/course.ts';
import { ProductError } from '../errors.ts';
import { ServiceFailure } from '../lti/services/service-failure.ts';
import type { LtiServices } from '../lti/services/services.ts';
import type { CanvasKeyFaultStore } from '../store/canvas-key-faults.ts';
import type { CanvasDeps } from './canvas-deps.ts';
import type { CanvasReader, CanvasRestReader } from './canvas-reader.ts';
import { noteKeyFaults } from './note-key-faults.ts';
import { createPageGuard } from './page-guard.ts';
import { type CanvasReaderTarget, type PersonTokenDeps, readTokenOf } from './person-token.ts';
import { parseLineItems, parseResults } from './read-line-items.ts';
import { parseMembers } from './read-members.ts';
import { readSisAssignments } from './rest/assignments.ts';
import { createCanvasGet } from './rest/canvas-calls.ts';
import { readAssignmentGroups, readCourse, readSections } from './rest/course.ts';
import { readFinalScores } from './rest/final-scores.ts';
import { readFormerStudents } from './rest/former-students.ts';
import { readOwnReach } from './rest/own-reach.ts';
import { readStudentTotals } from './rest/student-totals.ts';
import { createSubmissionReader } from './rest/submissions.ts';

export interface CanvasReaderDeps extends CanvasDeps, PersonTokenDeps {
  readonly services: LtiServices;
  readonly keyFaults: CanvasKeyFaultStore;
}

/** Reading the tool's own line items and their results. */
const gradesUse = { mended: [], withoutScope: 'canvas_grades_withheld' } as const;

export function createCanvasReader(deps: CanvasReaderDeps, target: CanvasReaderTarget): CanvasReader {
  const { institution, course } = target;
  const { services } = deps;
  const memberGuard = createPageGuard('members');
  const resultGuard = createPageGuard('results');

  const rest = createRestReader(deps, target);

  return {
    rest,
    async readMembers(next, signal) {
      if (course.nrpsUrl === null) {
        const detail = 'the launch offered no Names & Roles';
        throw new ProductError('canvas_scope_missing', { next: 'fix', detail });
      }
      const { nrpsUrl, contextId } = course;
      const mended = next === null ? (['canvas_scope_missing', 'canvas_origin_unknown'] as const) : [];
      const use = { mended, withoutScope: 'canvas_roster_withheld' } as const;
      const page = await noteKeyFaults(deps, institution.id, use, () =>
        services.readMembersPage(institution, { nrpsUrl, contextId }, next, signal),
      );
      memberGuard.check(next, page.next);
      return { rows: parseMembers(page.members), next: page.next };
    },
    async readLineItems(signal) {
      const { lineItemsUrl } = course;
      if (lineItemsUrl === null) return null;
      const lineItems: AgsLineItem[] = [];
      const guard = createPageGuard('line items');
      let asked: string | null = null;
      try {
        do {
          const page = await noteKeyFaults(deps, institution.id, gradesUse, () =>
            services.readLineItemsPage(institution, lineItemsUrl, asked, signal),
          );
          lineItems.push(...parseLineItems(page.lineItems));
          guard.check(asked, page.next);
          asked = page.next;
        } while (asked !== null);
      } catch (error) {
        const absence = findAbsence(error);
        if (absence === null) throw error;
        if (rest !== null) return null;
        throw absence === 'ended'
          ? new ProductError('canvas_course_ended', { next: 'fix', cause: error })
          : error;
      }
      return lineItems;
    },
    async readResults(lineItem, next, signal) {
      const page = await noteKeyFaults(deps, institution.id, gradesUse, () =>
        services.readResultsPage(institution, lineItem.url, next, signal),
      );
      resultGuard.check(next, page.next);
      return { rows: parseResults(page.results, lineItem), next: page.next };
    },
  };
}

/**
 * Whether Canvas says that it offers no Assignment & Grade Services here: it does not find a course that has
 * ended itself or with its term (404; newer versions 422, CF11), or the tool lost the scope (403, or
 * `invalid_scope` for the token). Null for any other failure.
 */
function findAbsence(error: unknown): 'ended' | 'taken away' | null {
  if (!(error instanceof ServiceFailure)) return null;
  if (error.answered === 404 || error.answered === 422) return 'ended';
  return error.answered === 403 || error.oauthError === 'invalid_scope' ? 'taken away' : null;
}

function createRestReader(deps: CanvasReaderDeps, target: CanvasReaderTarget): CanvasRestReader | null {
  const { institution } = target;
  const courseId = target.course.canvasCourseId;
  if (institution.canvas.apiKey === null || courseId === null) return null;
  const get = createCanvasGet(deps, institution.canvas.baseUrl, readTokenOf(deps, target));
  return {
    readCourse: (signal, withGradingPeriods) =>
      noteKeyFaults(deps, institution.id, { mended: ['canvas_includes_off', 'canvas_key_refused'] }, () =>
        readCourse(get, { courseId, withGradingPeriods: withGradingPeriods ?? false }, signal),
      ),
    readOwnReach: (signal) => readOwnReach(get, courseId, signal),
    readSections: (signal) => readSections(get, courseId, signal),
    readAssignmentGroups: (signal) => readAssignmentGroups(get, courseId, signal),
    readSisAssignments: (signal) => readSisAssignments(get, courseId, signal),
    readStudentTotals: (signal) => readStudentTotals(get, courseId, signal),
    readFinalScores: (periodId, signal) => readFinalScores(get, courseId, periodId, signal),
    readFormerStudents: (signal) => readFormerStudents(get, courseId, signal),
    readSubmissions: createSubmissionReader(get, courseId, deps.clock),
  };
}
