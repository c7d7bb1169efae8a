import type { Version } from '../records.ts';

/** What a request does, in the specification's terms. `core` reads all objects of a kind, or one by id. */
export type Permission =
  | 'roster-core'
  | 'roster'
  | 'gradebook-core'
  | 'gradebook'
  | 'gradebook.createput'
  | 'gradebook.createpost'
  | 'gradebook.delete';

const bases = {
  v1p1: 'https://purl.imsglobal.org/spec/or/v1p1/scope/',
  v1p2: 'https://purl.imsglobal.org/spec/or/v1p2/scope/',
} as const satisfies Record<Version, string>;

/** The scopes of each version; 1.1 has no `gradebook-core` and no `createpost` (OF7). */
const names = {
  v1p1: [
    'roster-core.readonly',
    'roster.readonly',
    'roster-demographics.readonly',
    'resource.readonly',
    'gradebook.readonly',
    'gradebook.createput',
    'gradebook.delete',
  ],
  v1p2: [
    'roster-core.readonly',
    'roster.readonly',
    'roster-demographics.readonly',
    'gradebook-core.readonly',
    'gradebook.readonly',
    'gradebook.createput',
    'gradebook.createpost',
    'gradebook.delete',
    'assessment.readonly',
    'assessment.createput',
    'assessment.delete',
  ],
} as const;

/** Every scope that this SIS can grant. */
export const knownScopes: ReadonlySet<string> = new Set([
  ...names.v1p1.map((name) => bases.v1p1 + name),
  ...names.v1p2.map((name) => bases.v1p2 + name),
]);

/** The scopes of `version` that allow `permission`; one of them is enough. */
export function scopesFor(permission: Permission, version: Version): readonly string[] {
  const base = bases[version];
  switch (permission) {
    case 'roster-core':
      return [`${base}roster-core.readonly`, `${base}roster.readonly`];
    case 'roster':
      return [`${base}roster.readonly`];
    case 'gradebook-core':
      return [`${base}gradebook-core.readonly`, `${base}gradebook.readonly`];
    case 'gradebook':
      return [`${base}gradebook.readonly`];
    default:
      return [base + permission];
  }
}
