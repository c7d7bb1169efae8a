import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import { chunk } from '../../domain/chunk.ts';
import type { CanvasSubmission } from '../../domain/course.ts';
import { ProductError } from '../../errors.ts';
import { idField, instantField } from '../answer-fields.ts';
import type { Page, SubmissionQuery } from '../canvas-reader.ts';
import { createPageGuard } from '../page-guard.ts';
import { parseAnswer } from '../parse-answer.ts';
import type { CanvasGet } from './canvas-calls.ts';

/** Assignments per request: about 2,000 characters of address, far below what servers refuse. */
const assignmentsPerRequest = 40;

/**
 * One submission (`lib/api/v1/submission.rb`). During anonymous grading it has an `anonymous_id` instead of
 * the student; such a grade is nobody's yet.
 */
const submissionSchema = z.object({
  assignment_id: idField,
  user_id: idField.nullish(),
  anonymous_id: z.string().optional(),
  score: z.number().nullable(),
  /** The score as the assignment shows it: `8.5`, `85%`, `B+`, `complete`. */
  grade: z.string().nullish().catch(null),
  excused: z.boolean().nullish(),
  late: z.boolean().nullish(),
  missing: z.boolean().nullish(),
  graded_at: instantField,
  posted_at: instantField,
  workflow_state: z.string(),
  /** A status that the school invented; its name is in GraphQL only. It changes no score (CF21). */
  custom_grade_status_id: idField.nullish(),
});
const readFields = Object.keys(submissionSchema.shape);
const rowSchema = submissionSchema.refine((row) => row.user_id != null || row.anonymous_id !== undefined, {
  path: ['user_id'],
});

type SubmissionPage = Page<CanvasSubmission> & { readonly serverTime: Date };
type ReadSubmissions = (
  query: SubmissionQuery,
  next: string | null,
  signal: AbortSignal,
) => Promise<SubmissionPage>;

/** Where a walk through submissions stands. */
interface SubmissionCursor {
  /** Which batch of the assignments, counted from 0. */
  readonly chunk: number;
  /** Canvas's own next page within it; null for the first. */
  readonly address: string | null;
}

/**
 * Reads submissions page by page, with several requests if there are many assignments. `next` holds the
 * position, so that an interrupted walk can resume with the same query. `student_ids[]=all`, because Canvas
 * otherwise answers for the caller alone; never `post_to_sis=true`, which drops students who were added by
 * hand (`submissions_api_controller.rb`).
 */
export function createSubmissionReader(get: CanvasGet, courseId: string, clock: Clock): ReadSubmissions {
  const guard = createPageGuard('submissions');
  return async (query, next, signal) => {
    const chunks = chunk(query.assignmentIds, assignmentsPerRequest);
    const cursor: SubmissionCursor = next === null ? { chunk: 0, address: null } : readCursor(next);
    const ids = chunks[cursor.chunk];
    if (ids === undefined) return { rows: [], next: null, serverTime: clock() };
    const answer = await get(cursor.address ?? addressOf(courseId, ids, query), signal);
    const rows = parseAnswer(z.array(rowSchema), answer.json, 'submissions');
    const following = findFollowing(cursor.chunk, answer.next, chunks.length);
    guard.check(next, following);
    return { rows: rows.flatMap(toSubmission), next: following, serverTime: answer.serverTime };
  };
}

/** `chunk` or `chunk address`, as one text for the database. */
function writeCursor({ chunk, address }: SubmissionCursor): string {
  return address === null ? String(chunk) : `${chunk} ${address}`;
}

/** @throws ProductError `internal` for a text that `writeCursor` did not make */
function readCursor(text: string): SubmissionCursor {
  const [, chunk, address] = /^(\d+)(?: (\S+))?$/.exec(text) ?? [];
  if (chunk === undefined) throw new ProductError('internal', { detail: 'not a cursor of submissions' });
  return { chunk: Number(chunk), address: address ?? null };
}

function findFollowing(chunk: number, address: string | null, chunks: number): string | null {
  if (address !== null) return writeCursor({ chunk, address });
  return chunk + 1 < chunks ? writeCursor({ chunk: chunk + 1, address: null }) : null;
}

function addressOf(
  courseId: string,
  assignmentIds: readonly string[],
  { gradedSince, studentIds = ['all'] }: SubmissionQuery,
): string {
  const parameters = new URLSearchParams(studentIds.map((id): [string, string] => ['student_ids[]', id]));
  for (const id of assignmentIds) parameters.append('assignment_ids[]', id);
  if (gradedSince !== null) parameters.append('graded_since', gradedSince.toISOString());
  // Otherwise every row carries the student's whole work: text, attachments, discussion entries (CF17).
  for (const field of readFields) parameters.append('response_fields[]', field);
  parameters.append('exclude_response_fields[]', 'preview_url');
  parameters.append('per_page', '100');
  return `/api/v1/courses/${encodeURIComponent(courseId)}/students/submissions?${parameters}`;
}

function toSubmission(row: z.infer<typeof submissionSchema>): CanvasSubmission[] {
  if (row.user_id == null) return [];
  return [
    {
      assignmentId: row.assignment_id,
      canvasUserId: row.user_id,
      score: row.score,
      textGrade: readTextGrade(row.grade),
      excused: row.excused ?? false,
      late: row.late ?? false,
      missing: row.missing ?? false,
      gradedAt: row.graded_at,
      postedAt: row.posted_at,
      workflowState: row.workflow_state,
      hasCustomStatus: row.custom_grade_status_id != null,
    },
  ];
}

/** Longer than any letter or word that a scale has. */
const longestText = 40;

/** A grade in letters or words. Numbers and percentages say no more than the score. */
function readTextGrade(grade: string | null | undefined): string | null {
  const text = (grade ?? '').replace(/[\p{Cc}\p{Cs}]/gu, '').trim();
  return /\p{L}/u.test(text) && text.length <= longestText ? text : null;
}
