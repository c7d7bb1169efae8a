import { en } from './en/en.ts';
import type { Message, Messages, PluralMessage } from './messages.ts';

export type MessageValues = Readonly<Record<string, string | number>>;

/** A language: its messages and how to fill them in. */
export interface Language {
  /** BCP 47, for `lang` attributes. */
  readonly tag: string;
  readonly messages: Messages;
  /**
   * Fills in placeholders, with numbers as the person's locale writes them. An unknown placeholder stays
   * visible.
   */
  t(message: Message, values?: MessageValues): string;
}

/** Finds the language for a BCP 47 locale. */
export type ChooseLanguage = (locale: string) => Language;

/** Chooses among `languages`, keyed by the first part of their tag; English if there is none for the locale. */
export function createLanguageChooser(languages: Readonly<Record<string, Messages>>): ChooseLanguage {
  return (locale) => {
    const wanted = locale.split(/[-_]/)[0]?.toLowerCase() ?? 'en';
    const tag = Object.hasOwn(languages, wanted) ? wanted : 'en';
    const rules = new Intl.PluralRules(tag);
    const numbers = new Intl.NumberFormat(knownLocale(locale));
    return {
      tag,
      messages: languages[tag] ?? en,
      t(message, values = {}) {
        const form = typeof message === 'string' ? message : choosePlural(message, rules, values['count']);
        return form.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => {
          const value = Object.hasOwn(values, name) ? values[name] : undefined;
          if (value === undefined) return placeholder;
          return typeof value === 'number' ? numbers.format(value) : value;
        });
      },
    };
  };
}

/** The locale as `Intl` knows it, else `en`: Canvas also sends names outside BCP 47, such as `en_AU`. */
export function knownLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))[0] ?? 'en';
  } catch {
    return 'en';
  }
}

function choosePlural(
  message: PluralMessage,
  rules: Intl.PluralRules,
  count: string | number | undefined,
): string {
  return message[rules.select(Number(count ?? 0))] ?? message.other;
}
