/**
 * The address to call. A server behind a TLS proxy may call itself `http`; on the same host we keep calling
 * it by `https`. Any other address stays unchanged.
 * @param origin where the server was called
 */
export function toOwnScheme(address: string, origin: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (url.protocol !== 'http:' || origin !== `https://${url.host}`) return address;
  url.protocol = 'https:';
  return url.href;
}
