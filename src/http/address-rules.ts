import { BlockList, isIP } from 'node:net';

/** Which addresses may be called: the internet, or private networks and this machine as well. */
export interface AddressRules {
  readonly allowPrivateAddresses: boolean;
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

/** The only IPv6 block that is allocated for the internet (RFC 4291 § 2.5.4), */
const globalUnicast: readonly Range[] = [['2000::', 3]];
/** without protocol ranges, documentation, and Teredo and 6to4, which can embed any IPv4 address. */
const specialRangesV6: readonly Range[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

/** What `allowPrivateAddresses` adds. Never link-local ranges, where clouds serve their metadata. */
const privateRanges: readonly Range[] = [
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
];
const privateRangesV6: readonly Range[] = [
  ['::1', 128],
  ['fc00::', 7],
];
/** The metadata service of AWS over IPv6, inside the private range. */
const metadataV6 = 'fd00:ec2::254';

function createBlockList(v4: readonly Range[], v6: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of v4) list.addSubnet(network, prefix, 'ipv4');
  for (const [network, prefix] of v6) list.addSubnet(network, prefix, 'ipv6');
  return list;
}

const special = createBlockList(specialRanges, specialRangesV6);
const unicast = createBlockList([], globalUnicast);
const privates = createBlockList(privateRanges, privateRangesV6);
const metadata = createBlockList([], [[metadataV6, 128]]);

/**
 * Whether a socket may be opened to this IP address. IPv4-mapped, IPv4-compatible and NAT64 forms lie outside the global
 * unicast block and are always refused, as is an address with a zone.
 */
export function isAddressAllowed(address: string, rules: AddressRules): boolean {
  const version = isIP(address);
  if (version === 0 || address.includes('%')) return false;
  if (version === 4) {
    if (rules.allowPrivateAddresses && privates.check(address, 'ipv4')) return true;
    return !special.check(address, 'ipv4');
  }
  if (/^::(ffff:)?\d+\./i.test(address) || special.check(address, 'ipv6')) return false;
  if (rules.allowPrivateAddresses && privates.check(address, 'ipv6')) return !metadata.check(address, 'ipv6');
  return unicast.check(address, 'ipv6');
}

/**
 * Why this URL may not be called, or null. Only `https` (`http` too where private addresses are allowed), no user
 * information, and no well-known port except those of HTTP: a SIS may listen on 8443, but never on 22 or 25.
 */
export function findUrlFault(url: URL, rules: AddressRules): string | null {
  const open = rules.allowPrivateAddresses;
  if (url.protocol !== 'https:' && !(open && url.protocol === 'http:')) return 'scheme is not https';
  if (url.username !== '' || url.password !== '') return 'user information in the address';
  const port = url.port === '' ? null : Number(url.port);
  if (port !== null && port < 1024 && port !== 443 && !(open && port === 80)) return 'unusual port';
  return null;
}
