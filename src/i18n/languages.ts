import { en } from './en/en.ts';
import { es } from './es/es.ts';
import type { Messages } from './messages.ts';

/** Every language that people can read, by the first part of its tag. A new one is a folder beside `en/` and a line here. */
export const languages: Readonly<Record<string, Messages>> = { en, es };
