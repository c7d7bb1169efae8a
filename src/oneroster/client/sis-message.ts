export const maxSisMessage = 500;

/**
 * A message of the SIS, fit to be stored and shown: without control and direction-changing characters, white space
 * collapsed, at most `maxSisMessage` characters. Pages escape it.
 */
export function cleanSisMessage(text: string): string {
  const plain = text
    .replace(/[\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  return Array.from(plain).slice(0, maxSisMessage).join('').trim();
}

/** Whether the body is HTML or XML rather than JSON. */
export function isMarkup(body: string): boolean {
  return /^\s*</.test(body);
}

/** The title of a web page, else its first heading, else an empty string. */
export function readMarkupTitle(body: string): string {
  const found = /<(title|h1)\b[^>]*>([^<]{0,500})/i.exec(body.slice(0, 20_000));
  return cleanSisMessage(found?.[2] ?? '');
}
