import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { expect } from 'chai';
import { eventually } from '../../support/eventually.ts';
import { failure } from '../../support/failure.ts';
import { doubleDeflatedPdf, exponentialXObjectPdf } from '../../support/hostile-pdfs.ts';
import { testParser } from '../../support/parsing.ts';
import { isAlive, processTree } from '../../support/processes.ts';
import { slowness } from '../../support/slowness.ts';

const MIB = 1024 * 1024;
const children = () => processTree(process.pid).slice(1);

describe('the parse child', () => {
  let parser: ReturnType<typeof testParser>;
  const start = (options?: Parameters<typeof testParser>[0]) => {
    parser = testParser(options);
  };
  afterEach(async () => {
    await parser.close();
    expect(children()).to.deep.equal([]);
  });

  it('serves one document after the other, and ends when there are no more', async () => {
    start();
    await parser.parse('txt', 'One.');
    const [first] = children();
    await parser.parse('txt', 'Two.');

    expect(children()).to.deep.equal([first]);
    await eventually(children, ({ length }) => length === 0);
    expect((await parser.parse('txt', 'Three.')).text).to.equal('Three.');
  });

  it('serves so many documents, and not one more', async () => {
    start({ keptMaxDocuments: 2 });
    await parser.parse('txt', 'One.');
    const [first] = children();
    await parser.parse('txt', 'Two.');

    expect(first).to.be.a('number');
    expect(children()).to.not.include(first);
    expect((await parser.parse('txt', 'Three.')).text).to.equal('Three.');
  });

  it('is ended when it takes too long, at the cost of its own document only', async () => {
    const seconds = Math.ceil(slowness());
    start({ timeoutMs: seconds * 1000 });

    const error = await failure(parser.parse('pdf', exponentialXObjectPdf()));

    expect(error).to.include({
      code: 'parse_limit_exceeded',
      retry: false,
      message: `Reading the file took longer than ${seconds} seconds.`,
    });
    expect(children()).to.deep.equal([]);
    expect((await parser.parse('txt', 'Next.')).text).to.equal('Next.');
  });

  it('has its time for itself: what a busy store takes to bring the file is not counted', async () => {
    const timeoutMs = 1500 * slowness();
    start({ timeoutMs });
    async function* late() {
      yield Buffer.from('First. ');
      await after(timeoutMs + 500);
      yield Buffer.from('Last.');
    }

    expect((await parser.parse('txt', late())).text).to.equal('First. Last.');
  });

  it('is ended when it takes too much memory, which the same file would again', async () => {
    start({ memoryMaxBytes: 200 * MIB });

    const error = (await failure(parser.parse('pdf', doubleDeflatedPdf()))) as Error;

    expect(error).to.include({ code: 'parse_limit_exceeded', retry: false });
    expect(error.message).to.contain('memory');
  });

  it('may be tried again when another had its part in that', async () => {
    start({ memoryMaxBytes: 320 * MIB });

    const errors = await Promise.all([1, 2].map(() => failure(parser.parse('pdf', doubleDeflatedPdf()))));

    expect(errors.map((error) => (error as { retry: boolean }).retry)).to.have.members([true, false]);
  });

  it('leaves the service room: what that has taken, its children may not', async () => {
    start({ totalMaxBytes: 1 });

    const error = (await failure(parser.parse('pdf', doubleDeflatedPdf()))) as Error;

    expect(error).to.include({ code: 'parse_limit_exceeded', retry: false });
    expect(error.message).to.contain('memory');
  });

  it('may be tried again when it died of what nobody knows', async () => {
    start();
    const parsing = failure(parser.parse('pdf', exponentialXObjectPdf()));
    await eventually(children, ({ length }) => length === 1);
    process.kill(children()[0] as number, 'SIGKILL');

    expect(await parsing).to.include({ code: 'internal', retry: true });
  });

  it('is ended when its work is called off', async () => {
    start();
    const off = new AbortController();
    const reason = new Error('Deleted');
    const parsing = failure(parser.parse('pdf', exponentialXObjectPdf(), off.signal));
    await eventually(children, ({ length }) => length === 1);
    off.abort(reason);

    expect(await parsing).to.equal(reason);
    expect(children()).to.deep.equal([]);
    expect(await failure(parser.parse('txt', 'x', off.signal))).to.equal(reason);
  });

  it('is ended when its file cannot be read to the end, and the reason is handed on', async () => {
    start();
    const reason = new Error('The store is gone');
    async function* broken() {
      yield Buffer.from('Half ');
      throw reason;
    }

    expect(await failure(parser.parse('txt', broken()))).to.equal(reason);
    expect(children()).to.deep.equal([]);
  });

  it('serves one owner: a warm one is gone before the document of another is handed to the next', async () => {
    start();
    await parser.parse('txt', 'Of Ana.', undefined, 'user:ana');
    const [first] = children();
    const seen: number[][] = [];
    async function* noting() {
      seen.push(children());
      yield Buffer.from('Of Bob.');
    }

    expect((await parser.parse('txt', noting(), undefined, 'user:bob')).text).to.equal('Of Bob.');

    expect(seen).to.deep.equal([children()]);
    expect(children()).to.have.length(1).and.not.include(first);
  });

  it('is not used again once a file was unreadable', async () => {
    start();
    await parser.parse('txt', 'One.');
    const before = children();

    await failure(parser.parse('docx', 'no zip'));

    await parser.parse('txt', 'Two.');
    expect(children()).to.have.length(1).and.not.include(before[0]);
  });

  it('works beside others, as many as are asked', async () => {
    start();

    const texts = await Promise.all(['a', 'b', 'c'].map(async (text) => (await parser.parse('txt', text)).text));

    expect(texts).to.deep.equal(['a', 'b', 'c']);
    expect(children()).to.have.length(1); // one is kept
  });

  it('has no environment', async () => {
    start();
    await parser.parse('txt', 'x');

    expect(readFileSync(`/proc/${children()[0]}/environ`, 'utf8')).to.equal('');
  });

  it('dies with its parent, also in the middle of a file and when that is killed', async () => {
    start();
    const script = `
      const { testParser } = await import('./test/support/parsing.ts');
      const { exponentialXObjectPdf } = await import('./test/support/hostile-pdfs.ts');
      const parser = testParser();
      await parser.parse('txt', 'warm');
      parser.parse('pdf', exponentialXObjectPdf()).catch(() => {});
      setTimeout(() => console.log('busy'), 500);`;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(parent.stdout, 'data');
    const [orphan] = processTree(parent.pid as number).slice(1);
    expect(isAlive(orphan as number)).to.equal(true);

    const ended = once(parent, 'exit');
    parent.kill('SIGKILL');

    await ended;
    await eventually(
      () => isAlive(orphan as number),
      (alive) => !alive,
    );
  });
});
