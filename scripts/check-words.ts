/**
 * Holds every English message to the style in CONTRIBUTING.md (*Words*): words that a teacher's colleague would
 * not say, sentences with more than one idea, and typewriter apostrophes. Finds texts that a translation left in English. `npm run check:words`.
 */
import { en } from '../src/i18n/en/en.ts';
import { languages } from '../src/i18n/languages.ts';

/** More words than this are two ideas. */
const longestSentence = 32;

/** What to avoid, and what to write. `everywhere: false`: administrators may read it. */
const avoid: readonly { readonly words: RegExp; readonly write: string; readonly everywhere: boolean }[] = [
  { words: /\bmend(s|ed)?\b/i, write: 'fix', everywhere: true },
  { words: /\bgo(es)? on\b|\bgoing on\b/i, write: 'continues, keeps running, is running', everywhere: true },
  { words: /\bby (itself|themselves)\b/i, write: 'who does it, or nothing', everywhere: true },
  { words: /\bmakes? no sense\b/i, write: 'unexpected', everywhere: true },
  { words: /\bnone of them\b/i, write: 'say it of the person: “Your account isn’t …”', everywhere: true },
  { words: /\bthe tool\b/i, write: 'Grade Passback', everywhere: true },
  { words: /\b(was|were|is|are) (sent|saved|read|changed) by\b/i, write: 'who does it', everywhere: true },
  { words: /\bwhat became of\b/i, write: 'the result of', everywhere: true },
  { words: /\ball the same\b/i, write: 'anyway', everywhere: true },
  { words: /\bat the moment\b/i, write: 'right now', everywhere: true },
  { words: /\bin force\b|\bhitherto\b|\bthereby\b|\bwhereby\b/i, write: 'a plain word', everywhere: true },
  { words: /\bas (it|they) (is|are|was|were)\b/i, write: 'alone, unchanged', everywhere: false },
  {
    words: /\b(can|do|does|did|is|are|was|were|has|have) ?not\b/i,
    write: 'the contraction',
    everywhere: true,
  },
  { words: /\bruns? (started|that were)\b/i, write: 'grade sync', everywhere: true },
  { words: /\b[Tt]he SIS\b/, write: '{sis}', everywhere: false },
  { words: /\w'\w/, write: 'the apostrophe ’', everywhere: true },
  { words: /\bplease note\b|\bsimply\b|\bjust\b/i, write: 'nothing', everywhere: true },
];

/** Canvas's own words, quoted. */
const quoted = /“[^”]*”/g;

const faults = listTexts(en).flatMap(([path, text]) => {
  const plain = text.replaceAll(quoted, '“”');
  const forAdministrators = /^(administration|registration)\./.test(path);
  const words = avoid
    .filter(({ everywhere }) => everywhere || !forAdministrators)
    .flatMap(({ words: pattern, write }) => {
      const found = pattern.exec(plain);
      return found === null ? [] : [`${path}: “${found[0]}”: write ${write}`];
    });
  const long = plain
    .split(/(?<=[.:;!?])\s/)
    .filter((sentence) => sentence.split(/\s+/).length > longestSentence)
    .map((sentence) => `${path}: more than ${longestSentence} words: ${sentence}`);
  return [...words, ...long];
});

/** Names that are the same in every language. */
const names =
  /^(?:[\d\s\p{P}]|\{\w+\}|Canvas|CSV|SIS|Webhook|OK|ID|OAuth|OneRoster|Grade Passback|Grade Sync|Remaster|a)*$/u;
const english = new Map(listTexts(en));
/** The compiler finds a missing text, but not one that was left in English. */
const untranslated = Object.entries(languages).flatMap(([tag, messages]) =>
  messages === en
    ? []
    : listTexts(messages)
        .filter(([path, text]) => english.get(path) === text && !names.test(text))
        .map(([path, text]) => `${tag}.${path}: still English: ${text}`),
);
faults.push(...untranslated);

if (faults.length > 0) {
  console.error(faults.join('\n'));
  process.exitCode = 1;
}

function listTexts(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    listTexts(entry, path === '' ? key : `${path}.${key}`),
  );
}
