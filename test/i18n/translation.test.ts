import { expect } from 'chai';
import { en } from '../../src/i18n/en/en.ts';
import { languages } from '../../src/i18n/languages.ts';
import type { Translation } from '../../src/i18n/messages.ts';
import { pseudo, pseudoTag } from '../support/pseudo-language.ts';

const english = {
  greeting: 'Hello',
  sent: '{name} sent {count} grades',
  grades: { one: '{count} grade in {course}', other: '{count} grades in {course}' },
  steps: ['Read', 'Send'],
} as const;

/** Accepts what the compiler accepts as a translation of `english`. */
const translate = (translation: Translation<typeof english>): typeof translation => translation;

const polish = translate({
  greeting: 'Cześć',
  sent: 'Oceny ({count}) wysłane przez: {name}',
  grades: {
    one: 'jedna ocena w {course}',
    few: '{count} oceny w {course}',
    many: '{count} ocen w {course}',
    other: '{count} oceny w {course}',
  },
  steps: ['Czytaj', 'Wyślij'],
});

/** The placeholders of every text, by its path. The compiler does not notice one that English lacks. */
function listPlaceholders(messages: unknown, path = ''): [path: string, names: string[]][] {
  if (typeof messages === 'string') {
    return [[path, [...new Set(messages.match(/\{\w+\}/g) ?? [])].sort()]];
  }
  if (typeof messages !== 'object' || messages === null) return [];
  return Object.entries(messages).flatMap(([key, entry]) => listPlaceholders(entry, `${path}.${key}`));
}

describe('every language', () => {
  it('is checked by the compiler: keys, placeholders, plural forms and lists', () => {
    // @ts-expect-error a message is missing
    translate({ sent: polish.sent, grades: polish.grades, steps: polish.steps });
    // @ts-expect-error a placeholder is missing
    translate({ ...polish, sent: 'Oceny ({count}) wysłane' });
    // @ts-expect-error a placeholder of one plural form is missing
    translate({ ...polish, grades: { ...polish.grades, few: '{count} oceny' } });
    // @ts-expect-error a plural without its general form
    translate({ ...polish, grades: { one: 'jedna ocena w {course}' } });
    // @ts-expect-error a step is missing
    translate({ ...polish, steps: ['Czytaj'] });
    expect(Object.keys(polish.grades)).to.include.members(['few', 'many']);
  });

  it('has the same placeholders as English, and no others', () => {
    const known = new Map(listPlaceholders(en));
    for (const [tag, messages] of Object.entries({ ...languages, [pseudoTag]: pseudo })) {
      for (const [path, names] of listPlaceholders(messages)) {
        // A plural form that English lacks is compared with the general form.
        const own = known.get(path) ?? known.get(path.replace(/\.\w+$/, '.other')) ?? [];
        expect([...own, '{count}'], `${tag}${path}`).to.include.members(names);
      }
    }
  });
});
