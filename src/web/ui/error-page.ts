import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import { ProductError, toPublicError } from '../../errors.ts';
import { describeError } from '../../i18n/describe-error.ts';
import { type Language, nameSis } from '../../i18n/language.ts';
import { buildPlainFrame, type Look } from './frame.ts';
import { createLinks, safeLink } from './links.ts';
import type { PageModel } from './render.ts';
import type { ErrorPageDeps } from './web-deps.ts';

/** What `views/ui/error.ejs` prints. */
export interface ErrorModel extends PageModel {
  readonly title: string;
  /** Being asked for consent is no error. */
  readonly mark: 'info' | 'error';
  /** Of a step; an error has parts. */
  readonly sentences: readonly string[];
  readonly parts: readonly { readonly label: string; readonly text: string }[];
  readonly reference: { readonly label: string; readonly value: string } | null;
  /** Opens a new window: Canvas may refuse to show its consent page in a frame. */
  readonly connect: { readonly label: string; readonly href: string; readonly newWindow: string } | null;
  /** Reloads the same page, after something was done in the other window, or some minutes later. */
  readonly again: { readonly label: string; readonly href: string } | null;
  readonly back: { readonly label: string; readonly href: string } | null;
}

/** Answers every unknown address. */
export const refuseUnknownPage: RequestHandler = () => {
  throw new ProductError('not_found');
};

/**
 * The one place where anything thrown becomes what a person reads: a page, or JSON if the client prefers it.
 * The log gets the detail, the cause and the reference; the person gets the public text and the reference
 * (S32).
 */
export function createErrorPage(deps: ErrorPageDeps): ErrorRequestHandler {
  return async (thrown: unknown, req, res, _next) => {
    const error = toPublicError(thrown);
    const reference = createReference(deps.randomBytes(5));
    // A page that has begun ends with the error in the place of its content.
    const begun = deps.hasBegun(res);
    const gone = (res.headersSent && !begun) || res.destroyed;
    logError(deps, error, { reference, gone, method: req.method });
    if (gone) {
      res.destroy();
      return;
    }
    const { locales, look, sisLabel } = deps.personOf(req);
    const language = nameSisIn(deps.chooseLanguage(...locales), sisLabel);
    if (!begun) res.status(error.status).set('Cache-Control', 'no-store').vary('Accept');
    if (!begun && req.accepts(['html', 'json']) === 'json') {
      res.json({ error: error.code, reference, ...describeError(language, error) });
      return;
    }
    try {
      const place = await readPlace(deps, req, error);
      await deps.render(res, 'ui/error', buildError({ language, look }, error, reference, place));
    } catch (failure) {
      deps.log.error({ event: 'error_page_failed', reference, err: failure }, 'error page not rendered');
      const text = `${describeError(language, error).title} (${reference})`;
      if (begun) res.destroy();
      else res.type('text').send(text);
    }
  };
}

function logError(
  { log }: ErrorPageDeps,
  error: ProductError,
  facts: { readonly reference: string; readonly gone: boolean; readonly method: string },
): void {
  const { code, status, detail } = error;
  if (code === 'not_found') {
    // Robots request such pages all day.
    log.info({ event: 'unknown_page', method: facts.method, reference: facts.reference }, 'unknown page');
    return;
  }
  const line = { event: 'error_page', code, status, detail, ...facts, err: error };
  const left = error.cause instanceof Error && error.cause.name === 'AbortError';
  if (facts.gone && left) log.info(line, 'the browser left before the answer');
  else if (status >= 500) log.error(line, 'error page');
  else log.warn(line, 'error page');
}

/** The language with the institution's own name for its SIS; null: the institution is unknown. */
function nameSisIn(language: Language, sisLabel: string | null): Language {
  if (sisLabel === null) return language;
  const names = nameSis(language.messages, sisLabel);
  return { ...language, t: (message, values = {}) => language.t(message, { ...names, ...values }) };
}

interface Place {
  readonly base: string | null;
  readonly isInDialog: boolean;
  /** Administration, for administrators; null for everybody else. */
  readonly administration: string | null;
  /** The requested page, if asking again makes sense. */
  readonly here: string | null;
  /** Where Canvas asks for consent, if that is what is missing. */
  readonly connect: string | null;
}

async function readPlace(deps: ErrorPageDeps, req: Request, { code }: ProductError): Promise<Place> {
  const base = deps.baseOf(req);
  const isPage = req.method === 'GET' && base !== null && req.originalUrl.startsWith(`${base}/`);
  const needsConsent = code === 'canvas_consent_needed' || code === 'canvas_consent_refused';
  return {
    base,
    isInDialog: deps.isInDialog(req),
    administration: deps.administrationOf?.(req) ?? null,
    here: isPage ? req.originalUrl : null,
    connect: needsConsent ? safeLink(await deps.connectAddress(req)) : null,
  };
}

function buildError(
  { language, look }: { readonly language: Language; readonly look: Look },
  error: ProductError,
  reference: string,
  place: Place,
): ErrorModel {
  const texts = language.messages.errorPage;
  const text = describeError(language, error);
  const { connect } = place;
  return {
    frame: buildPlainFrame(
      { language, look },
      {
        title: text.title,
        scripts: connect === null ? [] : ['ui/connect.js'],
        layout: place.isInDialog ? 'dialog' : 'plain',
      },
    ),
    title: text.title,
    mark: connect === null ? 'error' : 'info',
    // Being asked for consent is a step on the way, not an error.
    sentences: connect === null ? [] : [text.happened, text.todo],
    parts:
      connect === null
        ? [
            { label: texts.happened, text: text.happened },
            { label: texts.grades, text: text.grades },
            { label: texts.todo, text: text.todo },
          ]
        : [],
    reference: connect === null ? { label: texts.reference, value: reference } : null,
    connect:
      connect === null
        ? null
        : { label: texts.connect, href: connect, newWindow: language.messages.frame.newWindow },
    again: buildAgain(language, error, place),
    back: offersWayBack(error) ? buildWayBack(language, place) : null,
  };
}

/** After consent; or when something else was down, which may work again by now. */
function buildAgain(
  { messages }: Language,
  { status }: ProductError,
  { base, here, connect }: Place,
): ErrorModel['again'] {
  const texts = messages.errorPage;
  if (connect !== null && base !== null) {
    return { label: texts.again, href: here ?? createLinks(base).postGrades() };
  }
  return status >= 500 && here !== null ? { label: texts.tryAgain, href: here } : null;
}

function buildWayBack(language: Language, { base, administration }: Place): ErrorModel['back'] {
  const texts = language.messages.errorPage;
  if (administration !== null) return { label: texts.backToAdministration, href: administration };
  return base === null ? null : { label: texts.back, href: createLinks(base).history() };
}

/** A person without permission, or whose session is over, would only get the same page again. */
function offersWayBack({ code }: ProductError): boolean {
  return (
    code === 'not_found' || code === 'run_not_found' || code === 'form_invalid' || code === 'nothing_selected'
  );
}

/** Eight characters that can be read out on the telephone: Crockford's base 32, without I, L, O, U. */
function createReference(random: Buffer): string {
  const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  let bits = BigInt(`0x${random.toString('hex')}`);
  let reference = '';
  for (let place = 0; place < 8; place += 1) {
    reference = (letters[Number(bits % 32n)] ?? '0') + reference;
    bits /= 32n;
  }
  return `${reference.slice(0, 4)}-${reference.slice(4)}`;
}
