/**
 * An address as it is to be called: a server behind a proxy that speaks TLS for it may name itself by `http`; on the same
 * host it is called by `https` as before. Any other address stays as it is.
 * @param origin where the server was called
 */
export function toOwnScheme(address: string, origin: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (url.protocol !== 'http:' || origin !== `https://${url.host}`) return address;
  url.protocol = 'https:';
  return url.href;
}
