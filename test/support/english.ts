import { en } from '../../src/i18n/en/en.ts';
import { createLanguageChooser, type MessageValues, nameSis } from '../../src/i18n/language.ts';
import type { Message } from '../../src/i18n/messages.ts';

export { en };

const { t } = createLanguageChooser({ en })('en-US');

/**
 * A message as an American reads it, for tests that ask what a page says and not how. `{sis}` is the name in
 * the fixtures of a course, unless `values` name another.
 */
export function say(message: Message, values: MessageValues = {}): string {
  return t(message, { ...nameSis(en, 'Focus'), ...values });
}
