import type { Version } from '../records.ts';

/** The public addresses of one version's services. */
export interface Links {
  readonly version: Version;
  /** Absolute, without a trailing slash. */
  readonly roster: string;
  readonly gradebook: string;
}

/** The paths of the services (OF1); 1.1 has one base for all. */
export const basePaths = {
  v1p1: { roster: '/ims/oneroster/v1p1', gradebook: '/ims/oneroster/v1p1' },
  v1p2: { roster: '/ims/oneroster/rostering/v1p2', gradebook: '/ims/oneroster/gradebook/v1p2' },
} as const satisfies Record<Version, { roster: string; gradebook: string }>;

/** @param publicUrl the SIS's address without a trailing slash */
export function buildLinks(publicUrl: string, version: Version): Links {
  const paths = basePaths[version];
  return { version, roster: publicUrl + paths.roster, gradebook: publicUrl + paths.gradebook };
}

/** A reference to another object. Both versions require all three fields. */
export interface GuidRef {
  readonly href: string;
  readonly sourcedId: string;
  readonly type: string;
}

function refer(base: string, collection: string, type: string) {
  return (id: string): GuidRef => ({
    href: `${base}/${collection}/${encodeURIComponent(id)}`,
    sourcedId: id,
    type,
  });
}

/** References into each collection, with the types of 1.2, which 1.1 allows too. */
export function buildRefs(links: Links) {
  return {
    org: refer(links.roster, 'orgs', 'org'),
    session: refer(links.roster, 'academicSessions', 'academicSession'),
    course: refer(links.roster, 'courses', 'course'),
    class: refer(links.roster, 'classes', 'class'),
    user: refer(links.roster, 'users', 'user'),
    category: refer(links.gradebook, 'categories', 'category'),
    lineItem: refer(links.gradebook, 'lineItems', 'lineItem'),
  } as const;
}

export type Refs = ReturnType<typeof buildRefs>;

/** Drops null and undefined fields: an absent field is omitted, never null. */
export function dropEmpty(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== null && value !== undefined),
  );
}
