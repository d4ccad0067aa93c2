import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { LRUCache } from 'lru-cache';
import { type Address, inNetwork, isPrivate, masked, type Network, parseAddress } from '../../network.ts';

export type ClientAddressDeps = {
  /** Peers whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly Network[];
  /** Leading bits of an IPv6 address that make one caller: a household or a machine owns a whole /64. */
  ipv6Prefix: number;
  /** Told once of a peer on a private network that sends `X-Forwarded-For` while no proxy is trusted. */
  onUntrustedProxy?: () => void;
};

/** A peer, as its address and in the spelling of keys. */
type Peer = { readonly address: Address; readonly name: string };

/** Peers remembered, since a connection carries many requests. */
const PEERS_MAX = 1000;

/** The address that stands for a caller without an account, in its one normal spelling. */
export type ClientAddress = (req: Pick<IncomingMessage, 'socket' | 'headers'>) => string;

/**
 * The socket's peer; or, where the peer is a trusted proxy, the first entry of `X-Forwarded-For` from the right that is
 * not one. The walk ends at what is no address, so a caller can invent nothing to the left of what a proxy wrote.
 */
export function createClientAddress(deps: ClientAddressDeps): ClientAddress {
  const { trustedProxies, ipv6Prefix } = deps;
  const trusted = (address: Address) => trustedProxies.some((network) => inNetwork(address, network));
  const peers = new LRUCache<string, Peer>({ max: PEERS_MAX });
  let told = false;
  return function clientAddress({ socket, headers }) {
    const peer = peerOf(socket.remoteAddress ?? '');
    if (!peer) return 'unknown'; // the peer has hung up already: nobody reads this answer
    if (headers['x-forwarded-for'] === undefined) return peer.name;
    if (!told && trustedProxies.length === 0 && isPrivate(peer.address)) {
      told = true;
      deps.onUntrustedProxy?.();
    }
    return trusted(peer.address) ? masked(callerBehind(peer.address, headers), ipv6Prefix).toString() : peer.name;
  };

  function peerOf(spelt: string): Peer | null {
    const known = peers.get(spelt);
    if (known) return known;
    const address = parseAddress(spelt);
    if (!address) return null;
    const peer = { address, name: masked(address, ipv6Prefix).toString() };
    peers.set(spelt, peer);
    return peer;
  }

  function callerBehind(proxy: Address, headers: IncomingMessage['headers']): Address {
    let address = proxy;
    for (const entry of forwardedFor(headers).reverse()) {
      const hop = parseAddress(withoutPort(entry.trim()));
      if (!hop) break;
      address = hop;
      if (!trusted(hop)) break;
    }
    return address;
  }
}

/** Who a connection counts for: its peer, or nobody where that is a trusted proxy, which carries many callers. */
export function createPeerOf({ trustedProxies, ipv6Prefix }: Omit<ClientAddressDeps, 'onUntrustedProxy'>) {
  return function peerOf({ remoteAddress = '' }: Pick<Socket, 'remoteAddress'>): string | null {
    const address = parseAddress(remoteAddress);
    if (!address || trustedProxies.some((network) => inNetwork(address, network))) return null;
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
