import type { Language, MessageValues } from '../../i18n/language.ts';
import type { Message } from '../../i18n/messages.ts';

/**
 * A sentence that quotes another system, for `views/ui/parts/quoted.ejs`. Nobody says in which language a SIS
 * writes, so its words are marked as of none that is known (WCAG 3.1.2).
 */
export interface Quoted {
  readonly before: string;
  readonly words: string;
  readonly after: string;
}

/** `message` has the placeholder `{words}`. */
export function quote(t: Language['t'], message: Message, words: string, values: MessageValues = {}): Quoted {
  const place = '{words}';
  const sentence = t(message, values);
  const at = sentence.lastIndexOf(place);
  return { before: sentence.slice(0, at), words, after: sentence.slice(at + place.length) };
}

export const joinQuoted = ({ before, words, after }: Quoted): string => before + words + after;
