import { en } from '../../src/i18n/en/en.ts';
import type { Messages } from '../../src/i18n/messages.ts';

/** First part of the pseudo-language's tag; private use by BCP 47. */
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
 * English made strange: every message between brackets, accented and a third longer, its placeholders untouched. What
 * a page shows outside of brackets has not come from the catalogue.
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

/** A value of the same shape in which every string went through `change`. */
function mapTexts<T>(value: T, change: (text: string) => string): T;
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((entry: unknown) => mapTexts(entry, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, mapTexts(entry, change)]));
}

/** What of a text does not stand between the brackets of the pseudo-language. */
export function readOutsideBrackets(text: string): string {
  let rest = text;
  for (let before = ''; before !== rest; ) {
    before = rest;
    rest = rest.replaceAll(/⟦[^⟦⟧]*⟧/g, ' ');
  }
  return rest;
}

/** What is read or heard on a page: its text, and the attributes that browsers show or speak. */
export function readPage(html: string): string {
  const spoken = [...html.matchAll(/\s(?:aria-label|alt|title|placeholder)="([^"]*)"/g)].map(
    ([, text]) => text,
  );
  // What scripts show later; a single word there is a name for the script.
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
