import type { en } from './en/en.ts';

/** A sentence with `{placeholders}`, or its plural forms, chosen by the value `count`. */
export type Message = string | PluralMessage;

/** Forms by `Intl.PluralRules` category; each language has those of its rules. */
export interface PluralMessage {
  readonly other: string;
  readonly zero?: string;
  readonly one?: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
}

/** Every message of one language. */
export type Messages = Translation<typeof en>;

/**
 * The type of a translation of `T`: the same keys, and in each text every placeholder of the English one, in
 * any order. A plural may have forms that English lacks, and only `other` needs `{count}`: "one grade".
 */
export type Translation<T> = T extends string
  ? TextWith<PlaceholderOf<T>>
  : T extends { readonly other: infer Other extends string }
    ? TranslatedPlural<PlaceholderOf<Other>>
    : { readonly [Key in keyof T]: Translation<T[Key]> };

type TranslatedPlural<Name extends string> = {
  readonly [Form in keyof PluralMessage]: Form extends 'other'
    ? TextWith<Name>
    : TextWith<Exclude<Name, 'count'>>;
};

/** The names between braces: `'name' | 'count'` of `'{name} sent {count} grades'`. */
type PlaceholderOf<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceholderOf<Rest>
  : never;

/** Texts with all the placeholders: the intersection of "contains this one" over all of them. */
type TextWith<Name extends string> = [Name] extends [never]
  ? string
  : (Name extends string ? (text: `${string}{${Name}}${string}`) => void : never) extends (
        text: infer Text extends string,
      ) => void
    ? Text
    : never;
