import { join } from 'node:path';
import ejs from 'ejs';
import type { Request, Response } from 'express';
import type { Institution } from '../domain/institution.ts';
import { createTexts, type Texts } from '../i18n/create-messages.ts';
import { allowFramingFrom, frameAncestors } from './session/frame-ancestors.ts';

const folder = join(import.meta.dirname, '../../views/door');

/** What the pages of the door show and hand to their scripts; addresses are paths of our own unless said otherwise. */
export type DoorPage =
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

/** Nothing but our own script and style; forms stay with us. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
].join(';');

/** Answers with a page of the door, which only the institution's Canvas may frame. */
export async function renderDoorPage(
  request: Request,
  response: Response,
  institution: Institution,
  publicUrl: string,
  page: DoorPage,
  status = 200,
): Promise<void> {
  const { view, ...model } = page;
  const texts = createTexts(request.acceptsLanguages()[0] ?? 'en');
  const content = { view, model: { ...model, t: texts.catalogue.door }, texts };
  await sendDoorPage(response, content, publicUrl, frameAncestors(institution), status);
}

/** Answers with the view `view` of the door, which only `framedBy` may frame. */
export async function sendDoorPage(
  response: Response,
  { view, model, texts }: { readonly view: string; readonly model: object; readonly texts: Texts },
  publicUrl: string,
  framedBy: readonly string[],
  status = 200,
): Promise<void> {
  const basePath = new URL(publicUrl).pathname.replace(/\/$/, '');
  const content = { ...model, basePath, language: texts.language };
  const html = await ejs.renderFile(join(folder, `${view}.ejs`), content, { cache: true });
  response.setHeader('content-security-policy', pagePolicy);
  allowFramingFrom(response, framedBy);
  setPrivateHeaders(response);
  response.status(status).type('html').send(html);
}

/** For every answer of the door that belongs to one person. */
export function setPrivateHeaders(response: Response): void {
  response.setHeader('cache-control', 'no-store');
  // Our own forms must name their origin, which `no-referrer` would blank; others learn nothing.
  response.setHeader('referrer-policy', 'same-origin');
  response.setHeader('x-content-type-options', 'nosniff');
}
