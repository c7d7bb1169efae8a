/** The most extra headers of a connection; vendors ask for one or two. */
const maxHeaders = 10;
/** Headers that are ours, or that would change what a request means. */
const reserved =
  /^(authorization|host|content-.*|accept|connection|transfer-encoding|cookie|proxy-.*|te|upgrade)$/i;

/** `Name: value` lines; null if a line is none. Names are kept as typed. */
export function parseHeaders(text: string): Readonly<Record<string, string>> | null {
  const headers: [string, string][] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === '') continue;
    const [, name = '', value = ''] = /^\s*([\w-]{1,100})\s*:\s*([\x20-\x7e]{1,2000}?)\s*$/.exec(line) ?? [];
    if (name === '' || reserved.test(name) || name === '__proto__') return null;
    headers.push([name, value]);
  }
  return headers.length > maxHeaders ? null : Object.fromEntries(headers);
}
