import { compile, type FormatCallback } from 'html-to-text';

/** No SIS documents a limit; a description only helps people recognise the line item. */
const maxCharacters = 1_000;

/**
 * An image as its text alternative. Canvas's equation editor stores an equation as an image with its LaTeX in
 * `data-equation-content`, older versions only as `alt="LaTeX: …"` (`equation_editor_view`).
 */
const writeImage: FormatCallback = ({ attribs }, _walk, builder) => {
  const text = attribs['data-equation-content'] ?? attribs['alt'] ?? '';
  builder.addInline(text.replace(/^LaTeX:\s*/, ''));
};

/** Each starts a new line; the blank between them is all that is left of the layout. */
const blocks = ['blockquote', 'caption', 'td', 'th', 'tr'];
const skipped = ['audio', 'hr', 'iframe', 'object', 'video'];
const headings = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'];
const toText = compile({
  wordwrap: false,
  limits: { maxDepth: 100 },
  formatters: { writeImage },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'writeImage' },
    ...headings.map((selector) => ({ selector, options: { uppercase: false } })),
    ...blocks.map((selector) => ({ selector, format: 'block' })),
    ...skipped.map((selector) => ({ selector, format: 'skip' })),
  ],
});

/**
 * Canvas's HTML description as plain text on one line, at most 1,000 characters; null if nothing is left.
 * Convert only once: applied to its own result it would take `1 < x and x > 3` for a tag.
 */
export function describeAssignment(html: string | null): string | null {
  const text = toText(html ?? '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  const characters = Array.from(text);
  if (characters.length === 0) return null;
  return characters.length <= maxCharacters ? text : `${characters.slice(0, maxCharacters - 1).join('')}…`;
}
