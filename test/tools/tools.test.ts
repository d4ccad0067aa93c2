import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { scrape } from '../support/page.ts';
import { startService } from '../support/service.ts';

const SECRET = "the $ecret of # these 'tests', 32 bytes and more";

type Ended = { code: number; stdout: string; stderr: string };

function run(tool: string, args: readonly string[], env: Record<string, string>): Promise<Ended> {
  return new Promise((ended) => {
    const options = { env: { PATH: process.env.PATH, ...env }, timeout: 50_000 };
    const child = execFile(process.execPath, [`src/tools/${tool}.ts`, ...args], options, (_error, stdout, stderr) =>
      ended({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

describe('the token tool', () => {
  it('prints a token that the service takes', async () => {
    await using service = await startService({ JWT_SECRET: SECRET });

    const { code, stdout } = await run('token', ['--sub', 'ana'], { JWT_SECRET: SECRET });
    const headers = { Authorization: `Bearer ${stdout.trim()}` };
    const usage = await (await fetch(`${service.url}/api/v1/usage`, { headers })).json();

    expect(code).to.equal(0);
    expect(usage).to.include({ subject: 'user' });
  });

  for (const [what, args, env, reason] of [
    ['an unknown option', ['--user', 'ana'], { JWT_SECRET: SECRET }, "Unknown option '--user'"],
    ['no name', [], { JWT_SECRET: SECRET }, '--sub is missing'],
    ['no secret', ['--sub', 'ana'], {}, 'JWT_SECRET is not set'],
    ['no time', ['--sub', 'ana', '--expires-in-seconds', 'soon'], { JWT_SECRET: SECRET }, 'whole number'],
    ['a bad variable', ['--sub', 'ana'], { JWT_SECRET: SECRET, PORT: 'x' }, 'PORT must be'],
  ] as const)
    it(`says what is wrong and how it is used, without a stack: ${what}`, async () => {
      const { code, stdout, stderr } = await run('token', args, { ...env } as Record<string, string>);

      expect([code, stdout]).to.deep.equal([2, '']);
      expect(stderr).to.contain(reason).and.to.contain('npm run -s token -- --sub NAME');
      expect(stderr).not.to.match(/^ {4}at |ERR_/m);
    });
});

describe('the load tool', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docent-load-'));
    await mkdir(join(folder, 'deeper'));
    for (const name of ['a.txt', 'b.md', 'deeper/c.txt', '.hidden'])
      await writeFile(join(folder, name), `This is the text of ${name}.`);
    await writeFile(join(folder, 'slides.ppt'), Buffer.from('PK\x03\x04\0\0', 'latin1'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('uploads a folder, waits as the limit says, tells what was refused, and skips what is there when run again', async () => {
    await using service = await startService({ RATE_LIMIT_ENABLED: 'true', RATE_LIMIT_UPLOAD: '2/2 seconds' });
    const env = { DOCENT_URL: service.url };
    const uploads = async () =>
      (await scrape(service.url)).sum('http_requests_total', { handler: '/api/v1/documents/upload', status: '2xx' });

    const first = await run('load', [folder], env);
    const taken = await uploads();
    await writeFile(join(folder, 'd.txt'), 'This came later.');
    const second = await run('load', [folder], env);

    expect(first.stderr).to.match(/waits [12] s for the limit/);
    expect(first.stderr).to.match(/slides\.ppt: .*PDF/);
    expect(first.stderr).to.contain('3 uploaded, 0 there already, 1 refused');
    expect(second.stderr).to.contain('1 uploaded, 3 there already, 1 refused');
    expect([first.code, second.code, taken, await uploads()]).to.deep.equal([1, 1, 3, 4]);
  });

  it('says what to set where it may not, cannot, or does not know', async () => {
    await using closed = await startService({ JWT_SECRET: SECRET, AUTH_REQUIRED: 'true' });

    const refused = await run('load', [folder], { DOCENT_URL: closed.url });
    const alone = await run('load', [folder], { DOCENT_URL: 'http://127.0.0.1:9' });
    const lost = await run('load', [], {});

    expect(refused.stderr)
      .to.contain('DOCENT_TOKEN')
      .and.not.to.match(/^ {4}at /m);
    expect(alone.stderr)
      .to.contain('cannot be reached')
      .and.not.to.match(/^ {4}at /m);
    expect(lost.stderr).to.contain('npm run -s load -- FOLDER');
    expect([refused.code, alone.code, lost.code]).to.deep.equal([1, 1, 2]);
  });
});
