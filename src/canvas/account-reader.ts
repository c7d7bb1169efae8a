import { z } from 'zod';
import type { Institution } from '../domain/institution.ts';
import type { CanvasAdministrator } from '../domain/launch-context.ts';
import { ProductError } from '../errors.ts';
import { idField } from './answer-fields.ts';
import type { CanvasDeps } from './canvas-deps.ts';
import { createPageGuard } from './page-guard.ts';
import { parseAnswer } from './parse-answer.ts';
import { type PersonTokenDeps, readAdministratorToken } from './person-token.ts';
import { createCanvasGet } from './rest/canvas-calls.ts';
import { readList } from './rest/read-list.ts';

/** A course, sub-account or term, by Canvas's id. */
export interface ListedInCanvas {
  readonly id: string;
  readonly name: string;
}

/**
 * Reads the institution's account in an administrator's name. Canvas decides what they may see. Every method
 * returns a complete list or throws a `ProductError` with a `canvas_*` code.
 */
export interface AccountReader {
  /** Below the root account, at any depth. */
  listSubAccounts(signal: AbortSignal): Promise<readonly ListedInCanvas[]>;
  listTerms(signal: AbortSignal): Promise<readonly ListedInCanvas[]>;
  /** Published courses that have not ended. Null: the whole institution; every term. */
  listCourses(
    of: { readonly accountId: string | null; readonly termId: string | null },
    signal: AbortSignal,
  ): Promise<readonly ListedInCanvas[]>;
  /** Whether a published, graded assignment is marked Sync to SIS. One request. */
  hasSisAssignments(courseId: string, signal: AbortSignal): Promise<boolean>;
  /** Whether a section has a SIS id. One request. */
  hasSisSections(courseId: string, signal: AbortSignal): Promise<boolean>;
  /** The course's LTI context; null if nobody has opened an LTI tool in it yet. */
  readContextId(courseId: string, signal: AbortSignal): Promise<string | null>;
}

/** `lib/api/v1/course.rb`, `lib/api/v1/account.rb`, `lib/api/v1/enrollment_term.rb`. */
const listed = z
  .object({ id: idField, name: z.string().nullish() })
  .transform(({ id, name }): ListedInCanvas => ({ id, name: name ?? '' }));
const termsAnswer = z.object({ enrollment_terms: z.array(listed) });
const assignments = z.array(z.object({ published: z.boolean(), grading_type: z.string().nullish() }));
/** `lib/api/v1/section.rb`. */
const sections = z.array(z.object({ sis_section_id: z.string().nullish() }));
const courseAnswer = z.object({ id: idField, lti_context_id: z.string().min(1).nullish() });

/** All courses of a large institution, at 100 a page. */
const maxCoursePages = 1_000;
const maxTermPages = 50;

export function createAccountReader(
  deps: CanvasDeps & PersonTokenDeps,
  institution: Institution,
  administrator: CanvasAdministrator,
): AccountReader {
  if (institution.canvas.apiKey === null) throw new ProductError('canvas_not_connected', { next: 'fix' });
  const readToken = readAdministratorToken(deps, institution, administrator);
  const get = createCanvasGet(deps, institution.canvas.baseUrl, readToken);
  return {
    listSubAccounts: (signal) => {
      const address = '/api/v1/accounts/self/sub_accounts?recursive=true&per_page=100';
      return readList(get, { address, schema: listed, what: 'sub-accounts' }, signal);
    },
    async listTerms(signal) {
      const guard = createPageGuard('terms', maxTermPages);
      const terms: ListedInCanvas[] = [];
      let asked: string | null = null;
      do {
        const { json, next } = await get(asked ?? '/api/v1/accounts/self/terms?per_page=100', signal);
        terms.push(...parseAnswer(termsAnswer, json, 'terms').enrollment_terms);
        guard.check(asked, next);
        asked = next;
      } while (asked !== null);
      return terms;
    },
    // `state[]=available` is published; `completed=false` leaves out courses whose term has ended (CF20).
    listCourses({ accountId, termId }, signal) {
      const query = new URLSearchParams({ 'state[]': 'available', completed: 'false', per_page: '100' });
      if (termId !== null) query.set('enrollment_term_id', termId);
      const address = `/api/v1/accounts/${encodeURIComponent(accountId ?? 'self')}/courses?${query}`;
      return readList(get, { address, schema: listed, what: 'courses', maxPages: maxCoursePages }, signal);
    },
    async hasSisAssignments(courseId, signal) {
      // CF20.
      const address = `${coursePath(courseId)}/assignments?post_to_sis=true&per_page=50`;
      const { json, next } = await get(address, signal);
      const found = parseAnswer(assignments, json, 'assignments');
      // A course with so many unpublished ones is left to its run, which reads them all.
      return next !== null || found.some((one) => one.published && one.grading_type !== 'not_graded');
    },
    async hasSisSections(courseId, signal) {
      const { json, next } = await get(`${coursePath(courseId)}/sections?per_page=100`, signal);
      const found = parseAnswer(sections, json, 'sections');
      // A course with so many others is left to its run, which reads them all.
      return next !== null || found.some((one) => (one.sis_section_id ?? '') !== '');
    },
    async readContextId(courseId, signal) {
      const { json } = await get(`${coursePath(courseId)}?include[]=lti_context_id`, signal);
      return parseAnswer(courseAnswer, json, 'course').lti_context_id ?? null;
    },
  };
}

const coursePath = (courseId: string): string => `/api/v1/courses/${encodeURIComponent(courseId)}`;
