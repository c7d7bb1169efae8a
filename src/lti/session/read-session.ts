import { z } from 'zod';
import type { LaunchContext, Session } from '../../domain/launch-context.ts';
import type { StoredSession } from '../../store/sessions.ts';

const nullableText = z.string().nullable();
const launchContext = z.object({
  institutionId: z.string(),
  deploymentId: z.string(),
  placement: z.enum(['course_navigation', 'course_assignments_menu', 'post_grades', 'account_navigation']),
  person: z.object({
    ltiUserId: z.string(),
    canvasUserId: nullableText,
    name: z.string(),
    role: z.enum(['teacher', 'ta', 'designer', 'student', 'observer', 'administrator', 'none']),
  }),
  course: z
    .object({
      contextId: z.string(),
      canvasCourseId: nullableText,
      title: z.string(),
      nrpsUrl: nullableText,
      lineItemsUrl: nullableText,
    })
    .nullable(),
  returnUrl: nullableText,
  runId: z.string().exactOptional(),
  locale: z.string(),
  timeZone: nullableText,
}) satisfies z.ZodType<LaunchContext>;

/** A stored session with its launch parsed. */
export function readSession({ id, launch, csrfToken, expiresAt }: StoredSession): Session {
  return { id, launch: launchContext.parse(launch), csrfToken, expiresAt };
}
