/** What stands for a placeholder in an institution's metadata of line items. */
export interface MetadataFacts {
  /** Canvas's id of the assignment. */
  readonly assignment: string;
  /** The section's SIS id. */
  readonly section: string;
  /** The name of the assignment group; empty if nobody knows it. */
  readonly group: string;
}

const placeholders = ['assignment', 'section', 'group'] as const satisfies readonly (keyof MetadataFacts)[];
const name = /^[A-Za-z][\w.:-]{0,63}$/;
const longestValue = 200;
const most = 10;

/**
 * The metadata that an institution gives every line item, as its administrator writes it: `scoreType=POINTS; source=[section]`.
 * Null if it cannot be read. Pure.
 */
export function readMetadata(text: string): ReadonlyMap<string, string> | null {
  const entries = text
    .split(';')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map((entry): [string, string] => {
      const [key = '', ...value] = entry.split('=');
      return [key.trim(), value.join('=').trim()];
    });
  const found = new Map(entries);
  const isWhole = found.size === entries.length && entries.length <= most;
  return isWhole && entries.every(([key, value]) => name.test(key) && isValue(value)) ? found : null;
}

function isValue(value: string): boolean {
  const isLong = value.length > longestValue;
  return value !== '' && !isLong && !/\p{Cc}/u.test(value) && !/[[\]]/.test(fill(value, noFacts));
}

const noFacts: MetadataFacts = { assignment: '', section: '', group: '' };

/** The metadata of one line item; null: the institution gives none. Pure. */
export function describeMetadata(
  text: string,
  facts: MetadataFacts,
): Readonly<Record<string, string>> | null {
  const found = readMetadata(text);
  if (found === null || found.size === 0) return null;
  return Object.fromEntries([...found].map(([key, value]) => [key, fill(value, facts)]));
}

function fill(value: string, facts: MetadataFacts): string {
  return placeholders.reduce((text, one) => text.replaceAll(`[${one}]`, () => facts[one]), value);
}
