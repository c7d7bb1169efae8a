import { type Brand, brandSchema } from '../../domain/brand.ts';
import { readCustomField } from './custom-fields.ts';

/** Canvas's names (`app/stylesheets/brandable_variables.json`). */
const names = {
  primary: 'ic-brand-primary',
  link: 'ic-link-color',
  button: 'ic-brand-button--primary-bgd',
  buttonText: 'ic-brand-button--primary-text',
} as const satisfies Record<keyof Brand, string>;

/**
 * The colours of the institution's theme. Null: it has none, or Canvas didn't say. Canvas sends the theme as JSON text
 * (`$com.instructure.brandConfigJSON`); a colour that isn't hexadecimal counts as missing.
 */
export function readBrand(custom: Readonly<Record<string, unknown>>): Brand | null {
  const variables = parseObject(readCustomField(custom, 'canvas_brand'));
  const colours = Object.entries(names).flatMap(([name, variable]) => {
    const colour = readColour(variables[variable]);
    return colour === null ? [] : [[name, colour] as const];
  });
  return colours.length === 0 ? null : brandSchema.parse(Object.fromEntries(colours));
}

function parseObject(json: string | null): Readonly<Record<string, unknown>> {
  if (json === null) return {};
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** `#rrggbb` of that or of `#rgb`. */
function readColour(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.trim().toLowerCase();
  if (/^#[0-9a-f]{6}$/.test(text)) return text;
  return /^#[0-9a-f]{3}$/.test(text) ? text.replaceAll(/[0-9a-f]/g, '$&$&') : null;
}
