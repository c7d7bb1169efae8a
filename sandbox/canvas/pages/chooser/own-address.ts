/**
 * `address` as an absolute one of this Canvas; null: none, or somebody else's. Absolute, because a path that
 * begins with two slashes would again lead elsewhere.
 */
export function ownAddress(address: string | null, publicUrl: string): string | null {
  if (address === null || !URL.canParse(address, publicUrl)) return null;
  const url = new URL(address, publicUrl);
  return url.origin === new URL(publicUrl).origin ? url.href : null;
}
