import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { Agent, type IncomingMessage, request } from 'node:http';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { eventually } from '../support/eventually.ts';
import { processTree } from '../support/processes.ts';
import { type Service, startService } from '../support/service.ts';

const run = promisify(execFile);
/** Its pipes while it starts; fewer are left then than a thread takes. */
const ENOUGH_FOR_A_CHILD = 6;

describe('a service that may open no more files', () => {
  let service: Service;
  let agent: Agent;
  before(async function () {
    if (process.platform !== 'linux') this.skip();
    service = await startService();
    agent = new Agent({ keepAlive: true, maxSockets: 1 }); // what is asked takes no new connection
  });
  after(async () => {
    agent?.destroy();
    await service?.[Symbol.asyncDispose]();
  });

  it('keeps its first document queued while there is a parser but no thread to cut the text in', async () => {
    expect((await ask('GET', '/api/v1/documents')).status).to.equal(200); // the connection and what reads are there
    await allow(ENOUGH_FOR_A_CHILD);
    const taken = await upload('first.txt');
    const [halt] = await eventually(halts, (lines) => lines.length > 0);
    const meanwhile = await ask('GET', taken.body.status_url as string);
    await allow(500);

    expect(halt).to.contain('indexing.ts');
    expect(meanwhile.body).to.include({ error: null });
    expect(await final(taken)).to.equal('completed');
  });

  it('refuses an upload as overloaded, for now, and takes it in once it may', async () => {
    await allow(0);
    const refused = await upload('later.txt');
    await allow(500);
    const taken = await upload('later.txt');

    expect(refused).to.include({ status: 503, retryAfter: '1' });
    expect(refused.body).to.include({ error: 'overloaded' });
    expect(taken.status).to.equal(202);
    expect(await final(taken)).to.equal('completed');
  });

  it('keeps a document queued whose parser it cannot start, and reads it once it can', async () => {
    await eventually(
      () => processTree(service.pid).length,
      (count) => count === 1,
    ); // no parser is kept
    const before = halts().length;
    await allow(2); // the upload and its copy, but no pipes
    const taken = await upload('queued.txt');
    await eventually(halts, (lines) => lines.length > before);
    const meanwhile = await ask('GET', taken.body.status_url as string);
    await allow(500);

    expect(taken.status).to.equal(202);
    expect(meanwhile.body).to.include({ error: null });
    expect(await final(taken)).to.equal('completed');
  });

  const halts = () => service.lines.filter((line) => line.includes('ingestion halts'));

  /** Lets the service open so many more files; a new file takes the lowest number that is free. */
  async function allow(more: number): Promise<void> {
    const open = new Set(readdirSync(`/proc/${service.pid}/fd`).map(Number));
    let limit = 0;
    for (let free = 0; free < more || open.has(limit); limit++) if (!open.has(limit)) free++;
    await run('prlimit', ['--pid', String(service.pid), `--nofile=${limit}:`]);
  }

  async function ask(method: string, path: string, body = '') {
    const headers = body ? { 'Content-Type': 'multipart/form-data; boundary=x' } : {};
    const asked = request(`${service.url}${path}`, { agent, method, headers });
    asked.end(body);
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    const text = (await response.toArray()).join('');
    const parsed = JSON.parse(text) as Record<string, unknown>;
    return { status: response.statusCode, retryAfter: response.headers['retry-after'], body: parsed };
  }

  function upload(filename: string) {
    const head = `Content-Disposition: form-data; name="file"; filename="${filename}"`;
    const form = `--x\r\n${head}\r\n\r\nThe file ${filename} is here.\r\n--x--\r\n`;
    return ask('POST', '/api/v1/documents/upload', form);
  }

  async function final({ body }: { body: Record<string, unknown> }): Promise<unknown> {
    const read = async () => (await ask('GET', body.status_url as string)).body.status;
    return eventually(read, (status) => status === 'completed' || status === 'failed');
  }
});
