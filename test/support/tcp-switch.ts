import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type TcpSwitch = AsyncDisposable & {
  port: number;
  /** Connections accepted so far. */
  accepted: number;
  /** Leads every further connection to that port; those that stand stay where they lead. */
  leadTo(port: number): void;
  /** Says that to every further connection, if anything, and cuts it off, as those that stand. */
  cutOff(words?: string): void;
  /** Answers every command of every further connection with the same words. */
  answer(words: string): void;
  /** Lets what is sent through, and none of the answers, on the connections that stand. */
  swallowAnswers(): void;
  /** Keeps the answers of every connection, also of further ones, until the call that it returns. */
  holdAnswers(): () => void;
  /** Lets nothing through any more, of what stands and of what comes, and ends none of it. */
  swallow(): void;
};

/** One address before servers that change: what a DNS name or a managed endpoint is. */
export async function startSwitch(port: number): Promise<TcpSwitch> {
  const sockets = new Set<Socket>();
  const answering = new Set<Socket>();
  let held: Socket[] | undefined;
  const hold = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  };
  const forward = (target: number) => (socket: Socket) => {
    const there = connect(target, '127.0.0.1');
    hold(there);
    answering.add(there);
    socket.pipe(there).pipe(socket);
    if (held) held.push(there.pause());
    socket.on('close', () => there.destroy());
    there.on('close', () => {
      answering.delete(there);
      socket.destroy();
    });
  };
  let serve: (socket: Socket) => void = forward(port);
  const server = createServer((socket) => {
    tcpSwitch.accepted += 1;
    hold(socket);
    serve(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const tcpSwitch: TcpSwitch = {
    port: typeof address === 'object' && address ? address.port : 0,
    accepted: 0,
    leadTo(target) {
      serve = forward(target);
    },
    cutOff(words = '') {
      for (const socket of sockets) socket.destroy();
      serve = (socket) => void socket.end(words);
    },
    swallowAnswers() {
      for (const socket of answering) socket.unpipe().resume();
    },
    holdAnswers() {
      const mine = [...answering].map((socket) => socket.pause());
      held = mine;
      return () => {
        held = undefined;
        for (const socket of mine) socket.resume();
      };
    },
    answer(words) {
      serve = (socket) => void socket.on('data', () => socket.write(words));
    },
    swallow() {
      for (const socket of sockets) socket.unpipe().pause();
      serve = (socket) => void socket.pause();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
  return tcpSwitch;
}
