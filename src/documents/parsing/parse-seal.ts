// Loaded before anything else of a parse child. Node's permissions say nothing of the network, of sockets in the file
// system, or of signals to other processes: this takes the functions away that lead there, for good. A second lock where
// the child has a network of its own, the only one where the system refuses that.
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import os from 'node:os';

class SealedError extends Error {
  override readonly name = 'SealedError';
  readonly code = 'ERR_ACCESS_DENIED';
}

seal(net.Socket.prototype, ['connect']); // fetch, http and tls end there too
seal(net.Server.prototype, ['listen']);
seal(net, ['_createServerHandle', 'BoundSocket']);
seal(pipePrototype(), ['bind', 'listen', 'connect']); // of standard input's inner handle, whose class makes others
seal(dgram, functionsOf(dgram));
seal(dns.promises, functionsOf(dns.promises));
seal(dns, functionsOf(dns));
seal(os, ['setPriority']);
seal(process, ['kill', '_kill', '_debugProcess', '_debugEnd']);
syncBuiltinESMExports();

function pipePrototype(): object {
  return Object.getPrototypeOf((process.stdin as unknown as { _handle?: object })._handle ?? {});
}

function functionsOf(target: object): string[] {
  return Object.entries(target).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
}

function seal(target: object, names: readonly string[]): void {
  for (const name of names)
    Object.defineProperty(target, name, { value: denied, writable: false, configurable: false, enumerable: true });
}

function denied(): never {
  throw new SealedError('A parse child may not do this');
}
