import { en } from './en.ts';
import type { Messages } from './language.ts';

/** Every language that people can read, by the first part of its tag. A new one is a folder beside `en/` and a line here. */
export const catalogues: Readonly<Record<string, Messages>> = { en };
