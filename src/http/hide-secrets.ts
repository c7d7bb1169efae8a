/** Replaces a secret. */
const hidden = '[hidden]';
/**
 * Shorter values are replaced only where they stand alone: a header value of `1` would garble every message.
 */
const minAnywhere = 6;

/** Returns a text without the secrets that this hider knows. */
export type HideSecrets = (text: string) => string;

/**
 * Hides `secrets` in what another server says, both plain and in the encodings of URLs, forms, JSON, HTML and
 * base64 (S45). Texts that look like credentials are hidden too, known or not: a server may echo the token of
 * another request.
 */
export function createSecretHider(secrets: readonly string[]): HideSecrets {
  // The longest first: a secret may be part of another.
  const forms = [...new Set(secrets.flatMap(listForms))].sort((one, other) => other.length - one.length);
  const known = forms.length === 0 ? null : new RegExp(forms.map(toPattern).join('|'), 'giu');
  return (text) => {
    const without = known === null ? text : text.replace(known, hidden);
    return without.replace(credentialLike, (_found, name: string | undefined) => `${name ?? ''}${hidden}`);
  };
}

/**
 * `Bearer …`, `client_secret=…`, `"access_token": "…"` and JSON Web Tokens. A value without a digit is taken
 * for a word.
 */
const credentialLike =
  /((?:\b(?:bearer|basic)\s+|\b(?:access_token|refresh_token|client_secret|client_assertion|oauth_signature|consumer_secret|password)["']?\s*[:=]\s*["']?))(?=[\w.~+/%=-]*\d)[\w.~+/%=-]{8,}|\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/giu;

function listForms(value: string): readonly string[] {
  if (value === '') return [];
  const bytes = Buffer.from(value, 'utf8');
  // Well-formed, because URLs cannot hold half a character.
  const secret = bytes.toString('utf8');
  if (secret.length < minAnywhere) return [secret];
  const base64 = bytes.toString('base64');
  const html = secret.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
  const named = html.replace(/&#(38|60|62|34|39);/g, (entity) => entities[entity] ?? entity);
  return [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    html,
    named,
    base64,
    base64.replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
}

const entities: Readonly<Record<string, string>> = {
  '&#38;': '&amp;',
  '&#60;': '&lt;',
  '&#62;': '&gt;',
  '&#34;': '&quot;',
  '&#39;': '&apos;',
};

function toPattern(form: string): string {
  const literal = form.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return form.length < minAnywhere ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal;
}
