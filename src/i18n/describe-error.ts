import type { ProductError } from '../errors.ts';
import type { Language } from './language.ts';

/** An error's text with its values filled in. */
export interface ErrorDescription {
  readonly title: string;
  readonly happened: string;
  readonly grades: string;
  readonly todo: string;
}

/** An error that a page met, in a person's language: what happened, what it means for their grades, what to do. */
export function describeError(
  { messages, t }: Language,
  { code, values }: Pick<ProductError, 'code' | 'values'>,
): ErrorDescription {
  const text = messages.errors[code];
  const filled = code === 'login_refused' ? explainLogin(messages, values) : values;
  return {
    title: t(text.title, filled),
    happened: t(text.happened, filled),
    grades: t(text.grades, filled),
    todo: t('todoHere' in text ? text.todoHere : text.todo, filled),
  };
}

/**
 * `reason` is the error code in the platform's answer. An unknown one is never shown, because anybody may
 * have posted it.
 */
function explainLogin(
  messages: Language['messages'],
  values: ProductError['values'],
): ProductError['values'] {
  const known: Readonly<Record<string, string>> = messages.launch.loginErrors;
  const code = String(values['reason'] ?? '');
  const reason = Object.hasOwn(known, code) ? known[code] : undefined;
  return { ...values, reason: reason ?? messages.launch.unknownLoginError };
}
