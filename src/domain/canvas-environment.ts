import type { Institution } from './institution.ts';

/** The copies of a school's Canvas that Instructure makes again and again from production, keys included (CF22). */
export type CanvasCopy = 'beta' | 'test';

/** Who signs launches in Canvas's cloud, for all schools. */
export const productionIssuer = 'https://canvas.instructure.com';

/** Which copy is at an address of Canvas's cloud; null: none. */
export function readCopy(address: string): CanvasCopy | null {
  if (!URL.canParse(address)) return null;
  const copy = /\.(beta|test)\.instructure\.com$/.exec(new URL(address).hostname)?.[1];
  return copy === 'beta' || copy === 'test' ? copy : null;
}

/** Which copy an institution was set up for; null: production, or a Canvas outside the cloud. */
export function findOwnCopy({
  platform,
  canvas,
}: Pick<Institution, 'platform' | 'canvas'>): CanvasCopy | null {
  return readCopy(canvas.baseUrl) ?? readCopy(platform.issuer);
}

/** Where a copy of the Canvas at `address` is in the cloud; null for an address outside. */
export function copyOrigin(address: string, copy: CanvasCopy): string | null {
  const { hostname } = new URL(address);
  const school = /^([a-z0-9-]+)\.instructure\.com$/.exec(hostname)?.[1];
  return school === undefined ? null : `https://${school}.${copy}.instructure.com`;
}
