import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { program } from './support/program.ts';
import { type Service, startService } from './support/service.ts';

const readme = readFileSync('README.md', 'utf8');
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

/** The lines of all blocks of a language. */
function linesOf(language: string): string[] {
  const blocks = readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'));
  return [...blocks].flatMap(([, text = '']) => text.trimEnd().split('\n'));
}

/** What they are is what runs this: the first is started below, without its install. */
const FIRST = ['npm ci && npm start', 'npm ci && npm test'];
const commands = linesOf('sh').map((line) => line.replace(/ +# .*$/, ''));

describe('the README', () => {
  let clone: string;
  let service: Service;
  let run: (command: string) => Promise<string>;

  before(async () => {
    await program('curl');
    clone = await mkdtemp(join(tmpdir(), 'docent-clone-'));
    const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard']);
    execFileSync('sh', ['-c', `tar --null --ignore-failed-read -T - -cf - | tar -xf - -C '${clone}'`], {
      input: files,
    });
    await symlink(resolve('node_modules'), join(clone, 'node_modules'));
    const [secret = ''] = commands.flatMap((command) => /^export JWT_SECRET='(.*)'$/.exec(command)?.[1] ?? []);
    const start = ['sh', '-c', `cd '${clone}' && exec npm start`];
    service = await startService({ JWT_SECRET: secret, RATE_LIMIT_ENABLED: 'true' }, { command: start });
    const { port } = new URL(service.url);
    const here = (text: string) => text.replaceAll('localhost:8000', `localhost:${port}`);
    const env = { PATH: process.env.PATH, DOCENT_URL: service.url, JWT_SECRET: secret };
    run = (command) =>
      new Promise((done, failed) => {
        const script = `set -eo pipefail; ${here(command)}`;
        execFile('bash', ['--norc', '-c', script], { cwd: clone, env, timeout: 50_000 }, (error, stdout, stderr) =>
          error ? failed(new Error(`${command}\n${stdout}${stderr}`)) : done(stdout + stderr),
        );
      });
    const example = join(clone, 'example.mjs');
    await writeFile(example, here(linesOf('js').join('\n')));
  });
  after(async () => {
    await service?.stop();
    await service?.[Symbol.asyncDispose]();
    await rm(clone, { recursive: true, force: true });
  });

  it('begins with the two commands, of which the first says nothing but its log', () => {
    expect(commands.slice(0, 2)).to.deep.equal(FIRST);
    const strange = service.lines.filter((line) => !/^\{.*\}$|^> |^$/.test(line));
    expect(strange).to.deep.equal([]);
  });

  it('has no command that fails, and none that is refused', async () => {
    for (const command of commands.filter((one) => !FIRST.includes(one))) {
      const said = await run(command);

      expect(said, command).not.to.match(/"error": ?"/);
    }
  });

  it('shows the answer that its question gets', async () => {
    await run(commands.find((one) => one.startsWith('printf')) as string);
    await run(commands.find((one) => one.includes('file=@')) as string);

    const said = await run(commands.find((one) => one.startsWith('curl localhost:8000/api/v1/query ')) as string);

    const shown = linesOf('json').join('');
    for (const [field] of shown.matchAll(/"(?:answer|answered|answer_mode|start|end|filename)": (?:"[^"]*"|\w+)/g))
      expect(said.replaceAll('":', '": ')).to.contain(field);
  });

  it('has an example of the client that runs as it is', async () => {
    expect(await run('node_modules/.bin/node example.mjs')).to.contain('ended in 1763');
  });

  it('names no script that package.json lacks', () => {
    const named = [...readme.matchAll(/npm run (?:-s )?([a-z:-]+)/g)].map(([, name]) => name as string);

    expect(named.filter((name) => scripts[name] === undefined)).to.deep.equal([]);
  });

  it('shows pictures that are there, and is one to read through', () => {
    for (const [, path] of readme.matchAll(/src="([^"]+)"/g))
      expect(readFileSync(path as string).length).to.be.above(1000);
    expect(readme.split('\n').length).to.be.at.most(250);
  });

  it('is right that npm start and the tools read .env, and a secret in single quotes as it is', async () => {
    await writeFile(join(clone, '.env'), "JWT_SECRET='a $ecret of # 32 bytes, and even more'\n");
    const second = await startService({}, { command: ['sh', '-c', `cd '${clone}' && exec npm start`] });
    try {
      const token = await run('unset JWT_SECRET; npm run -s token -- --sub ana');
      const headers = { Authorization: `Bearer ${token.trim()}` };

      expect((await fetch(`${second.url}/api/v1/usage`, { headers })).status).to.equal(200);
    } finally {
      await second.stop();
      await second[Symbol.asyncDispose]();
      await rm(join(clone, '.env'));
    }
  });
});
