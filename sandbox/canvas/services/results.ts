import { json, Router } from 'express';
import { z } from 'zod';
import type { CanvasContext } from '../canvas-context.ts';
import { apiPages, pageSize, takePage } from '../front/page-links.ts';
import { queryOf } from '../front/request-fields.ts';
import { ltiScopes } from '../lti/scopes.ts';
import type { LineItem } from '../school/records/line-item.ts';
import type { Submission } from '../school/records/submission.ts';
import type { User } from '../school/records/user.ts';
import { lineItemUrl } from './line-item-json.ts';
import { findOwn } from './line-items.ts';
import { sendServiceError } from './service-auth.ts';

const resultsType = 'application/vnd.ims.lis.v2.resultcontainer+json';
/** Tools grade with a negative grader id (CF7). */
const toolGraderId = -1;

const scoreSchema = z.object({
  userId: z.string(),
  activityProgress: z.enum(['Initialized', 'Started', 'InProgress', 'Submitted', 'Completed']),
  gradingProgress: z.enum(['FullyGraded', 'Pending', 'PendingManual', 'Failed', 'NotReady']),
  timestamp: z.string(),
  scoreGiven: z.number().nonnegative().nullish(),
  scoreMaximum: z.number().positive().nullish(),
});

/**
 * AGS results and scores of a line item (app/controllers/lti/ims/results_controller.rb,
 * scores_controller.rb).
 */
export function createResultsRouter(context: CanvasContext): Router {
  const router = Router();
  const { store, publicUrl } = context;
  const path = '/api/lti/courses/:courseId/line_items/:id';

  router.get(`${path}/results`, async (req, res) => {
    const found = await findOwn(context, req, res, [ltiScopes.resultReadonly]);
    if (found === null) return;
    const { item, caller } = found;
    const { students, cells } = await store.gradebook.read(caller.course.id);
    const users = new Map(
      students.filter(({ state }) => state === 'active').map(({ user }) => [user.id, user]),
    );
    const query = queryOf(req);
    const wantedUser = query.get('user_id');
    const results = cells.flatMap((cell) => {
      const user = users.get(cell.userId);
      if (user === undefined || cell.assignmentId !== item.assignmentId) return [];
      // For a person who is no student of the course Canvas answers an empty list, not an error.
      if (wantedUser !== null && wantedUser !== user.ltiId && wantedUser !== String(user.id)) return [];
      return [toResultJson(publicUrl, item, cell, user)];
    });
    const limit = Number.parseInt(query.get('limit') ?? '', 10);
    const size = limit > 0 ? Math.min(limit, apiPages.maximum) : pageSize(query, apiPages);
    const page = takePage(req, res, publicUrl, results, size);
    res.set('Content-Type', `${resultsType}; charset=utf-8`).send(JSON.stringify(page));
  });

  router.post(
    `${path}/scores`,
    json({ type: ['application/json', 'application/vnd.ims.lis.v1.score+json'] }),
    async (req, res) => {
      const found = await findOwn(context, req, res, [ltiScopes.score]);
      if (found === null) return;
      const { item } = found;
      const body = scoreSchema.safeParse(req.body);
      if (!body.success) return sendServiceError(res, 400, 'bad_request', 'Invalid score');
      const { userId, scoreGiven, scoreMaximum, gradingProgress } = body.data;
      const student = await findStudent(context, userId);
      const cell = student === null ? null : await store.gradebook.find(item.assignmentId, student.id);
      if (student === null || cell === null) {
        const message =
          'User not found in course or is not a student. Please verify the userId and try again.';
        return sendServiceError(res, 422, 'unprocessable_entity', message);
      }
      const ref = { assignmentId: item.assignmentId, studentId: student.id, graderId: toolGraderId };
      if (typeof scoreGiven === 'number' && gradingProgress === 'FullyGraded') {
        await store.gradebook.setScore(
          ref,
          (scoreGiven / (scoreMaximum ?? item.scoreMaximum)) * item.scoreMaximum,
        );
      }
      res.json({ resultUrl: `${lineItemUrl(publicUrl, item)}/results/${cell.id}` });
    },
  );
  return router;
}

/** A person by LTI id or by Canvas id; AGS takes both. */
async function findStudent({ store }: CanvasContext, userId: string): Promise<User | null> {
  const byLtiId = await store.people.findByLtiId(userId);
  if (byLtiId !== null) return byLtiId;
  return /^\d+$/u.test(userId) ? store.people.find(Number(userId)) : null;
}

function toResultJson(publicUrl: string, item: LineItem, cell: Submission, user: User) {
  const url = lineItemUrl(publicUrl, item);
  return {
    id: `${url}/results/${cell.id}`,
    userId: user.ltiId,
    ...(cell.score === null ? {} : { resultScore: cell.score }),
    resultMaximum: item.scoreMaximum,
    scoreOf: url,
  };
}
