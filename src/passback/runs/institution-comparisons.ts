import { wholeCourse } from '../../domain/reach.ts';
import type { Requester, RunRequestReceipt } from '../../domain/run.ts';
import { ProductError } from '../../errors.ts';
import type {
  CourseDifferences,
  DifferenceTotals,
  RequestedComparison,
} from '../../store/passback/course-differences.ts';
import { type CourseRef, courseKey } from '../../store/passback/course-record.ts';
import type { PageOf } from '../../store/passback/institution-health.ts';
import type { PassbackDeps } from '../passback-deps.ts';
import { requestRun, scopeOf } from './request-run.ts';

/** A course's differences, with the name of the course. */
export interface NamedDifferences extends CourseDifferences {
  readonly contextId: string;
  readonly title: string;
}

/** The comparisons of all courses of an institution with its SIS, for its administrators. */
export interface InstitutionComparisons {
  /** Courses with grades, those with the most differences first. */
  list(institutionId: string, page: PageOf): Promise<readonly NamedDifferences[]>;
  sum(institutionId: string): Promise<DifferenceTotals>;
  /**
   * Requests the comparison of one course. @throws ProductError `not_found`, `posting_paused`,
   * `sis_not_connected`
   */
  compareCourse(institutionId: string, contextId: string, by: Requester): Promise<RunRequestReceipt>;
  /**
   * Requests the comparison of every course. The scheduler creates the runs, and the workers take as many at
   * once as of any institution. @returns how many courses. @throws ProductError `posting_paused`,
   * `sis_not_connected`
   */
  compareAll(institutionId: string, by: Requester): Promise<number>;
}

export function createInstitutionComparisons(deps: PassbackDeps): InstitutionComparisons {
  const { differences, courses } = deps.stores;
  const checkMayCompare = async (institutionId: string): Promise<void> => {
    const institution = await deps.findInstitution(institutionId);
    if (!institution?.enabled || institution.settings.paused) throw new ProductError('posting_paused');
    if (institution.sis === null) throw new ProductError('sis_not_connected', { next: 'fix' });
  };
  return {
    async list(institutionId, page) {
      const found = await differences.list(institutionId, page);
      const titles = await courses.findTitles(found.map((one) => one.courseKey));
      return found.map((one) => ({
        ...one,
        contextId: one.courseKey.slice(institutionId.length + 1),
        title: titles.get(one.courseKey) ?? '',
      }));
    },
    sum: (institutionId) => differences.sum(institutionId),
    async compareCourse(institutionId, contextId, by) {
      await checkMayCompare(institutionId);
      const key = courseKey(institutionId, contextId);
      if (!(await differences.has(institutionId, key))) throw new ProductError('not_found');
      return requestComparison(deps, { institutionId, courseKey: key }, by);
    },
    async compareAll(institutionId, by) {
      await checkMayCompare(institutionId);
      return differences.requestAll(institutionId, by, deps.clock());
    },
  };
}

/** Creates the runs of comparisons that administrators requested. Returns how many. */
export async function startRequestedComparisons(deps: PassbackDeps, signal: AbortSignal): Promise<number> {
  const { differences } = deps.stores;
  let started = 0;
  while (!signal.aborted) {
    const now = deps.clock();
    const request = await differences.claimRequested(now, new Date(now.getTime() + claimMs));
    if (!request) break;
    // A run that a scheduler requested before it died is the same run, or is joined.
    if (await deps.findInstitution(request.institutionId)) {
      await requestComparison(deps, request, request.requestedBy);
      started += 1;
    }
    await differences.forgetRequested(request);
  }
  return started;
}

/** Long enough to request a run, short enough that a scheduler's death costs little time. */
const claimMs = 2 * 60_000;

async function requestComparison(
  deps: PassbackDeps,
  { institutionId, courseKey: key }: Pick<RequestedComparison, 'institutionId' | 'courseKey'>,
  requestedBy: Requester,
): Promise<RunRequestReceipt> {
  return requestRun(deps, {
    course: await findCourse(deps, institutionId, key),
    kind: 'compare',
    scope: scopeOf('compare', { kind: 'all' }),
    requestedBy,
    onBehalfOf: null,
    reach: wholeCourse,
  });
}

/** The course as its latest run names it. If its runs have been erased, its key and its mirror name it. */
async function findCourse({ stores }: PassbackDeps, institutionId: string, key: string): Promise<CourseRef> {
  const [latest] = await stores.runs.findHistory({ institutionId, courseKey: key }, 1, null);
  if (latest) return latest.course;
  const title = (await stores.courses.findTitles([key])).get(key) ?? '';
  const contextId = key.slice(institutionId.length + 1);
  return { key, institutionId, contextId, canvasCourseId: null, title, nrpsUrl: null, lineItemsUrl: null };
}
