import type { HideSecrets } from '../../http/hide-secrets.ts';

export const maxSisMessage = 500;

/** Longer texts are not searched for secrets, and nothing of what follows is shown. */
const maxSearched = 20_000;

/**
 * A message of the SIS, fit to be stored and shown: without our secrets (S45), control and direction-changing characters,
 * white space collapsed, at most `maxSisMessage` characters. Pages escape it.
 */
export function cleanSisMessage(text: string, hide: HideSecrets): string {
  // Before the cut, which could leave half a secret, and again after joining lines, which may have split one.
  const plain = hide(text.slice(0, maxSearched))
    .replace(/[\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return Array.from(hide(plain)).slice(0, maxSisMessage).join('').trim();
}

/** Whether the body is HTML or XML rather than JSON. */
export function isMarkup(body: string): boolean {
  return /^\s*</.test(body);
}

/** The title of a web page, else its first heading, else an empty string. */
export function readMarkupTitle(body: string, hide: HideSecrets): string {
  const found = /<(title|h1)\b[^>]*>([^<]*)/i.exec(body.slice(0, maxSearched));
  return cleanSisMessage(found?.[2] ?? '', hide);
}
