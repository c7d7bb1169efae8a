/** The path below which browsers reach the tool, without a trailing slash: `''` at the root of its host. */
export function readBasePath(publicUrl: string): string {
  return new URL(publicUrl).pathname.replace(/\/$/, '');
}

/**
 * Whether `address` is one of our own pages. Compared after parsing, so that neither `\` nor userinfo nor a
 * longer host name can lead elsewhere (S7).
 */
export function isOwnAddress(address: string, publicUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const own = new URL(`${publicUrl}/`);
  const url = new URL(address);
  return (
    url.origin === own.origin &&
    url.username === '' &&
    url.password === '' &&
    (url.pathname.startsWith(own.pathname) || `${url.pathname}/` === own.pathname)
  );
}
