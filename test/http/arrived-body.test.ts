import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import Koa from 'koa';
import type { State } from '../../src/http/state.ts';
import { arrivedBody } from '../../src/http/wire/body-pieces.ts';
import { rawHttp } from '../support/raw-http.ts';

const LIMITS = { maxBytes: 100, message: 'too large' };

/** What a handler finds that has waited so many microtasks and for nothing else. */
async function found(microtasks: number, body: string[], header: string): Promise<string> {
  const app = new Koa<State>().use(async (ctx) => {
    ctx.state.bodyBytes = 0;
    for (let i = 0; i < microtasks; i++) await undefined;
    ctx.body = `${arrivedBody(ctx, LIMITS)}, ${ctx.state.bodyBytes}`;
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const [first = '', ...later] = body;
    const head = `POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${header}\r\n\r\n`;
    return (await rawHttp(url, [head + first, ...later])).text;
  } finally {
    server.close();
  }
}

describe('a body that came with its head', () => {
  it('is there for a handler that has waited for nothing but promises', async () => {
    for (const microtasks of [1, 2, 10])
      expect(await found(microtasks, ['said'], 'Content-Length: 4')).to.equal('said, 4');
  });

  it('is not taken for whole while a part of it is missing', async () => {
    expect(await found(2, ['sa'], 'Content-Length: 4')).to.equal('null, 0');
    expect(await found(2, ['2\r\nsa\r\n'], 'Transfer-Encoding: chunked')).to.equal('null, 0');
  });
});
