import type { Request, RequestHandler, Response } from 'express';
import type { Institution } from '../../domain/institution.ts';
import type { LaunchContext, LaunchCourse } from '../../domain/launch-context.ts';
import { ProductError } from '../../errors.ts';
import { createTexts, type Text, type Texts, type TextValues } from '../../i18n/create-messages.ts';
import { createFormats, type Formats } from './formats.ts';
import { createLinks, type Links } from './links.ts';
import type { WebDeps } from './web-deps.ts';

/** One request of a person who may post: who, from where, and how to speak with them. */
export interface Visit {
  readonly launch: LaunchContext;
  readonly course: LaunchCourse;
  readonly institution: Institution;
  readonly texts: Texts;
  /** `texts.say` with `{sis}` filled in: the institution's own name for its SIS. */
  readonly say: (text: Text, values?: TextValues) => string;
  readonly formats: Formats;
  readonly links: Links;
  /** For the hidden field of every form. */
  readonly formToken: FormToken;
  /** Aborts when the browser goes away, so that Canvas is not read for nobody. */
  readonly signal: AbortSignal;
}

export interface FormToken {
  readonly field: string;
  readonly value: string;
}

export type VisitHandler = (visit: Visit, req: Request, res: Response) => Promise<void>;

/**
 * A handler for persons who may post in a course; everyone else is refused before it runs.
 * @throws ProductError `context_missing` on account launches, `role_refused` for students, observers and others.
 */
export function handleVisit(deps: WebDeps, handler: VisitHandler): RequestHandler {
  return async (req, res) => {
    const { launch, csrfToken } = deps.guard.sessionOf(req);
    const institution = await deps.readInstitution(launch);
    if (!deps.guard.mayPost(launch, institution)) throw new ProductError('role_refused');
    if (launch.course === null) throw new ProductError('context_missing');
    const texts = createTexts(launch.locale);
    const sis = institution.settings.sisLabel;
    const visit: Visit = {
      launch,
      course: launch.course,
      institution,
      texts,
      say: (text, values = {}) => texts.say(text, { sis, ...values }),
      formats: createFormats(launch.locale, launch.timeZone),
      links: createLinks(deps.guard.baseOf(req)),
      formToken: { field: deps.guard.formTokenField, value: csrfToken },
      signal: abortOnClose(res),
    };
    res.set('Cache-Control', 'no-store');
    await handler(visit, req, res);
  };
}

/** Post Grades opened from the gradebook, and the Assignments menu, stand in a dialog of Canvas. */
export function isDialog({ launch }: Visit): boolean {
  return launch.placement === 'post_grades' || launch.placement === 'course_assignments_menu';
}

/** Aborts when the browser goes away before its answer is whole. */
export function abortOnClose(res: Response): AbortSignal {
  const controller = new AbortController();
  res.once('close', () => {
    if (!res.writableFinished) controller.abort();
  });
  return controller.signal;
}
