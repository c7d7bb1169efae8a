import type { RequestHandler } from 'express';
import { type Brand, brandSchema } from '../../domain/brand.ts';

/** The query of `ui/brand.css` that asks for these colours. */
export function writeBrandQuery(brand: Brand): string {
  return new URLSearchParams({ ...brand }).toString();
}

/** Serves `ui/brand.css`: a style sheet of its own, because pages allow no inline styles (S17). */
export const serveBrandStyle: RequestHandler = (req, res) => {
  const brand = brandSchema.safeParse(req.query);
  res.set('Cache-Control', 'public, max-age=86400');
  res.type('css').send(brand.success ? writeBrandStyle(brand.data) : '');
};

/** WCAG 2.2 SC 1.4.3 and 1.4.11. */
const textContrast = 4.5;
const shapeContrast = 3;
/** The darkest surface that links, pills and rings stand on; `--light` of `base.css`. */
const surface = '#f5f5f5';

/**
 * The theme's colours as custom properties of `base.css`. A colour with too little contrast where pages use it is left
 * out, and Canvas's own stands.
 */
export function writeBrandStyle({ primary, link, button, buttonText = '#ffffff' }: Brand): string {
  const properties: string[] = [];
  const isText = (colour: string): boolean => contrast(colour, surface) >= textContrast;
  // Pills, alerts, rings, bars and the mark of the current tab. What is legible as text also stands out as a shape.
  if (primary !== undefined && isText(primary)) {
    properties.push(`--brand: ${primary}`, `--brand-dark: ${mix(primary, '#000000')}`);
  }
  if (link !== undefined && isText(link)) {
    properties.push(`--link: ${link}`, `--link-dark: ${mix(link, '#000000')}`);
  }
  if (
    button !== undefined &&
    contrast(button, surface) >= shapeContrast &&
    contrast(button, buttonText) >= textContrast
  ) {
    // Under the pointer it moves away from its text.
    const away = luminance(buttonText) > luminance(button) ? '#000000' : '#ffffff';
    properties.push(
      `--button: ${button}`,
      `--button-dark: ${mix(button, away)}`,
      `--button-text: ${buttonText}`,
    );
  }
  return properties.length === 0
    ? ''
    : `@media (prefers-contrast: no-preference) {\n:root {\n${properties.map((one) => `${one};\n`).join('')}}\n}\n`;
}

/** A fifth of `other` in the colour. */
function mix(colour: string, other: string): string {
  const parts = readParts(other);
  const mixed = readParts(colour).map((part, at) => Math.round(part * 0.8 + (parts[at] ?? 0) * 0.2));
  return `#${mixed.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** The contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = readParts(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const readParts = (colour: string): readonly number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
