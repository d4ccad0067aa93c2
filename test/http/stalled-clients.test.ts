import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { expect } from 'chai';
import { createHttpServer } from '../../src/http/wire/server.ts';
import { within } from '../../src/within.ts';

const STALL = { stalledMs: 1000, everyMs: 50 };
const MIB = 1024 * 1024;
const LARGE = Buffer.alloc(32 * MIB, 'x');

type Answer = (req: IncomingMessage, res: ServerResponse) => void;

/** A server whose every answer is this one, and how long each took to close, ms. */
async function serving(answer: Answer) {
  const ended = Promise.withResolvers<number>();
  const handler: Answer = (req, res) => {
    const startedAt = performance.now();
    res.socket?.once('close', () => ended.resolve(performance.now() - startedAt));
    answer(req, res);
  };
  const timeouts = { requestTimeoutMs: 10_000, headersTimeoutMs: 10_000 };
  const server = createHttpServer(handler, { ...timeouts, stallTimes: STALL }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ended: ended.promise,
    /** A client that has asked, and reads nothing yet. */
    ask(head = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'): Socket {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      socket.pause().write(head);
      return socket;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function readsOncePer(ms: number, socket: Socket, times: number): Promise<number> {
  let bytes = 0;
  for (let n = 0; n < times && !socket.destroyed; n++) {
    socket.once('data', (piece) => {
      socket.pause();
      bytes += piece.length;
    });
    socket.resume();
    await after(ms);
  }
  return bytes;
}

describe('a client that takes nothing of its answer', () => {
  const answers: Record<string, Answer> = {
    'one piece': (_req, res) => void res.end(LARGE),
    'a stream that waits for it': (_req, res) => {
      const more = () => {
        while (!res.destroyed && res.write(LARGE.subarray(0, 65_536)));
      };
      res.on('drain', more);
      more();
    },
    'a stream that does not': (_req, res) => {
      res.write(LARGE);
      const comments = setInterval(() => res.write(': \n\n'), 20);
      res.once('close', () => clearInterval(comments));
    },
    'an error': (_req, res) => void res.writeHead(500).end(LARGE),
  };
  for (const [what, answer] of Object.entries(answers))
    it(`is given up, when it was sent ${what}`, async () => {
      await using server = await serving(answer);

      const client = server.ask();
      const endedMs = await within(60_000, server.ended);

      client.destroy();
      expect(endedMs).to.be.at.least(STALL.stalledMs);
    });

  it('is given up once it has stopped, not while it takes a piece now and then', async () => {
    await using server = await serving((_req, res) => void res.end(LARGE));
    const client = server.ask();
    const startedAt = performance.now();

    const bytes = await readsOncePer(100, client, 35);

    const readMs = performance.now() - startedAt;
    expect(client.destroyed).to.equal(false);
    expect(bytes).to.be.within(100_000, 8 * MIB); // less than the kernel holds: nothing more was handed to it meanwhile
    expect(await within(60_000, server.ended)).to.be.at.least(readMs);
    client.destroy();
  });

  it('is left alone while nothing is owed to it', async () => {
    await using server = await serving((_req, res) => {
      res.write('one');
      setTimeout(() => res.end('two'), 3 * STALL.stalledMs);
    });
    const client = server.ask();
    let received = '';
    client.setEncoding('latin1').on('data', (piece) => {
      received += piece;
      if (received.includes('two')) client.destroy();
    });

    await within(60_000, once(client.resume(), 'close'));

    expect(received).to.contain('one').and.to.contain('two');
  });
});
