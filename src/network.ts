import { isIP } from 'node:net';
import ip from 'ipaddr.js';

export type Address = ip.IPv4 | ip.IPv6;
/** A CIDR block: an address, and how many of its leading bits count. */
export type Network = readonly [Address, number];

/** An IPv4 or IPv6 address, IPv4-mapped ones unwrapped; null for anything else. Octal, hexadecimal and short forms are refused. */
export function parseAddress(text: string): Address | null {
  const [spelt = ''] = text.split('%', 1); // a zone names an interface of one machine, not a caller
  return isIP(spelt) === 0 ? null : ip.process(spelt);
}

/** `10.0.0.0/8`, `2001:db8::/32`, or an address alone: a block of one. IPv4-mapped blocks are unwrapped. Null for anything else. */
export function parseNetwork(block: string): Network | null {
  const [address = '', prefix, ...rest] = block.split('/');
  const width = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  const bits = prefix === undefined ? width : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (!(bits >= 0 && bits <= width) || rest.length > 0) return null;
  const parsed = ip.parse(address);
  const mapped = parsed instanceof ip.IPv6 && parsed.isIPv4MappedAddress() && bits >= 96;
  return mapped ? [parsed.toIPv4Address(), bits - 96] : [parsed, bits];
}

export function inNetwork(address: Address, [network, bits]: Network): boolean {
  return network.kind() === address.kind() && address.match(network, bits);
}

/** Whether an address is reached from inside one's own network alone: where a proxy of one's own would stand. */
export function isPrivate(address: Address): boolean {
  return ['loopback', 'private', 'uniqueLocal', 'linkLocal', 'carrierGradeNat'].includes(address.range());
}

/** Zeroes all but the leading `ipv6Bits` of an IPv6 address; an IPv4 address stays whole. */
export function masked(address: Address, ipv6Bits: number): Address {
  if (!(address instanceof ip.IPv6)) return address;
  return new ip.IPv6(
    address.parts.map((part, place) => {
      const here = Math.min(16, Math.max(0, ipv6Bits - place * 16));
      return part & (0xffff << (16 - here)) & 0xffff;
    }),
  );
}
