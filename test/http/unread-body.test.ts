import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { scrape } from '../support/page.ts';
import { type Service, startService } from '../support/service.ts';

const MIB = 1024 * 1024;

describe('an answer ahead of the body', () => {
  let service: Service;
  before(async () => {
    service = await startService();
  });
  after(() => service[Symbol.asyncDispose]());

  it('reaches a client that sends 200 MB all the same, takes a few MB of it, and closes', async () => {
    const { answer, sentBytes } = await send(service.url, 'POST /nowhere', 200 * MIB);

    expect(answer)
      .to.match(/^HTTP\/1\.1 404 /)
      .and.to.match(/\r\nConnection: close\r\n/i);
    expect(answer).to.contain('"error":"not_found"');
    expect(sentBytes).to.be.below(20 * MIB); // what the discarding takes, and the kernel's buffers
  });

  it('waits a moment for a client that is too busy sending to read it', async () => {
    const { answer, sentBytes } = await send(service.url, 'POST /nowhere', 200 * MIB, { readsAfterMs: 200 });

    expect(answer).to.match(/^HTTP\/1\.1 404 /);
    expect(sentBytes).to.be.below(20 * MIB);
  });

  it('keeps the connection where the body is small', async () => {
    const body = 'x'.repeat(10_000);
    const first = `POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const second = 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

    const answer = await sendRaw(service.url, first + second);

    expect(answer).to.match(/^HTTP\/1\.1 404 [\s\S]*HTTP\/1\.1 200 OK/);
  });

  it('is the end of the request for a client that then hangs up: it has not left before its time', async () => {
    const socket = open(service.url);
    socket.write(`POST /api/v1/query HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${MIB}\r\n\r\n{`);
    let answer = '';
    for await (const piece of socket.setEncoding('latin1')) {
      answer += piece;
      if (/\r\n\r\n\{.*\}$/s.test(answer)) break; // which closes it
    }
    const page = await eventually(
      () => scrape(service.url),
      (now) => now.value('http_requests_inprogress') === 0,
    );

    expect(answer).to.match(/^HTTP\/1\.1 415 /);
    expect(page.value('http_requests_total{handler="/api/v1/query",method="POST",status="4xx"}')).to.equal(1);
    expect(page.sum('http_requests_aborted_total', { handler: '/api/v1/query' })).to.equal(0);
  });

  it('is final for a client that waits for 100 Continue', async () => {
    const head = `POST /nowhere HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: ${MIB}\r\n\r\n`;

    const answer = await sendRaw(service.url, head);

    expect(answer).to.match(/^HTTP\/1\.1 404 /);
  });
});

/** Sends a body as fast as it is taken, and reads until the server closes. */
async function send(url: string, target: string, bytes: number, { readsAfterMs = 0 } = {}) {
  const socket = open(url);
  setTimeout(() => socket.resume(), readsAfterMs);
  const piece = Buffer.alloc(64 * 1024);
  let sentBytes = 0;
  let answer = '';
  socket.setEncoding('latin1').on('data', (text) => {
    answer += text;
  });
  if (readsAfterMs > 0) socket.pause();
  socket.write(`${target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${bytes}\r\n\r\n`);
  while (sentBytes < bytes && socket.writable) {
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => {});
    sentBytes += piece.length;
  }
  if (!socket.closed) await once(socket, 'close');
  return { answer, sentBytes };
}

async function sendRaw(url: string, text: string): Promise<string> {
  const socket = open(url);
  let answer = '';
  socket.setEncoding('latin1').on('data', (piece) => {
    answer += piece;
  });
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

function open(url: string) {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.setTimeout(10_000, () => socket.destroy());
  return socket.on('error', () => {});
}
