import type { Request, RequestHandler, Response } from 'express';
import type { Institution } from '../../domain/institution.ts';
import type { LaunchContext } from '../../domain/launch-context.ts';
import { createTexts, type Text, type Texts, type TextValues } from '../../i18n/create-messages.ts';
import { createFormats, type Formats } from '../ui/formats.ts';
import { abortOnClose, type FormToken } from '../ui/visit.ts';
import type { AdminDeps } from './admin-deps.ts';
import { type AdminLinks, createAdminLinks } from './admin-links.ts';

/** One request of an administrator. Everything a page may read or change belongs to `institution`. */
export interface AdminVisit {
  readonly launch: LaunchContext;
  readonly institution: Institution;
  readonly texts: Texts;
  /** `texts.say` with `{sis}` filled in: the institution's own name for its SIS. */
  readonly say: (text: Text, values?: TextValues) => string;
  readonly formats: Formats;
  /** Path of the session, without a closing slash. */
  readonly base: string;
  readonly links: AdminLinks;
  readonly formToken: FormToken;
  /** Aborts when the browser goes away. */
  readonly signal: AbortSignal;
}

export type AdminHandler = (visit: AdminVisit, req: Request, res: Response) => Promise<void>;

/** A handler for a visit that the router has let in: see `refuseOthers`. */
export function handleAdminVisit(deps: AdminDeps, handler: AdminHandler): RequestHandler {
  return async (req, res) => {
    const { launch, csrfToken } = deps.guard.sessionOf(req);
    const institution = await deps.readInstitution(launch);
    const texts = createTexts(launch.locale);
    const base = deps.guard.baseOf(req);
    const visit: AdminVisit = {
      launch,
      institution,
      texts,
      say: (text, values = {}) => texts.say(text, { sis: institution.settings.sisLabel, ...values }),
      formats: createFormats(launch.locale, launch.timeZone),
      base,
      links: createAdminLinks(base),
      formToken: { field: deps.guard.formTokenField, value: csrfToken },
      signal: abortOnClose(res),
    };
    res.set('Cache-Control', 'no-store');
    await handler(visit, req, res);
  };
}
