import type { Request, Response } from 'express';
import { type QueryFilter, trusted } from 'mongoose';
import { z } from 'zod';
import type { CanvasContext } from '../canvas-context.ts';
import { apiPages, pageSize, setPageLinks, takePage } from '../front/page-links.ts';
import { queryOf } from '../front/request-fields.ts';
import { plain } from '../school/models.ts';
import type { Submission } from '../school/records/submission.ts';
import type { SubmissionQuery } from './submission-query.ts';

/** The filter of a query, before paging. Both `since` parameters are strict: later than, not from. */
export function submissionFilter(courseId: number, query: SubmissionQuery): QueryFilter<Submission> {
  return {
    courseId,
    userId: trusted({ $in: [...query.studentIds] }),
    assignmentId: trusted({ $in: query.assignments.map((assignment) => assignment.id) }),
    ...(query.submittedSince === null ? {} : { submittedAt: trusted({ $gt: query.submittedSince }) }),
    ...(query.gradedSince === null ? {} : { gradedAt: trusted({ $gt: query.gradedSince }) }),
    ...(query.workflowState === null ? {} : { workflowState: toState(query.workflowState) }),
  };
}

/** An unknown state matches nothing. */
const toState = (text: string): Submission['workflowState'] | { $in: [] } =>
  text === 'graded' || text === 'submitted' || text === 'unsubmitted' || text === 'pending_review'
    ? text
    : trusted({ $in: [] });

/** The last row of the page before; the next page starts after it. */
const bookmarkSchema = z.union([z.tuple([z.string().nullable(), z.number()]), z.tuple([z.number()])]);
type Bookmark = z.infer<typeof bookmarkSchema>;

/**
 * One page of ungrouped submissions. Ascending orders use bookmarks: the link carries the last row's key, so
 * rows that are added or changed meanwhile neither repeat nor vanish, and there is no `last`. Descending
 * orders use numbered pages.
 */
export async function readBookmarkedPage(
  { store, publicUrl, faults }: CanvasContext,
  courseId: number,
  query: SubmissionQuery,
  req: Request,
  res: Response,
): Promise<readonly Submission[]> {
  const params = queryOf(req);
  const size = pageSize(params, apiPages);
  const filter = submissionFilter(courseId, query);
  const { submissions } = store.models;
  if (query.descending) {
    // In a descending order, `nulls last` is MongoDB's order too.
    const sorted = await submissions
      .find(filter, plain)
      .sort({ [query.order]: -1, id: 1 })
      .lean<Submission[]>();
    return takePage(req, res, publicUrl, sorted, size);
  }
  const token = params.get('page');
  const shown = faults.quirks.shortPages ? Math.max(1, Math.floor(size / 2)) : size;
  const rest =
    query.order === 'id'
      ? await readById(submissions, filter, readBookmark(token), shown + 1)
      : await readByGradedAt(submissions, filter, readBookmark(token));
  const page = rest.slice(0, shown);
  const last = page.at(-1);
  const pages = {
    current: token ?? 'first',
    ...(rest.length > page.length && last !== undefined ? { next: writeBookmark(last, query.order) } : {}),
    first: 'first',
  };
  setPageLinks(req, res, publicUrl, pages, size);
  return page;
}

type Submissions = CanvasContext['store']['models']['submissions'];

async function readById(
  submissions: Submissions,
  filter: QueryFilter<Submission>,
  after: Bookmark | null,
  limit: number,
): Promise<readonly Submission[]> {
  const afterId = after?.at(-1) ?? 0;
  return submissions
    .find({ $and: [filter, { id: trusted({ $gt: Number(afterId) }) }] }, plain)
    .sort({ id: 1 })
    .limit(limit)
    .lean<Submission[]>();
}

async function readByGradedAt(
  submissions: Submissions,
  filter: QueryFilter<Submission>,
  after: Bookmark | null,
): Promise<readonly Submission[]> {
  const rows = nullsLast(
    await submissions.find(filter, plain).sort({ gradedAt: 1, id: 1 }).lean<Submission[]>(),
  );
  return after === null ? rows : rows.filter((row) => isAfter(row, after));
}

/** In an ascending order PostgreSQL puts nulls last, MongoDB first. */
const nullsLast = (rows: readonly Submission[]): readonly Submission[] => [
  ...rows.filter((row) => row.gradedAt !== null),
  ...rows.filter((row) => row.gradedAt === null),
];

function writeBookmark(row: Submission, order: SubmissionQuery['order']): string {
  const key = order === 'id' ? [row.id] : [row.gradedAt?.toISOString() ?? null, row.id];
  return `bookmark:${Buffer.from(JSON.stringify(key)).toString('base64url')}`;
}

function readBookmark(token: string | null): Bookmark | null {
  const encoded = /^bookmark:(.+)$/u.exec(token ?? '')?.[1];
  if (encoded === undefined) return null;
  try {
    return bookmarkSchema.parse(JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')));
  } catch {
    return null;
  }
}

function isAfter(row: Submission, bookmark: Bookmark): boolean {
  if (bookmark.length === 1) return row.id > bookmark[0];
  const [gradedAt, id] = bookmark;
  const at = row.gradedAt?.toISOString() ?? null;
  if (at === gradedAt) return row.id > id;
  return at === null || (gradedAt !== null && at > gradedAt);
}
