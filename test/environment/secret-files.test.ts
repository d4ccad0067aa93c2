import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readEnvironment, variables } from '../../src/environment/variables.ts';
import { runToExit } from '../support/run-to-exit.ts';
import { startService } from '../support/service.ts';
import { token } from '../support/token.ts';

const PLANTED = 'planted-a-secret-of-32-bytes-and-more';

describe('secrets in files', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'docent-secrets-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const written = async (name: string, content: string) => {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  };

  it('are read for every secret there is, without the line break at their end', async () => {
    const secrets = /SECRET$|TOKEN$|KEY$|^(?:REDIS|DATABASE)_URL$/;
    const names = Object.keys(variables).filter((name) => secrets.test(name));
    expect(names).to.include.members(['JWT_SECRET', 'METRICS_TOKEN', 'LLM_API_KEY', 'REDIS_URL', 'DATABASE_URL']);
    const urls: Record<string, string> = {
      REDIS_URL: 'redis://:p@redis:6379',
      DATABASE_URL: 'postgres://docent:p@postgres/docent',
    };

    for (const name of names) {
      const secret = urls[name] ?? (/API_KEY$/.test(name) ? PLANTED : ` ${PLANTED} `);
      for (const end of ['', '\n', '\r\n']) {
        const config = readEnvironment({ [`${name}_FILE`]: await written('secret', `${secret}${end}`) });
        expect([config[name as 'JWT_SECRET']].flat(), name).to.deep.equal([secret]);
      }
    }
  });

  it('verify tokens of a real service, also through a link, as Kubernetes mounts them', async () => {
    const link = join(folder, 'link');
    await symlink(await written('jwt', `${PLANTED}\n`), link);
    await using service = await startService({ JWT_SECRET_FILE: link, AUTH_REQUIRED: 'true' });

    const headers = { Authorization: `Bearer ${await token({ sub: 'ana' }, PLANTED)}` };

    expect((await fetch(`${service.url}/api/v1/usage`, { headers })).status).to.equal(200);
    expect((await fetch(`${service.url}/api/v1/usage`)).status).to.equal(401);
    expect(service.lines.join()).not.to.contain('planted');
  });

  it('stop the start where they cannot be read, by their variable alone', async () => {
    const secret = await written('jwt-too', PLANTED);
    const faults: [env: Record<string, string>, message: string][] = [
      [{ JWT_SECRET_FILE: join(folder, 'planted-nowhere') }, 'JWT_SECRET_FILE cannot be read: ENOENT'],
      [{ METRICS_TOKEN_FILE: folder }, 'METRICS_TOKEN_FILE cannot be read: it is no file'],
      [{ METRICS_TOKEN_FILE: '/dev/zero' }, 'METRICS_TOKEN_FILE cannot be read: it is no file'],
      [{ LLM_API_KEY_FILE: await written('empty', '\n') }, 'LLM_API_KEY_FILE cannot be read: it is empty'],
      [{ OPENAI_API_KEY_FILE: await written('blank', ' \n') }, 'OPENAI_API_KEY must be more than white space'],
      [
        { REDIS_URL_FILE: await written('large', 'planted'.repeat(10_000)) },
        'REDIS_URL_FILE cannot be read: it holds more than 65536 bytes',
      ],
      [
        { JWT_SECRET: PLANTED, JWT_SECRET_FILE: secret },
        'JWT_SECRET and JWT_SECRET_FILE are both set: set one of them',
      ],
    ];
    for (const [env, message] of faults)
      expect(() => readEnvironment(env), message).to.throw(Error, `The configuration is not valid:\n  ${message}`);
    const { code, stderr } = await runToExit(faults[0]![0]);

    expect([code, stderr]).to.deep.equal([1, `The configuration is not valid:\n  ${faults[0]![1]}\n`]);
    for (const [env] of faults) expect(() => readEnvironment(env)).not.to.throw(Error, 'planted');
  });
});
