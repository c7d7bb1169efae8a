import type { Institution } from '../domain/institution.ts';

/** One setting that was changed; of a secret neither the old nor the new value. */
export interface SettingChange {
  readonly [fact: string]: string | null;
  /** Path, such as `settings.resend` or `sis.auth.clientSecret`. */
  readonly setting: string;
  /** Null: there was none. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Paths whose values nobody may read. Headers hold keys of vendors. */
const secretPaths = [
  /^canvas\.apiKey\.clientSecret$/,
  /^sis\.auth\.(clientSecret|consumerSecret)$/,
  /^sis\.headers\./,
];
const secretWord = '(secret)';
/** A value that is longer says enough by its beginning. */
const longest = 300;

/** What differs between two states of an institution, by path. Null before: it is new. */
export function describeChange(before: Institution | null, after: Institution): readonly SettingChange[] {
  const old = before === null ? new Map<string, string>() : flatten(before);
  const fresh = flatten(after);
  const paths = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  return paths.flatMap((setting) => {
    const [from = null, to = null] = [old.get(setting), fresh.get(setting)];
    if (from === to) return [];
    const show = (value: string | null): string | null =>
      value === null ? null : isSecret(setting) ? secretWord : value.slice(0, longest);
    return [{ setting, from: show(from), to: show(to) }];
  });
}

function isSecret(path: string): boolean {
  return secretPaths.some((secret) => secret.test(path));
}

/** Every value by its path; lists as a whole. */
function flatten(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, part] of Object.entries(value))
      flatten(part, path === '' ? key : `${path}.${key}`, into);
  } else if (value !== null && value !== undefined) {
    into.set(path, Array.isArray(value) ? value.join(', ') : String(value));
  }
  return into;
}
