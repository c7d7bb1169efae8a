import type { Institution } from '../domain/institution.ts';

/** A changed setting. The values of secrets are left out. */
export interface SettingChange {
  readonly [fact: string]: string | null;
  /** Path, such as `settings.resend` or `sis.auth.clientSecret`. */
  readonly setting: string;
  /** Null: it was not set. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Paths of secrets. Headers may hold a vendor's key. */
const secretPaths = [
  /^canvas\.apiKey\.clientSecret$/,
  /^sis\.auth\.(clientSecret|consumerSecret)$/,
  /^sis\.headers\./,
];
const secretMark = '(secret)';
/** Longer values are cut. */
const maxLength = 300;

/** The settings that differ between two states of an institution, by path. `before` is null for a new institution. */
export function describeChange(before: Institution | null, after: Institution): readonly SettingChange[] {
  const old = before === null ? new Map<string, string>() : flatten(before);
  const current = flatten(after);
  const paths = [...new Set([...old.keys(), ...current.keys()])].sort();
  return paths.flatMap((setting) => {
    const [from = null, to = null] = [old.get(setting), current.get(setting)];
    if (from === to) return [];
    const show = (value: string | null): string | null =>
      value === null ? null : isSecret(setting) ? secretMark : value.slice(0, maxLength);
    return [{ setting, from: show(from), to: show(to) }];
  });
}

function isSecret(path: string): boolean {
  return secretPaths.some((secret) => secret.test(path));
}

/** Every value by its path; a list is one value. */
function flatten(value: unknown, path = '', into = new Map<string, string>()): Map<string, string> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, part] of Object.entries(value))
      flatten(part, path === '' ? key : `${path}.${key}`, into);
  } else if (value !== null && value !== undefined) {
    into.set(path, Array.isArray(value) ? value.join(', ') : String(value));
  }
  return into;
}
