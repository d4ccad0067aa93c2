import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
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
