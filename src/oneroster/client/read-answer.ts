import { z } from 'zod';
import type { HideSecrets } from '../../http/hide-secrets.ts';
import type { HttpResponse } from '../../http/http.ts';
import { parseJson } from '../../http/parse-json.ts';
import { readRetryAfter } from '../../http/retry-after.ts';
import { isFailureStatus, readStatusInfos, type StatusInfo } from '../payload/status-info.ts';
import type { SisFailure, SisReply } from '../sis-client.ts';
import { classifyStatus } from './classify-status.ts';
import { findRedirect, isWriteDone, readLocation } from './redirect.ts';
import { fail, succeed } from './reply.ts';
import { cleanSisMessage, isMarkup, readMarkupTitle } from './sis-message.ts';

export interface AnswerContext {
  readonly operation: 'read' | 'write';
  readonly scopeMissing: boolean;
  readonly now: Date;
  readonly hide: HideSecrets;
  /** Whether the answer may hold names or scores: then none of its words are shown. */
  readonly mayNamePeople: boolean;
  /** The address that was requested. */
  readonly url: string;
  /** Called for a write that is answered by a page, or by a redirect to one. */
  noteHabit(): void;
}

/** A successful answer. `json` is undefined if it has no JSON body, which only a write and a 204 may lack. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly json: unknown;
}

/** `{"error": "…"}` (Masterjx9) and its relatives. */
const plainError = z.looseObject({
  error: z.string().optional().catch(undefined),
  error_description: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
});

/**
 * Any 2xx is a success unless its body says otherwise: a failure in any error shape (H10), a web page (H9) or truncated
 * JSON (H8). A write may be answered without a body, with plain text (OF5), with a page that says OK, or with a 303 to an
 * object of the gradebook: whether it was done, reading back tells.
 */
export function readAnswer(response: HttpResponse, context: AnswerContext): SisReply<Answer> {
  const { status, headers, body } = response;
  const json = parseJson(body);
  if (context.operation === 'write' && isWriteDone(response, context.url)) {
    context.noteHabit();
    return succeed({ status, headers, json: undefined });
  }
  if (status < 200 || status > 299) return fail(describeFailure(response, json, context));
  if (saysFailure(json)) return fail(describeFailure(response, json, context));
  if (json !== undefined) return succeed({ status, headers, json });
  if (context.operation === 'write' && !isMarkup(body) && !/^\s*[[{"]/.test(body)) {
    return succeed({ status, headers, json: undefined });
  }
  if (status === 204) return succeed({ status, headers, json: undefined });
  if (context.operation === 'write' && isPageSayingDone(body)) {
    context.noteHabit();
    return succeed({ status, headers, json: undefined });
  }
  return fail({
    kind: 'transient',
    status,
    codeMinor: null,
    sisMessage: isMarkup(body)
      ? readMarkupTitle(body, context.hide)
      : context.mayNamePeople
        ? ''
        : readFirstWords(body, context.hide),
    retryAfterMs: readRetryAfter(headers['retry-after'], context.now),
    detail: isMarkup(body) ? 'page_instead_of_json' : body.trim() === '' ? 'empty_body' : 'broken_json',
  });
}

/** A failed status object or a plain error; no OneRoster object has an `error`. */
function saysFailure(json: unknown): boolean {
  if (json === undefined) return false;
  if (readStatusInfos(json).some(isFailureStatus)) return true;
  const plain = plainError.safeParse(json);
  return plain.success && Boolean(plain.data.error);
}

/** What cannot be read, up to the length of a line. */
function readFirstWords(body: string, hide: HideSecrets): string {
  return Array.from(cleanSisMessage(body, hide)).slice(0, 80).join('');
}

/** A page with nothing but a word of success. */
function isPageSayingDone(body: string): boolean {
  if (!isMarkup(body)) return false;
  const text = body
    .replace(/<(title|style|script)\b[^>]*>[^<]*<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return (
    text.length <= 60 &&
    /^(ok|success|successful|successfully|created|updated|saved|accepted|done)\b/i.test(text)
  );
}

/**
 * Whether the answer may mean that the SIS takes the token no longer, though it is no 401: 403, a redirect to a login page,
 * or 400 with `invalid_token` (RFC 6750 § 3.1 asks for 401).
 */
export function isTokenRefusal(response: HttpResponse, url: string): boolean {
  const { status, headers, body } = response;
  if (status === 403) return true;
  if (status === 400)
    return /invalid_token/i.test(`${headers['www-authenticate'] ?? ''} ${body.slice(0, 2_000)}`);
  return (
    readLocation(response, url) !== null &&
    findRedirect(response, url) === null &&
    !isWriteDone(response, url)
  );
}

function describeFailure(response: HttpResponse, json: unknown, context: AnswerContext): SisFailure {
  const infos = readStatusInfos(json);
  const info = infos.find(isFailureStatus) ?? infos[0] ?? null;
  const codeMinor = info?.codeMinor ?? null;
  const location = readLocation(response, context.url);
  const scopeMissing =
    context.scopeMissing || /error="?insufficient_scope/i.test(response.headers['www-authenticate'] ?? '');
  return {
    kind: classifyStatus(response.status, { operation: context.operation, codeMinor, scopeMissing }),
    status: response.status,
    codeMinor: codeMinor && context.hide(codeMinor),
    sisMessage:
      location === null
        ? readSisMessage(response.body, json, info, context.hide)
        : cleanSisMessage(`${response.status} → ${location.origin}${location.pathname}`, context.hide),
    retryAfterMs: readRetryAfter(response.headers['retry-after'], context.now),
    ...(location === null ? {} : { detail: 'redirect' }),
  };
}

/** The description of the status object, else a plain error's text, else a plain-text body. */
function readSisMessage(body: string, json: unknown, info: StatusInfo | null, hide: HideSecrets): string {
  if (info?.description) return cleanSisMessage(info.description, hide);
  const plain = plainError.safeParse(json);
  if (plain.success) {
    const { error, error_description, message } = plain.data;
    return cleanSisMessage(error_description ?? message ?? error ?? info?.codeMinor ?? '', hide);
  }
  if (isMarkup(body)) return readMarkupTitle(body, hide);
  return cleanSisMessage(typeof json === 'string' ? json : json === undefined ? body : '', hide);
}
