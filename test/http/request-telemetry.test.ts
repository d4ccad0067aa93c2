import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import type { Route } from '../../src/http/state.ts';
import { eventually } from '../support/eventually.ts';
import { type Page, scrape } from '../support/page.ts';
import { type Pipeline, startPipeline } from '../support/pipeline.ts';
import { rawHttp } from '../support/raw-http.ts';

const stalled = Promise.withResolvers<void>();

/** What the service's own routes never do. */
const ROUTES = {
  '/stalls': () => stalled.promise,
  '/stalls/{how}': () => stalled.promise,
  '/waits': async (ctx) => {
    await once(ctx.req.socket, 'end');
    ctx.body = 'too late';
  },
  '/streams': (ctx) => {
    const body = new PassThrough();
    body.write('first');
    ctx.body = body;
  },
  '/takes/{time}': (ctx) => {
    ctx.body = Readable.from(
      (async function* () {
        yield 'begin ';
        await pause(300);
        yield 'end';
      })(),
    );
  },
  '/throws': () => {
    throw new Error('planted-secret');
  },
  '/breaks-off': (ctx) => {
    ctx.body = Readable.from(
      (async function* () {
        yield 'begin';
        await pause(20);
        throw new Error('planted-secret');
      })(),
    );
  },
  '/says': (ctx) => {
    ctx.body = 'héllo';
  },
  '/ignores/{what}': (ctx) => {
    ctx.body = 'nothing';
  },
} satisfies Record<string, Route['handle']>;

describe('request telemetry', () => {
  let pipeline: Pipeline;
  before(async () => {
    pipeline = await startPipeline(
      Object.entries(ROUTES).map(([path, handle]) => ({ method: 'GET', path, policy: null, handle })),
    );
  });
  after(() => pipeline[Symbol.asyncDispose]());

  it('counts a client that leaves before the headers once, as 4xx and as aborted', async () => {
    const sent = Array.from({ length: 10 }, () => request('/stalls'));
    await inProgress(10);
    await Promise.all(sent.map(leave));

    const page = await inProgress(0);
    expect(page.value('http_requests_total{handler="/stalls",method="GET",status="4xx"}')).to.equal(10);
    expect(page.sum('http_requests_total', { handler: '/stalls' })).to.equal(10);
    expect(page.value('http_requests_aborted_total{handler="/stalls",method="GET"}')).to.equal(10);
    expect(page.value('http_request_duration_seconds_count{handler="/stalls",method="GET"}')).to.equal(10);
    expect(pipeline.lines.filter((line) => /"route":"\/stalls","status":499,/.test(line))).to.have.length(10);
  });

  it('sees a client leave that sent nonsense after its request', async () => {
    const { hostname, port } = new URL(pipeline.url);
    const socket = connect({ host: hostname, port: Number(port) }).on('error', () => {});
    socket.write('GET /stalls/alone HTTP/1.1\r\nHost: localhost\r\n\r\nNONSENSE\r\n\r\n');
    await inProgress(1);
    socket.destroy();

    const page = await inProgress(0);
    expect(page.value('http_requests_total{handler="/stalls/{how}",method="GET",status="4xx"}')).to.equal(1);
  });

  it('counts answers that were ready when nobody was left to take their heads as 4xx, one behind another as well', async () => {
    const ask = 'GET /waits HTTP/1.1\r\nHost: localhost\r\n\r\n';
    for (const sent of [ask, ask.repeat(8)]) {
      const { hostname, port } = new URL(pipeline.url);
      const socket = connect({ host: hostname, port: Number(port) }).on('error', () => {});
      socket.end(sent);
      await once(socket.resume(), 'close');
    }

    const page = await inProgress(0);
    expect(page.value('http_requests_total{handler="/waits",method="GET",status="4xx"}')).to.equal(9);
    expect(page.sum('http_requests_total', { handler: '/waits' })).to.equal(9);
    expect(page.value('http_requests_aborted_total{handler="/waits",method="GET"}')).to.equal(9);
  });

  it('counts a client that leaves in mid-stream once, by its status and as aborted', async () => {
    const sent = Array.from({ length: 10 }, () => request('/streams'));
    await Promise.all(sent.map(begun));
    await Promise.all(sent.map(leave));

    const page = await inProgress(0);
    expect(page.value('http_requests_total{handler="/streams",method="GET",status="2xx"}')).to.equal(10);
    expect(page.sum('http_requests_total', { handler: '/streams' })).to.equal(10);
    expect(page.value('http_requests_aborted_total{handler="/streams",method="GET"}')).to.equal(10);
    expect(page.value('http_response_size_bytes_sum{handler="/streams"}')).to.equal(10 * 'first'.length);
  });

  it('counts a stream at its end, with the whole of its time and size', async () => {
    const startedAt = performance.now();
    expect(await (await fetch(`${pipeline.url}/takes/long`)).text()).to.equal('begin end');
    const seen = (performance.now() - startedAt) / 1000;

    const page = await inProgress(0);
    const labels = 'handler="/takes/{time}",method="GET"';
    expect(page.value(`http_request_duration_seconds_count{${labels}}`)).to.equal(1);
    expect(page.value(`http_request_duration_seconds_sum{${labels}}`)).to.be.within(0.29, seen + 1);
    expect(page.value('http_response_size_bytes_sum{handler="/takes/{time}"}')).to.equal('begin end'.length);
    expect(page.value(`http_requests_aborted_total{${labels}}`)).to.equal(0);
  });

  it('keeps the route and the 5xx of a thrown error, which tells its class and never its text', async () => {
    const answer = await fetch(`${pipeline.url}/throws`);

    expect(answer.status).to.equal(500);
    const page = await inProgress(0);
    expect(page.value('http_requests_total{handler="/throws",method="GET",status="5xx"}')).to.equal(1);
    const line = JSON.parse(pipeline.lines.find((one) => one.includes('unexpected failure')) as string);
    expect(line.request_id).to.equal(answer.headers.get('x-request-id'));
    expect(line.err.type).to.equal('Error');
    expect(line.err.stack[0]).to.contain('request-telemetry.test.ts');
    expect(pipeline.lines.join()).not.to.contain('planted-secret');
  });

  it('counts an answer that broke off by our fault as 5xx, not as a client that left', async () => {
    const broken = await fetch(`${pipeline.url}/breaks-off`).then((answer) => answer.text().catch(() => 'broken'));

    expect(broken).to.equal('broken');
    const page = await inProgress(0);
    expect(page.value('http_requests_total{handler="/breaks-off",method="GET",status="5xx"}')).to.equal(1);
    expect(page.value('http_requests_aborted_total{handler="/breaks-off",method="GET"}')).to.equal(0);
  });

  it('counts HEAD and foreign verbs, and neither times nor sizes them', async () => {
    await fetch(`${pipeline.url}/says`, { method: 'HEAD' });
    await fetch(`${pipeline.url}/says`, { method: 'DELETE' });
    await fetch(`${pipeline.url}/nowhere/${Math.random()}`);

    const page = await inProgress(0);
    expect(page.value('http_requests_total{handler="/says",method="HEAD",status="2xx"}')).to.equal(1);
    expect(page.value('http_requests_total{handler="none",method="DELETE",status="4xx"}')).to.equal(1);
    expect(page.value('http_requests_total{handler="none",method="GET",status="4xx"}')).to.equal(1);
    const measured = [...page.series.keys()].filter((one) => /duration|size/.test(one) && /says|none|HEAD/.test(one));
    expect(measured).to.deep.equal([]);
  });

  it('sizes bodies in bytes', async () => {
    await fetch(`${pipeline.url}/says`);

    expect((await inProgress(0)).value('http_response_size_bytes_sum{handler="/says"}')).to.equal(6);
  });

  it('sizes a body that came though no handler asked for it', async () => {
    await rawHttp(
      pipeline.url,
      'GET /ignores/body HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello',
    );

    const page = await inProgress(0);
    expect(page.value('http_request_size_bytes_sum{handler="/ignores/{what}"}')).to.equal(5);
  });

  it('writes one line a request, with its route and without its path or query', async () => {
    await fetch(`${pipeline.url}/takes/planted-path?q=planted-query`, { headers: { 'X-Request-Id': 'mine-7' } });

    await inProgress(0);
    const line = pipeline.lines.map((one) => JSON.parse(one)).find((one) => one.request_id === 'mine-7');
    expect(line).to.include({ level: 'info', msg: 'request', method: 'GET', route: '/takes/{time}', status: 200 });
    expect(pipeline.lines.join()).not.to.match(/planted-(path|query)/);
  });

  function request(path: string): ClientRequest {
    return get(`${pipeline.url}${path}`, { agent: false }).on('error', () => {});
  }

  /** The page of a moment when that many requests are being served. */
  async function inProgress(count: number): Promise<Page> {
    return eventually(
      () => scrape(pipeline.url),
      (page) => page.value('http_requests_inprogress') === count,
    );
  }
});

async function begun(sent: ClientRequest): Promise<void> {
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  answer.on('error', () => {});
  await once(answer, 'data');
}

function leave(sent: ClientRequest): Promise<void> {
  sent.destroy();
  return new Promise((closed) => sent.once('close', () => closed()));
}
