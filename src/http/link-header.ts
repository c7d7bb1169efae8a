/** A link with its absolute target and lower-case relation types. */
interface Link {
  readonly target: string;
  readonly relations: readonly string[];
}

/** `<target>` and its parameters, whose quoted values may contain commas and semicolons (RFC 8288 § 3). */
const linkPattern = /<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)/g;
const parameterPattern = /;\s*([^\s=;,]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?/g;

/**
 * The absolute target of the first link with this relation type, or null. Case does not matter, a link may have several
 * types, and a relative target is resolved against `requestUrl`.
 */
export function findLink(header: string | undefined, relation: string, requestUrl: string): string | null {
  const wanted = relation.toLowerCase();
  const links = parseLinks(header ?? '', requestUrl);
  return links.find((link) => link.relations.includes(wanted))?.target ?? null;
}

function parseLinks(header: string, requestUrl: string): Link[] {
  const links: Link[] = [];
  for (const [, target = '', parameters = ''] of header.matchAll(linkPattern)) {
    const absolute = URL.canParse(target, requestUrl) ? new URL(target, requestUrl).href : null;
    if (absolute !== null) links.push({ target: absolute, relations: readRelations(parameters) });
  }
  return links;
}

/** Only the first `rel` counts (RFC 8288 § 3.3). */
function readRelations(parameters: string): string[] {
  for (const [, name = '', quoted, plain] of parameters.matchAll(parameterPattern)) {
    if (name.toLowerCase() !== 'rel') continue;
    return (quoted ?? plain ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  }
  return [];
}
