import { BlockList, isIP } from 'node:net';

/** A host or network inside a private network that the operator allows the tool to call. */
export type PrivateHost =
  | { readonly kind: 'name'; readonly name: string; readonly plain: boolean }
  | { readonly kind: 'network'; readonly network: BlockList; readonly plain: boolean };

/** Which addresses besides the internet may be called: none, or those the operator listed (S52). */
export interface AddressRules {
  readonly privateHosts: readonly PrivateHost[];
}

type Range = readonly [network: string, prefix: number];

/** IPv4 ranges that are not the public internet (IANA special-purpose registry, RFC 6890 and updates). */
const specialRanges: readonly Range[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** The only IPv6 block allocated for the internet (RFC 4291 § 2.5.4), */
const globalUnicast: readonly Range[] = [['2000::', 3]];
/** without protocol ranges, documentation, and Teredo and 6to4, which can embed any IPv4 address. */
const specialRangesV6: readonly Range[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

/** What `ALLOWED_PRIVATE_HOSTS` can open. Never link-local ranges, where clouds serve their metadata. */
const privateRanges: readonly Range[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
];
const privateRangesV6: readonly Range[] = [
  ['::1', 128],
  ['fc00::', 7],
];
/** Metadata services inside the private ranges: Alibaba's, and that of AWS over IPv6. */
const metadataRanges: readonly Range[] = [['100.100.100.200', 32]];
const metadataRangesV6: readonly Range[] = [['fd00:ec2::254', 128]];

function createBlockList(v4: readonly Range[], v6: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of v4) list.addSubnet(network, prefix, 'ipv4');
  for (const [network, prefix] of v6) list.addSubnet(network, prefix, 'ipv6');
  return list;
}

const special = createBlockList(specialRanges, specialRangesV6);
const unicast = createBlockList([], globalUnicast);
const privates = createBlockList(privateRanges, privateRangesV6);
const metadata = createBlockList(metadataRanges, metadataRangesV6);

/**
 * One entry of `ALLOWED_PRIVATE_HOSTS`: a host name (`*.` in front stands for every name below), an IP
 * address, or a network. With `plain`, its host may also be called by http.
 * @returns null for a text that is none of them
 */
export function readPrivateHost(text: string): PrivateHost | null {
  const [, scheme, rest = ''] = /^(http:\/\/)?(.*)$/.exec(text.trim().toLowerCase()) ?? [];
  const plain = scheme !== undefined;
  const [address = '', prefix] = rest.replace(/^\[([^\]]*)\]/, '$1').split('/');
  const version = isIP(address);
  if (version !== 0) {
    const most = version === 4 ? 32 : 128;
    const bits = prefix === undefined ? most : /^\d{1,3}$/.test(prefix) ? Number(prefix) : most + 1;
    if (bits > most) return null;
    const network = createBlockList(
      version === 4 ? [[address, bits]] : [],
      version === 6 ? [[address, bits]] : [],
    );
    return { kind: 'network', network, plain };
  }
  const isName = /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(rest);
  return isName ? { kind: 'name', name: rest, plain } : null;
}

function allowsName({ name }: Extract<PrivateHost, { kind: 'name' }>, hostname: string): boolean {
  const host = hostname.toLowerCase();
  return name.startsWith('*.') ? host.endsWith(name.slice(1)) : host === name;
}

/** Whether an entry opens this private address to a request for `hostname`. */
function allowsAddress(entry: PrivateHost, address: string, hostname: string): boolean {
  return entry.kind === 'name'
    ? allowsName(entry, hostname)
    : entry.network.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Whether a socket may be opened to this IP address for a request to `hostname`. IPv4-mapped, IPv4-compatible and NAT64
 * forms lie outside the global unicast block and are always refused, as is an address with a zone.
 */
export function isAddressAllowed(address: string, rules: AddressRules, hostname = address): boolean {
  const version = isIP(address);
  if (version === 0 || address.includes('%') || /^::(ffff:)?\d+\./i.test(address)) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  // The IPv6 form of an IPv4 address counts as that address here, and is no way around the rules.
  if (version === 6 && special.check(address, family)) return false;
  if (metadata.check(address, family)) return false;
  if (privates.check(address, family)) {
    return rules.privateHosts.some((entry) => allowsAddress(entry, address, hostname));
  }
  return version === 4 ? !special.check(address, family) : unicast.check(address, family);
}

/**
 * Why this URL may not be called: what is wrong with it, and the operator's setting that could allow it, if
 * any.
 */
export type UrlFault = 'scheme' | 'user' | 'port' | 'private';

/**
 * What is wrong with a URL that the tool is to call, or null (S22, S23). Only `https` (`http` for hosts that
 * the operator listed so), no user information, no well-known port except those of HTTP: a SIS may listen on
 * 8443, but never on 22 or 25. An address or name that can only be private is refused here, before anything
 * is called; any other name when it is resolved.
 */
export function findUrlFault(url: URL, rules: AddressRules): UrlFault | null {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isPlain = rules.privateHosts.some(
    (entry) =>
      entry.plain &&
      (entry.kind === 'name'
        ? allowsName(entry, host)
        : isIP(host) !== 0 && allowsAddress(entry, host, host)),
  );
  if (url.protocol !== 'https:' && !(isPlain && url.protocol === 'http:')) return 'scheme';
  if (url.username !== '' || url.password !== '') return 'user';
  const port = url.port === '' ? null : Number(url.port);
  if (port !== null && port < 1024 && port !== 443 && !(isPlain && port === 80)) return 'port';
  if (isIP(host) !== 0) return isAddressAllowed(host, rules) ? null : 'private';
  if (isPublicName(host)) return null;
  // A network may cover what the name resolves to.
  const mayBeAllowed = rules.privateHosts.some(
    (entry) => entry.kind === 'network' || allowsName(entry, host),
  );
  return mayBeAllowed ? null : 'private';
}

const urlFaults: Readonly<Record<UrlFault, string>> = {
  scheme:
    'it must begin with https://. For a host of your own network, list http://HOST in ALLOWED_PRIVATE_HOSTS',
  user: 'it must not hold a user name or a password',
  port: 'its port must be 443 or at least 1024',
  private:
    'it lies in a private network. If the tool may call it, list its host or network in ALLOWED_PRIVATE_HOSTS',
};

/** A fault for the operator. */
export function explainUrlFault(fault: UrlFault): string {
  return urlFaults[fault];
}

/** Names that no public resolver knows (RFC 6761, RFC 6762, RFC 8375, and ICANN's `internal`). */
const privateName = /(^|\.)(localhost|local|internal|test|home\.arpa)$/;

function isPublicName(host: string): boolean {
  return host.includes('.') && !privateName.test(host);
}

/** Whether this host of a parsed address can be reached over the internet: a public IP address, or a public name. */
export function isPublicHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? isPublicName(host) : isAddressAllowed(host, { privateHosts: [] });
}
