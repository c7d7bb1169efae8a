import { en } from './en.ts';

/** A text that people read: a sentence with `{placeholders}`, or its plural forms, chosen by the value `count`. */
export type Message = string | PluralMessage;

/** Forms by `Intl.PluralRules` category; a language with more categories than English adds them. */
export interface PluralMessage {
  readonly other: string;
  readonly zero?: string;
  readonly one?: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
}

export type MessageValues = Readonly<Record<string, string | number>>;

/** Every message of one language. A translation is an object of this type. */
export type Messages = typeof en;

/** One language: its messages and the way to fill them in. */
export interface Language {
  /** BCP 47, for `lang` attributes. */
  readonly tag: string;
  readonly messages: Messages;
  /** Fills placeholders in; numbers are written as in the person's locale. An unknown placeholder stays visible. */
  t(message: Message, values?: MessageValues): string;
}

/** Finds the language for a BCP 47 locale. */
export type ChooseLanguage = (locale: string) => Language;

/**
 * Chooses among catalogues, which are kept by the first part of their tag; a locale that has none reads English.
 * A process has those of `catalogues.ts`; a test adds a language of its own.
 */
export function createLanguages(catalogues: Readonly<Record<string, Messages>>): ChooseLanguage {
  return (locale) => {
    const wanted = locale.split(/[-_]/)[0]?.toLowerCase() ?? 'en';
    const tag = Object.hasOwn(catalogues, wanted) ? wanted : 'en';
    const rules = new Intl.PluralRules(tag);
    const numbers = new Intl.NumberFormat(knownLocale(locale));
    return {
      tag,
      messages: catalogues[tag] ?? en,
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

/** The locale as `Intl` knows it, else `en`: Canvas also sends names that are no BCP 47, such as `en_AU`. */
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
