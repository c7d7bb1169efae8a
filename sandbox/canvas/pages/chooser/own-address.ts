/**
 * `address` as an absolute address of this Canvas. Null if there is none or it is somewhere else. Absolute,
 * because a path that starts with two slashes would lead to another host.
 */
export function ownAddress(address: string | null, publicUrl: string): string | null {
  if (address === null || !URL.canParse(address, publicUrl)) return null;
  const url = new URL(address, publicUrl);
  return url.origin === new URL(publicUrl).origin ? url.href : null;
}
