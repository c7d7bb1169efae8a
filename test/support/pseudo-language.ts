import { en } from '../../src/i18n/en/en.ts';
import type { Messages } from '../../src/i18n/messages.ts';

/** The first part of the pseudo-language's tag; for private use by BCP 47. */
export const pseudoTag = 'qps';

const accented: Readonly<Record<string, string>> = {
  a: 'á',
  b: 'ƀ',
  c: 'ç',
  d: 'ð',
  e: 'é',
  f: 'ƒ',
  g: 'ĝ',
  h: 'ĥ',
  i: 'î',
  j: 'ĵ',
  k: 'ķ',
  l: 'ļ',
  m: 'ɱ',
  n: 'ñ',
  o: 'ö',
  p: 'þ',
  q: 'ǫ',
  r: 'ŕ',
  s: 'š',
  t: 'ţ',
  u: 'û',
  v: 'ṽ',
  w: 'ŵ',
  x: 'ẋ',
  y: 'ý',
  z: 'ž',
};

/**
 * Disguised English: every message in brackets, accented and a third longer, with its placeholders intact.
 * Text outside brackets did not come from the messages.
 */
export const pseudo: Messages = disguise(en);

function disguise<T>(messages: T): T {
  return mapTexts(messages, disguiseText);
}

function disguiseText(text: string): string {
  const parts = text.split(/(\{\w+\})/);
  const strange = parts.map((part, place) =>
    place % 2 === 1 ? part : part.replaceAll(/[a-z]/g, (letter) => accented[letter] ?? letter),
  );
  return `⟦${strange.join('')}${'~'.repeat(Math.ceil(text.length / 3))}⟧`;
}

/** A value of the same shape with every string passed through `change`. */
function mapTexts<T>(value: T, change: (text: string) => string): T;
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((entry: unknown) => mapTexts(entry, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, mapTexts(entry, change)]));
}

/** Every string in the data that pages show. */
export function collectTexts(...values: readonly unknown[]): string[] {
  return values.flatMap((value) => {
    if (typeof value === 'string') return [value];
    if (value instanceof Date || typeof value !== 'object' || value === null) return [];
    return collectTexts(...Object.values(value));
  });
}

/** Names of products and standards, which stay the same in every language. */
const names = ['Canvas', 'OneRoster', 'SIS', 'CSV', 'OAuth', 'LTI'];

/** Dates, times, zones and units as `Intl` writes them for an unknown locale. */
const formatted = new Set([
  ...Array.from({ length: 12 }, (_, month) => new Date(2026, month, 1 + (month % 7))).flatMap((day) =>
    (['long', 'short'] as const).flatMap((style) => [
      new Intl.DateTimeFormat(pseudoTag, { month: style }).format(day),
      new Intl.DateTimeFormat(pseudoTag, { weekday: style }).format(day),
    ]),
  ),
  ...['AM', 'PM', 'at', 'UTC', 'GMT', 'CST', 'CDT', 'sec', 'min', 'hr', 'ms'],
]);

/**
 * The words of `text` that are neither in the messages nor in `data`, which people typed or Canvas supplied.
 */
export function findTextOutsideMessages(text: string, data: readonly string[]): string[] {
  let rest = readOutsideBrackets(text).replaceAll(/\b(?:url|https?):\S+|\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/g, ' ');
  const known = [...data, ...names].filter((entry) => /\p{L}{2}/u.test(entry));
  for (const entry of known.sort((one, other) => other.length - one.length))
    rest = rest.replaceAll(entry, ' ');
  return (rest.match(/\p{L}{2,}/gu) ?? []).filter((word) => !formatted.has(word));
}

/** The parts of a text outside the pseudo-language's brackets. */
function readOutsideBrackets(text: string): string {
  let rest = text;
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replaceAll(/⟦[^⟦⟧]*⟧/g, ' ');
  }
  return rest;
}

/** What a person sees or hears: the page's text and the attributes that browsers show or speak. */
export function readPage(html: string): string {
  const spoken = [...html.matchAll(/\s(?:aria-label|alt|title|placeholder)="([^"]*)"/g)].map(
    ([, text]) => text,
  );
  // Texts that scripts show later; a single word is a name for the script.
  const kept = [...html.matchAll(/\sdata-[a-z-]+="([^"]* [^"]*)"/g)].map(([, text]) => text);
  const shown = html.replaceAll(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, ' ').replaceAll(/<[^>]+>/g, ' ');
  return [shown, ...spoken, ...kept]
    .join(' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&#34;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
