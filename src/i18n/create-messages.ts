import { en } from './en.ts';

/** A sentence with `{placeholders}`, or its plural forms, chosen by the value `count`. */
export type Text = string | PluralText;

/** Forms by `Intl.PluralRules` category; a language with more categories than English adds them. */
export interface PluralText {
  readonly other: string;
  readonly zero?: string;
  readonly one?: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
}

export type TextValues = Readonly<Record<string, string | number>>;

/** Every sentence a person reads. A translation is an object of this type. */
export type Catalogue = typeof en;

/** The catalogue of one language and the way to fill its sentences in. */
export interface Texts {
  /** For `lang` attributes: the language of the sentences. */
  readonly language: string;
  readonly catalogue: Catalogue;
  /** Fills placeholders in; numbers are written as in the person's locale. An unknown placeholder stays visible. */
  say(text: Text, values?: TextValues): string;
}

const catalogues: Readonly<Record<string, Catalogue>> = { en };

/** Texts for a BCP 47 locale; a language without catalogue reads English. */
export function createTexts(locale: string): Texts {
  const wanted = locale.split(/[-_]/)[0]?.toLowerCase() ?? 'en';
  const language = Object.hasOwn(catalogues, wanted) ? wanted : 'en';
  const rules = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(knownLocale(locale));

  const say = (text: Text, values: TextValues = {}): string => {
    const form = typeof text === 'string' ? text : choosePlural(text, rules, values['count']);
    return form.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined) return placeholder;
      return typeof value === 'number' ? numbers.format(value) : value;
    });
  };
  return { language, catalogue: catalogues[language] ?? en, say };
}

/** The locale as `Intl` knows it, else `en`: Canvas also sends names that are no BCP 47, such as `en_AU`. */
export function knownLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale.replaceAll('_', '-'))[0] ?? 'en';
  } catch {
    return 'en';
  }
}

function choosePlural(text: PluralText, rules: Intl.PluralRules, count: string | number | undefined): string {
  return text[rules.select(Number(count ?? 0))] ?? text.other;
}
