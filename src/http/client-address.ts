import type { IncomingMessage } from 'node:http';
import { type Address, inNetwork, masked, type Network, parseAddress } from '../network.ts';

export type ClientAddressDeps = {
  /** Peers whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly Network[];
  /** Leading bits of an IPv6 address that make one caller: a household or a machine owns a whole /64. */
  ipv6Prefix: number;
};

/** The address that stands for a caller without an account, in its one normal spelling. */
export type ClientAddress = (req: Pick<IncomingMessage, 'socket' | 'headers'>) => string;

/**
 * The socket's peer; or, where the peer is a trusted proxy, the first entry of `X-Forwarded-For` from the right that is
 * not one. The walk ends at what is no address, so a caller can invent nothing to the left of what a proxy wrote.
 */
export function createClientAddress({ trustedProxies, ipv6Prefix }: ClientAddressDeps): ClientAddress {
  const trusted = (address: Address) => trustedProxies.some((network) => inNetwork(address, network));
  return function clientAddress({ socket, headers }) {
    let address = parseAddress(socket.remoteAddress ?? '');
    if (!address) return 'unknown'; // the peer has hung up already: nobody reads this answer
    if (trusted(address))
      for (const entry of forwardedFor(headers).reverse()) {
        const hop = parseAddress(withoutPort(entry.trim()));
        if (!hop) break;
        address = hop;
        if (!trusted(hop)) break;
      }
    return masked(address, ipv6Prefix).toString();
  };
}

function forwardedFor(headers: IncomingMessage['headers']): string[] {
  return [headers['x-forwarded-for'] ?? []].flat().flatMap((line) => line.split(','));
}

function withoutPort(entry: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(entry);
  if (bracketed) return bracketed[1] as string;
  return /^([^:]*):\d{1,5}$/.exec(entry)?.[1] ?? entry;
}
