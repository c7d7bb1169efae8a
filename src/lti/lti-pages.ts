import { join } from 'node:path';
import ejs from 'ejs';
import type { Request, Response } from 'express';
import type { Institution } from '../domain/institution.ts';
import { readBasePath } from '../http/public-address.ts';
import type { Language } from '../i18n/language.ts';
import { productFolder } from '../product-folder.ts';
import type { LtiDeps } from './lti-deps.ts';
import { allowFramingFrom, frameAncestors } from './session/frame-ancestors.ts';

const folder = join(productFolder, 'views/lti');

/** A login or launch whose institution is known. */
export interface LtiExchange {
  readonly request: Request;
  readonly response: Response;
  readonly institution: Institution;
  /** The person's, once a launch has told it; until then the browser's languages decide. */
  readonly locale?: string;
}

/**
 * The pages of login and launch, with what they pass to their scripts. Addresses are our own paths unless
 * said otherwise.
 */
export type LtiPage =
  | {
      readonly view: 'login';
      readonly state: string;
      readonly authorizationUrl: string;
      readonly cookieCheckPath: string;
      readonly storage: StorageAccess;
      readonly secret: string;
    }
  | {
      readonly view: 'prove-by-storage';
      readonly state: string;
      readonly idToken: string;
      readonly storage: StorageAccess;
    }
  | { readonly view: 'new-window'; readonly state: string }
  | { readonly view: 'continue'; readonly authorizationUrl: string }
  | { readonly view: 'session-in-new-window'; readonly ticket: string };

/** Where Platform Storage is: the frame's name, the only origin that may answer, and our key in it. */
export interface StorageAccess {
  readonly frame: string;
  readonly origin: string;
  readonly key: string;
}

/** Only our own script and style; forms stay with us. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
].join(';');

/** Answers a login or launch with a page that only the institution's Canvas may frame. */
export async function renderLtiPage(
  { request, response, institution, locale }: LtiExchange,
  { publicUrl, chooseLanguage }: Pick<LtiDeps, 'publicUrl' | 'chooseLanguage'>,
  page: LtiPage,
  status = 200,
): Promise<void> {
  const { view, ...model } = page;
  const language = chooseLanguage(...(locale ? [locale] : []), ...request.acceptsLanguages());
  await sendLtiPage(response, {
    view,
    model: { ...model, t: language.messages.launch },
    language,
    publicUrl,
    framedBy: frameAncestors(institution),
    status,
  });
}

/** A view of `views/lti`, filled with `model`, that only pages of `framedBy` may frame. */
export interface FramedView {
  readonly view: string;
  readonly model: object;
  readonly language: Language;
  readonly publicUrl: string;
  readonly framedBy: readonly string[];
  /** 200 unless given. */
  readonly status?: number;
}

/** Answers with a page under its own policy, which nobody stores. */
export async function sendLtiPage(response: Response, page: FramedView): Promise<void> {
  const { view, model, language, publicUrl, framedBy, status = 200 } = page;
  const content = {
    ...model,
    basePath: readBasePath(publicUrl),
    language: language.tag,
    direction: language.direction,
  };
  const html = await ejs.renderFile(join(folder, `${view}.ejs`), content, { cache: true });
  response.setHeader('content-security-policy', pagePolicy);
  allowFramingFrom(response, framedBy);
  setPrivateHeaders(response);
  response.status(status).type('html').send(html);
}

/** Sends the browser on. Express's own redirect also negotiates and writes a page that no browser shows. */
export function redirect(response: Response, status: 302 | 303, address: string): void {
  response.status(status).setHeader('location', address).end();
}

/** Headers of every answer that belongs to one person. */
export function setPrivateHeaders(response: Response): void {
  response.setHeader('cache-control', 'no-store');
  // Our own forms must name their origin, which `no-referrer` would blank. Other sites still learn nothing.
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('x-content-type-options', 'nosniff');
}
