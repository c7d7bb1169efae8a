/**
 * Whether `address` is one of our own pages: compared as parsed, so that neither `\` nor userinfo nor
 * a longer host name can lead elsewhere (S7).
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
