import { defaultInstitutionSettings } from '../domain/institution-settings.ts';
import { en } from './en/en.ts';
import type { Message, Messages, PluralMessage } from './messages.ts';

export type MessageValues = Readonly<Record<string, string | number>>;

/** A language: its messages and how to fill them in. */
export interface Language {
  /** BCP 47, for `lang` attributes. */
  readonly tag: string;
  readonly direction: 'ltr' | 'rtl';
  /** The locale that dates and numbers follow. */
  readonly locale: string;
  readonly messages: Messages;
  /**
   * Fills in placeholders, with numbers as the person's locale writes them. An unknown placeholder stays
   * visible.
   */
  t(message: Message, values?: MessageValues): string;
}

/** Finds the language for the first of the BCP 47 locales that has one: the launch's, the browser's, the institution's. */
export type ChooseLanguage = (...locales: readonly string[]) => Language;

/** Browsers say `*` for any language, launches `und` for none. */
const isNamed = (locale: string): boolean => locale !== '*' && locale !== 'und';

/** Scripts that are written from right to left. */
const rightToLeft = new Set(['Arab', 'Hebr', 'Syrc', 'Thaa', 'Nkoo', 'Adlm']);

/** Chooses among `languages`, keyed by the first part of their tag; English if there is none for any locale. */
export function createLanguageChooser(languages: Readonly<Record<string, Messages>>): ChooseLanguage {
  const tagOf = (locale: string): string | null => {
    const wanted = locale.split(/[-_]/)[0]?.toLowerCase() ?? '';
    return Object.hasOwn(languages, wanted) ? wanted : null;
  };
  return (...locales) => {
    const locale = locales.find((one) => tagOf(one) !== null) ?? locales.find(isNamed) ?? 'en';
    const tag = tagOf(locale) ?? 'en';
    const rules = new Intl.PluralRules(tag);
    const numbers = new Intl.NumberFormat(knownLocale(locale));
    const messages = languages[tag] ?? en;
    const { yourSis, sis: sisLabel } = messages.frame;
    const unnamed = new Map(Object.entries({ sis: yourSis, sisLabel }));
    return {
      tag,
      direction: rightToLeft.has(new Intl.Locale(tag).maximize().script ?? '') ? 'rtl' : 'ltr',
      locale,
      messages,
      t(message, values = {}) {
        const form = typeof message === 'string' ? message : choosePlural(message, rules, values['count']);
        return form.replaceAll(/\{(\w+)\}/g, (placeholder, name: string, offset: number) => {
          const value = Object.hasOwn(values, name) ? values[name] : unnamed.get(name);
          if (value === undefined) return placeholder;
          if (typeof value === 'number') return numbers.format(value);
          if (value === yourSis && startsSentence(form, offset)) return capitalize(value, tag);
          const rest = form.slice(offset + placeholder.length);
          return value.endsWith('.') && endsSentence(rest) ? value.slice(0, -1) : value;
        });
      },
    };
  };
}

/**
 * The values of `{sis}` and `{sisLabel}`: the institution's own name for its SIS. A SIS without one is *your
 * SIS* in a sentence, and *SIS* in a name such as *Sync to SIS*.
 */
export function nameSis(
  { frame }: Messages,
  sisLabel: string,
): { readonly sis: string; readonly sisLabel: string } {
  const isNamed = sisLabel.trim() !== '' && sisLabel !== defaultInstitutionSettings.sisLabel;
  return isNamed ? { sis: sisLabel, sisLabel } : { sis: frame.yourSis, sisLabel: frame.sis };
}

/** The locale as `Intl` knows it, else `en`: Canvas also sends names outside BCP 47, such as `en_AU`. */
export function knownLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))[0] ?? 'en';
  } catch {
    return 'en';
  }
}

function startsSentence(text: string, offset: number): boolean {
  return /(?:^|[.!?…]\s+|[¿¡])$/.test(text.slice(0, offset));
}

/** A value with a stop of its own, such as *9:30 a.m.*, also ends the sentence. */
function endsSentence(rest: string): boolean {
  return /^\.(?:\s|$)/.test(rest);
}

function capitalize(text: string, tag: string): string {
  return text.charAt(0).toLocaleUpperCase(tag) + text.slice(1);
}

function choosePlural(
  message: PluralMessage,
  rules: Intl.PluralRules,
  count: string | number | undefined,
): string {
  return message[rules.select(Number(count ?? 0))] ?? message.other;
}
