import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What a server answered to one load. Times in ms. */
export type Answered = { statuses: Map<number, number>; failures: number; tookMs: number[]; elapsedMs: number };

/** Connections to one server, kept from load to load. */
export type Client = Disposable & {
  /** Sends the requests, each as the bytes it is, one at a time on each connection. */
  send(requests: readonly Buffer[]): Promise<Answered>;
};

const ANSWERS_WITHIN_MS = 20_000;

/** Plain sockets: a client that costs as much as the server would be measured with it. */
export function openClient(port: number, connections: number): Client {
  const sockets: Socket[] = [];
  return {
    async send(requests) {
      for (let i = 0; i < connections; i++) if (!sockets[i]?.writable) sockets[i] = await openSocket(port); // idle ones are closed
      const answered: Answered = { statuses: new Map(), failures: 0, tookMs: [], elapsedMs: 0 };
      const startedAt = performance.now();
      let next = 0;
      await Promise.all(sockets.map((socket) => work(socket, () => requests[next++], answered)));
      answered.elapsedMs = performance.now() - startedAt;
      return answered;
    },
    [Symbol.dispose]() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function openSocket(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true }).setEncoding('latin1');
  await once(socket, 'connect');
  return socket.on('timeout', () => socket.destroy()).on('error', () => {}); // `close` follows, which ends the load
}

function work(socket: Socket, take: () => Buffer | undefined, answered: Answered): Promise<void> {
  return new Promise((done) => {
    let sentAt = 0;
    let answer = '';
    const next = () => {
      const request = take();
      if (!request) return leave();
      sentAt = performance.now();
      socket.write(request);
    };
    const receive = (piece: string) => {
      answer += piece;
      if (!isWhole(answer)) return;
      const status = Number(answer.slice(9, 12));
      answered.statuses.set(status, (answered.statuses.get(status) ?? 0) + 1);
      answered.tookMs.push(performance.now() - sentAt);
      answer = '';
      next();
    };
    const fail = () => {
      answered.failures += 1;
      leave();
    };
    const leave = () => {
      socket.setTimeout(0).off('data', receive).off('close', fail);
      done();
    };
    if (socket.closed) return fail();
    socket.setTimeout(ANSWERS_WITHIN_MS).on('data', receive).once('close', fail);
    next();
  });
}

/** Whether the answer has come to its end: by its declared length, or the last chunk. */
function isWhole(answer: string): boolean {
  const headEnds = answer.indexOf('\r\n\r\n');
  if (headEnds < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, headEnds))?.[1];
  if (length !== undefined) return answer.length >= headEnds + 4 + Number(length);
  return answer.endsWith('\r\n0\r\n\r\n');
}
