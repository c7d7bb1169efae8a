/** Longest text of a SIS that is kept, in characters. */
export const maxSisMessage = 500;

/**
 * A SIS's own words fit to be stored and shown: markup reduced to its text, control and direction-changing
 * characters removed, blanks collapsed, at most `maxSisMessage` characters. Escaping is the page's task.
 */
export function cleanSisMessage(text: string): string {
  const plain = text
    .replace(/[\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return Array.from(plain).slice(0, maxSisMessage).join('').trim();
}

/** The body looks like a page or XML, not like JSON. */
export function isMarkup(body: string): boolean {
  return /^\s*</.test(body);
}

/** What a web page says of itself: its title, else its first heading, else nothing. */
export function readMarkupTitle(body: string): string {
  const found = /<(title|h1)\b[^>]*>([^<]{0,500})/i.exec(body.slice(0, 20_000));
  return cleanSisMessage(found?.[2] ?? '');
}
