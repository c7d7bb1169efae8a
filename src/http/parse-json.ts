import { parse } from 'lossless-json';

/**
 * Parses a JSON text, to be validated by a schema; undefined if the text is not JSON (which has no
 * undefined). An integer that a number cannot hold becomes the text of its digits (CF12): ids of Canvas
 * clouds that trust each other exceed 2^53, and two of them would become one.
 */
export function parseJson(text: string): unknown {
  // Most answers to a write are empty: an exception for each would cost more than the rest of its handling.
  if (text === '') return undefined;
  // Some servers on Windows begin with a byte order mark.
  const json = text.startsWith('\ufeff') ? text.slice(1) : text;
  try {
    return mayHoldLargeInteger(json) ? parse(json, null, lossless) : JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * The same JSON with its large integers as text, for a library with its own parser. Anything but JSON stays
 * unchanged.
 */
export function quoteLargeIntegers(text: string): string {
  if (!mayHoldLargeInteger(text)) return text;
  const value = parseJson(text);
  return value === undefined ? text : JSON.stringify(value);
}

/**
 * 2^53 has 16 digits. Few answers have such a run of digits, and the engine's own parser is many times
 * faster.
 */
const mayHoldLargeInteger = (text: string): boolean => /\d{16}/.test(text);

const lossless = {
  parseNumber: (digits: string): number | string => {
    const value = Number(digits);
    return /^-?\d+$/.test(digits) && !Number.isSafeInteger(value) ? digits : value;
  },
  // As in JSON.parse, the last one wins.
  onDuplicateKey: ({ newValue }: { readonly newValue: unknown }): unknown => newValue,
};
