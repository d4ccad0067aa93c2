import { setInterval as every, setTimeout as passed } from 'node:timers/promises';
import { expect } from 'chai';
import type { Route } from '../../src/http/state.ts';
import { filePart as receiveFile } from '../../src/http/wire/multipart.ts';
import type { Pace } from '../../src/http/wire/pace.ts';
import { filesUnderWay } from '../support/documents.ts';
import { eventually } from '../support/eventually.ts';
import { faultOf } from '../support/openapi.ts';
import { startPipeline } from '../support/pipeline.ts';
import { rawHttp } from '../support/raw-http.ts';
import { BOUNDARY, END, filePart, rawUpload } from '../support/raw-upload.ts';
import { type Service, startService } from '../support/service.ts';

const HALF = filePart('x'.repeat(600)).slice(0, -100);

describe('uploads under way', () => {
  let service: Service;
  before(async () => {
    service = await startService({ TRUSTED_PROXIES: '127.0.0.0/8' });
  });
  after(() => service[Symbol.asyncDispose]());

  it('are four a caller, from the first byte of the file on; the next is 429, and others notice nothing', async () => {
    const idle = Array.from({ length: 10 }, () => begin('1.1.1.1', HALF.slice(0, HALF.indexOf('x'))));
    const [first, ...others] = Array.from({ length: 4 }, () => begin('1.1.1.1', HALF));
    await underWay(4);

    const refused = await whole('1.1.1.1');
    const stranger = await whole('2.2.2.2');
    first?.socket.destroy();
    await underWay(3);
    const next = await whole('1.1.1.1');

    expect([refused.status, stranger.status, next.status]).to.deep.equal([429, 202, 202]);
    expect(refused.body).to.include({ error: 'rate_limited', policy: 'uploads', retry_after: 1 });
    expect(faultOf('/components/schemas/Error', refused.body)).to.equal(null);
    expect(refused.headers)
      .to.match(/^retry-after: 1$/im)
      .and.match(/^cache-control: no-store$/im);
    for (const { socket } of [...idle, ...others]) socket.destroy();
    await underWay(0);
  });

  it('of 26 callers who send no more leave room for everybody else', async () => {
    const held = Array.from({ length: 26 * 4 }, (_, at) => begin(`10.0.0.${at >> 2}`, HALF));
    await underWay(held.length);

    const { status } = await whole('3.3.3.3');

    expect(status).to.equal(202);
    for (const { socket } of held) socket.destroy();
    await underWay(0);
  });

  it('are ended when they come too slowly, and only then', async () => {
    const pace: Pace = { graceMs: 300, windowMs: 1500, minBytes: 150_000 };
    await using served = await startPipeline([takes(pace)]);
    const [slow, steady] = [rawUpload(served.url, { path: TAKES }), rawUpload(served.url, { path: TAKES })];

    sendSteadily(slow, 1000, 1);
    sendSteadily(steady, 20_000, 60); // twice the pace, for three seconds

    const [{ status, body }, { status: taken }] = await Promise.all([slow.answer, steady.answer]);
    expect([status, body.error, body.message]).to.deep.equal([
      400,
      'malformed_request',
      'The body arrives too slowly.',
    ]);
    expect(taken).to.equal(204);
  });

  it('are ended with their connection, however few bytes are missing', async () => {
    await using served = await startPipeline([takes({ graceMs: 0, windowMs: 500, minBytes: 10_000 })]);
    const length = HALF.length + 1000; // Node would wait for them, and then for the next request
    const head = `POST ${TAKES} HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=${BOUNDARY}`;

    const { status, headers, text } = await rawHttp(served.url, `${head}\r\nContent-Length: ${length}\r\n\r\n${HALF}`, {
      withinMs: 60_000,
    });

    expect([status, headers.get('connection')]).to.deep.equal([400, 'close']);
    expect(text).to.contain('too slowly');
  });

  it('are not held to their pace while the service itself takes its time', async () => {
    const pace: Pace = { graceMs: 0, windowMs: 500, minBytes: 10_000 };
    await using served = await startPipeline([takes(pace, { pauseMs: 1500 })]);
    const body = filePart('x'.repeat(2_000_000)) + END;
    const { socket, answer } = rawUpload(served.url, { path: TAKES, length: body.length });

    socket.write(body);

    expect((await answer).status).to.equal(204);
  });

  function begin(address: string, sent: string) {
    const upload = rawUpload(service.url, { length: 100_000, headers: `X-Forwarded-For: ${address}\r\n` });
    upload.socket.write(sent);
    return upload;
  }

  function whole(address: string) {
    const body = filePart(`Sent by ${address} at ${performance.now()}`) + END;
    const { socket, answer } = rawUpload(service.url, {
      length: body.length,
      headers: `X-Forwarded-For: ${address}\r\n`,
    });
    socket.write(body);
    return answer;
  }

  function underWay(count: number): Promise<unknown> {
    return eventually(
      () => filesUnderWay(service),
      ({ length }) => length === count,
    );
  }
});

/** A route of our own, which may do what the service's never does. */
const TAKES = '/takes';

/** Pauses after the first piece, as long as it is told. */
function takes(pace: Pace, { pauseMs = 0 } = {}): Route {
  return {
    method: 'POST',
    path: TAKES,
    policy: null,
    async handle(ctx) {
      await receiveFile(ctx, { maxBytes: 10_000_000, pace }, async ({ pieces }) => {
        let pause = pauseMs;
        for await (const _ of pieces) {
          if (pause > 0) await passed(pause);
          pause = 0;
        }
      });
      ctx.status = 204;
    },
  };
}

/** Sends a form in `times` pieces, 20 a second; a single one is followed by its first byte for ever. */
async function sendSteadily({ socket }: ReturnType<typeof rawUpload>, bytes: number, times: number): Promise<void> {
  const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
  const form = filePart('');
  socket.write(chunk(form.slice(0, -2)));
  let left = times;
  for await (const _ of every(50)) {
    if (!socket.writable) return;
    if (left-- > 0) socket.write(chunk('x'.repeat(bytes)));
    else if (times > 1) return void socket.write(`${chunk(`\r\n${END}`)}0\r\n\r\n`);
    else socket.write(chunk('x'));
  }
}
