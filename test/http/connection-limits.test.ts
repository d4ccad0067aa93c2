import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { type Service, startService } from '../support/service.ts';

describe('connections', () => {
  const open: Socket[] = [];
  afterEach(() => {
    for (const socket of open.splice(0)) socket.destroy();
  });

  /** Whether a connection from this address is served: the first bytes of the answer, or '' where it is closed. */
  async function served({ url }: Service, localAddress: string): Promise<string> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), localAddress }).on('error', () => {});
    open.push(socket);
    socket.write('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const piece = await new Promise<unknown>((got) => socket.once('data', got).once('close', () => got('')));
    return String(piece).slice(0, 15);
  }

  it('are kept to their number, of which one address takes half and no more', async () => {
    await using service = await startService({ MAX_CONNECTIONS: '4' });

    const answers: string[] = [];
    for (const address of ['127.0.0.2', '127.0.0.2', '127.0.0.2', '127.0.0.3', '127.0.0.3', '127.0.0.4'])
      answers.push(await served(service, address));

    const OK = 'HTTP/1.1 200 OK';
    expect(answers).to.deep.equal([OK, OK, '', OK, OK, '']);
  });

  it('of a trusted proxy are all callers together, up to the whole number', async () => {
    await using service = await startService({ MAX_CONNECTIONS: '4', TRUSTED_PROXIES: '127.0.0.2' });

    const answers: string[] = [];
    for (let n = 0; n < 5; n++) answers.push(await served(service, '127.0.0.2'));

    expect(answers.map(Boolean)).to.deep.equal([true, true, true, true, false]);
  });
});
