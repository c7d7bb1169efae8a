import { z } from 'zod';
import { parseInput } from '../../ui/input.ts';

const formBody = z.record(
  z.string().max(60),
  z.union([
    z
      .string()
      .max(8000)
      .transform((text) => [text]),
    z.array(z.string().max(8000)).max(200),
  ]),
);

/** What a person typed, still unchecked. */
export interface FormEntries {
  /** The entry without outer blanks; empty if missing. */
  text(name: string): string;
  /** Exactly what was typed: blanks may be part of a secret. */
  exact(name: string): string;
  /** All values of a repeated field. */
  list(name: string): readonly string[];
  has(name: string): boolean;
}

/** @throws ProductError `form_invalid` if the body is not a form */
export function readForm(body: unknown): FormEntries {
  const fields = new Map(Object.entries(parseInput(formBody, body)));
  const exact = (name: string): string => fields.get(name)?.[0] ?? '';
  return {
    exact,
    text: (name) => exact(name).trim(),
    list: (name) => fields.get(name) ?? [],
    has: (name) => fields.has(name),
  };
}
