import type { Request, Response } from 'express';
import type { Institution } from '../../domain/institution.ts';
import type { LaunchContext } from '../../domain/launch-context.ts';
import { type ChooseLanguage, type Language, nameSis } from '../../i18n/language.ts';
import { createFormats, type Formats } from './formats.ts';
import type { WebDeps } from './web-deps.ts';

/** One page request: who, from where, and in which language. `L` makes the page's links. */
export interface PageContext<L> {
  readonly launch: LaunchContext;
  /** Everything a page may read or change belongs to it. */
  readonly institution: Institution;
  readonly language: Language;
  readonly messages: Language['messages'];
  /** `language.t` with `{sis}` and `{sisLabel}` filled in: the institution's own name for its SIS. */
  readonly t: Language['t'];
  readonly formats: Formats;
  /** The session's path, without a trailing slash. */
  readonly base: string;
  readonly links: L;
  /** For the hidden field of every form. */
  readonly formToken: FormToken;
  /** Aborts when the browser goes away, so that Canvas is not read for nobody. */
  readonly signal: AbortSignal;
}

export interface FormToken {
  readonly field: string;
  readonly value: string;
}

/** The context of a request behind `requireSession`. */
export async function readPageContext<L>(
  deps: {
    readonly guard: Pick<WebDeps['guard'], 'sessionOf' | 'baseOf' | 'formTokenField'>;
    readonly readInstitution: WebDeps['readInstitution'];
    readonly chooseLanguage: ChooseLanguage;
  },
  createLinks: (base: string) => L,
  req: Request,
  res: Response,
): Promise<PageContext<L>> {
  const { launch, csrfToken } = deps.guard.sessionOf(req);
  const institution = await deps.readInstitution(launch);
  const language = deps.chooseLanguage(...listLocales(launch, req, institution));
  const sis = nameSis(language.messages, institution.settings.sisLabel);
  const base = deps.guard.baseOf(req);
  return {
    launch,
    institution,
    language,
    messages: language.messages,
    t: (message, values = {}) => language.t(message, { ...sis, ...values }),
    formats: createFormats(language.locale, launch.timeZone),
    base,
    links: createLinks(base),
    formToken: { field: deps.guard.formTokenField, value: csrfToken },
    signal: abortOnClose(res),
  };
}

/** The languages to try: the launch's, the browser's, the institution's. */
export function listLocales(
  { locale }: Pick<LaunchContext, 'locale'>,
  req: Request,
  { settings }: Pick<Institution, 'settings'>,
): readonly string[] {
  const { noticeLanguage } = settings;
  // English comes last anyway. Unnamed, it leaves dates and numbers as the person's own locale writes them.
  const last = noticeLanguage === 'en' ? [] : [noticeLanguage];
  return [locale, ...req.acceptsLanguages(), ...last];
}

/** Aborts when the browser goes away before its answer is complete. */
export function abortOnClose(res: Response): AbortSignal {
  const controller = new AbortController();
  res.once('close', () => {
    if (!res.writableFinished) controller.abort();
  });
  return controller.signal;
}
