import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect } from 'chai';
import { limitPipelining } from '../../src/http/wire/pipelining.ts';
import { eventually } from '../support/eventually.ts';
import { type Service, startService } from '../support/service.ts';

const REQUEST = 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n';

describe('requests that one packet holds', () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service[Symbol.asyncDispose]());

  it('are all answered, in their order, where they are 32', async () => {
    expect(await answersTo(32, service)).to.equal(32);
  });

  it('end their connection where they are a thousand, and nobody else', async () => {
    expect(await answersTo(1000, service)).to.be.at.most(32);
    expect(await answersTo(1, service)).to.equal(1);
  });
});

describe('requests that wait behind others of the same peer', () => {
  const BEHIND_MAX = 10;
  let server: Server;
  let port: number;
  let held: ServerResponse[];
  let peer: string | null;
  beforeEach(async () => {
    held = [];
    peer = 'one';
    const hold = (_req: IncomingMessage, res: ServerResponse) => void held.push(res);
    server = createServer(limitPipelining(hold, { behindMax: BEHIND_MAX, peerOf: () => peer })).listen(0);
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const open = async (count: number) => {
    const socket = connect(port).on('error', () => {});
    socket.resume().write(REQUEST.repeat(count));
    await once(socket, 'connect');
    return socket;
  };
  const isHeld = (count: number) =>
    eventually(
      () => held.filter((res) => !res.req.socket.destroyed).length,
      (are) => are === count,
    );

  it('are so many over all its connections; one more ends the connection that sends it, and no other', async () => {
    const sockets = [await open(6), await open(6), await open(1), await open(1)];
    await isHeld(14);

    const refused = await open(2);
    await once(refused, 'close');

    await isHeld(14);
    expect(sockets.map(({ destroyed }) => destroyed)).to.deep.equal([false, false, false, false]);
    peer = 'another';
    await open(11);
    await isHeld(25);
  });

  it('make room when they are answered, and when their connection ends with them', async () => {
    const first = await open(6);
    await open(6);
    await isHeld(12);

    first.destroy();
    await isHeld(6);
    await open(6);
    await isHeld(12);
    const answers = held.filter(({ req }) => !req.socket.destroyed).slice(0, 6);
    const closed = Promise.all(answers.map((res) => once(res, 'close')));
    for (const res of answers) res.end('x');
    await closed;
    await open(6);

    await eventually(
      () => held.length,
      (all) => all === 24,
    );
  });

  it('are anybody’s where a proxy sends them, as many as each connection may have', async () => {
    peer = null;

    await open(31);
    await open(31);

    await isHeld(62);
  });
});

/** Sends so many at once, and counts the answers until the last one or the end of the connection. */
async function answersTo(count: number, { url }: Service): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  const closed = once(socket, 'close');
  let received = '';
  const answers = () => received.split('"status":"ok"').length - 1;
  socket.on('data', (piece) => {
    received += piece;
    if (answers() === count) socket.destroy();
  });
  socket.write(REQUEST.repeat(count));
  await closed;
  return answers();
}
