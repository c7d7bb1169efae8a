const longest = 1000;

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  nbsp: ' ',
};

/** Canvas's HTML description as the plain text an SIS can show, at most 1,000 characters; null when nothing is left. */
export function describeAssignment(html: string | null): string | null {
  if (html === null) return null;
  const text = html
    .replace(/<(script|style)\b[^>]*>.*?<\/\1\s*>/gis, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_, name: string) => entities[name] ?? ' ')
    .replace(/\s+/gu, ' ')
    .trim();
  const characters = Array.from(text);
  if (characters.length === 0) return null;
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}
