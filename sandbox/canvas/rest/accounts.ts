import { type Request, type Response, Router } from 'express';
import type { CanvasContext } from '../canvas-context.ts';
import { apiPages, pageSize, takePage } from '../front/page-links.ts';
import { queryOf } from '../front/request-fields.ts';
import type { Account } from '../school/records/account.ts';
import type { Course } from '../school/records/course.ts';
import { type ApiCaller, addApiRoute } from './api-caller.ts';
import { sendNotFound, sendUnauthorized } from './api-errors.ts';
import { toApiTime } from './api-time.ts';
import { toCourseJson } from './courses.ts';

/** What administrators list (app/controllers/accounts_controller.rb, terms_api_controller.rb). */
export function createAccountsRouter(context: CanvasContext): Router {
  const router = Router();
  const { store, publicUrl } = context;
  addApiRoute(router, context, 'get', '/api/v1/accounts/:account_id/courses', async (caller, req, res) => {
    const found = await enterAccount(context, caller, req, res);
    if (found === null) return;
    const query = queryOf(req);
    const termId = query.get('enrollment_term_id');
    const states = query.getAll('state[]');
    const withoutEnded = query.get('completed') === 'false';
    const { account, accountId } = found;
    const hasEnded = (course: Course): boolean => {
      const endAt = course.endAt ?? account.term.endAt;
      return course.workflowState === 'completed' || (endAt !== null && endAt < context.clock());
    };
    const courses = (await store.courses.list(caller.user)).filter(
      (course) =>
        // Courses of sub-accounts are listed under each account above them.
        (accountId === account.id || (course.accountId ?? account.id) === accountId) &&
        (termId === null || String(course.termId ?? account.term.id) === termId) &&
        (states.length === 0 || states.includes(course.workflowState)) &&
        !(withoutEnded && hasEnded(course)),
    );
    const page = takePage(req, res, publicUrl, courses, pageSize(query, apiPages));
    res.json(page.map((course) => toCourseJson(course, caller)));
  });
  addApiRoute(
    router,
    context,
    'get',
    '/api/v1/accounts/:account_id/sub_accounts',
    async (caller, req, res) => {
      const found = await enterAccount(context, caller, req, res);
      if (found === null) return;
      const { account, accountId } = found;
      const below = accountId === account.id ? (account.subAccounts ?? []) : [];
      const page = takePage(req, res, publicUrl, below, pageSize(queryOf(req), apiPages));
      res.json(
        page.map(({ id, name }) => ({
          id,
          name,
          workflow_state: 'active',
          parent_account_id: account.id,
          root_account_id: account.id,
          default_time_zone: account.timeZone,
        })),
      );
    },
  );
  addApiRoute(router, context, 'get', '/api/v1/accounts/:account_id/terms', async (caller, req, res) => {
    const found = await enterAccount(context, caller, req, res);
    if (found === null) return;
    const { term, otherTerms = [] } = found.account;
    const all = [term, ...otherTerms.map((one) => ({ ...one, startAt: null, endAt: null }))];
    const page = takePage(req, res, publicUrl, all, pageSize(queryOf(req), apiPages));
    res.json({
      enrollment_terms: page.map(({ id, name, startAt, endAt }) => ({
        id,
        name,
        start_at: toApiTime(startAt),
        end_at: toApiTime(endAt),
        workflow_state: 'active',
      })),
    });
  });
  return router;
}

/** The account of the path, for its administrators; `self` is the root account. Answers refusals itself. */
async function enterAccount(
  context: CanvasContext,
  caller: ApiCaller,
  req: Request,
  res: Response,
): Promise<{ readonly account: Account; readonly accountId: number } | null> {
  const account = await context.store.account.get();
  const asked = String(req.params['account_id']);
  const accountId = asked === 'self' ? account.id : Number(asked);
  const isKnown = [account, ...(account.subAccounts ?? [])].some(({ id }) => id === accountId);
  if (!isKnown) {
    sendNotFound(res);
    return null;
  }
  if (!caller.inAccount.has('read_as_admin')) {
    sendUnauthorized(res, context.faults.quirks.deniedStatus);
    return null;
  }
  return { account, accountId };
}
