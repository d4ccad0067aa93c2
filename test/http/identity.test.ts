import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { exportSPKI, generateKeyPair, SignJWT } from 'jose';
import { startWarnings } from '../../src/environment/start-warnings.ts';
import { readEnvironment } from '../../src/environment/variables.ts';
import { runToExit } from '../support/run-to-exit.ts';
import { type Service, startService } from '../support/service.ts';
import { token } from '../support/token.ts';
import { told } from '../support/told.ts';

const SECRET = 'the secret of this test, 32 bytes and more';
const now = () => Math.floor(Date.now() / 1000);

describe('identity', () => {
  let open: Service;
  let closed: Service;
  before(async () => {
    [open, closed] = await Promise.all([
      startService({ JWT_SECRET: SECRET, JWT_ISSUER: 'https://issuer.example', JWT_AUDIENCE: 'docent' }),
      startService({ JWT_SECRET: SECRET, AUTH_REQUIRED: 'true' }),
    ]);
  });
  after(() => Promise.all([open, closed].map((service) => service[Symbol.asyncDispose]())));

  const claims = { sub: 'alice', iss: 'https://issuer.example', aud: 'docent' };
  /** 404 stands for "let in": no route is at this path. */
  const call = async (service: Service, authorization?: string | string[], path = '/api/v1/nothing') => {
    const headers = new Headers();
    for (const value of [authorization ?? []].flat()) headers.append('Authorization', value);
    const response = await fetch(service.url + path, { headers });
    const { error } = (await response.json()) as { error?: string };
    return { status: response.status, error, asks: response.headers.get('www-authenticate') };
  };
  const refused = { status: 401, error: 'invalid_token', asks: 'Bearer error="invalid_token"' };

  it('lets in a token that verifies, whatever the case of the scheme, and a caller without one', async () => {
    const good = await token(claims, SECRET);

    for (const authorization of [`Bearer ${good}`, `bearer ${good}`, `BEARER  ${good}`, undefined, 'Basic YTpi', ''])
      expect((await call(open, authorization)).status, authorization).to.equal(404);
  });

  it('refuses every token that is not exactly right', async () => {
    const { exp: _, ...noExpiry } = { ...claims, exp: undefined };
    const bad: Record<string, string | Promise<string>> = {
      'no token': '',
      garbage: 'garbage',
      'two words': 'a b',
      'three parts of garbage': 'a.b.c',
      'another secret': token(claims, 'another secret of at least 32 bytes, too'),
      'another hash': token(claims, SECRET, { alg: 'HS512' }),
      expired: token({ ...claims, exp: now() - 1 }, SECRET),
      'without expiry': token({ ...noExpiry, exp: undefined }, SECRET),
      'not yet valid': token({ ...claims, nbf: now() + 100 }, SECRET),
      'wrong audience': token({ ...claims, aud: 'other' }, SECRET),
      'wrong issuer': token({ ...claims, iss: 'https://other.example' }, SECRET),
      'without subject': token({ ...claims, sub: undefined }, SECRET),
      'empty subject': token({ ...claims, sub: '' }, SECRET),
      'subject that is no text': token({ ...claims, sub: 7 }, SECRET),
      'subject of 257 characters': token({ ...claims, sub: 'a'.repeat(257) }, SECRET),
      'half a character': token({ ...claims, sub: '\ud83d' }, SECRET),
      'alg none': unsigned({ ...claims, exp: now() + 60 }),
      'unsigned under HS256': (await token(claims, SECRET)).replace(/[^.]+$/, ''),
    };

    for (const [name, made] of Object.entries(bad))
      expect(await call(open, `Bearer ${await made}`), name).to.deep.equal(refused);
  });

  it('refuses two Authorization headers, even when both are good', async () => {
    const good = `Bearer ${await token(claims, SECRET)}`;
    const { default: http } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      const request = http.request(`${open.url}/api/v1/nothing`, (response) => resolve(response.resume().statusCode));
      request.on('error', reject).setHeader('Authorization', [good, good]).end();
    });

    expect(status).to.equal(401);
  });

  it('takes a subject of 256 characters of any script', async () => {
    for (const sub of ['a'.repeat(256), '问'.repeat(256), 'a}{:*?\n\0"\'', ' '])
      expect((await call(open, `Bearer ${await token({ ...claims, sub }, SECRET)}`)).status).to.equal(404);
  });

  it('asks for a token where one is required, which an anonymous user has', async () => {
    const anonymous = await token({ sub: 'guest', is_anonymous: true }, SECRET);

    expect(await call(closed)).to.deep.equal({ status: 401, error: 'unauthorized', asks: 'Bearer' });
    expect(await call(closed, 'Basic YTpi')).to.include({ status: 401, error: 'unauthorized' });
    expect((await call(closed, `Bearer ${anonymous}`)).status).to.equal(404);
  });

  it('acts under /api/v1 only', async () => {
    expect((await call(closed, 'Bearer garbage', '/health')).status).to.equal(200);
  });

  describe('without anything to verify by', () => {
    let reachable: Service;
    before(async () => {
      reachable = await startService({ HOST: '0.0.0.0' });
    });
    after(() => reachable[Symbol.asyncDispose]());

    it('refuses any bearer token', async () => {
      expect(await call(reachable, `Bearer ${await token(claims, SECRET)}`)).to.deep.equal(refused);
    });

    it('warns once of a proxy that is not trusted', async () => {
      for (let n = 0; n < 3; n++)
        await fetch(`${reachable.url}/api/v1/usage`, { headers: { 'X-Forwarded-For': '203.0.113.9' } });

      const warnings = await told(reachable, /TRUSTED_PROXIES/);
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.contain('"level":"warn"').and.not.to.contain('203.0.113.9');
    });

    it('warns of a library open to whoever reaches the port, in every environment', async () => {
      const isOpen = /AUTH_REQUIRED is off/;
      const warnings = (address: string, env = {}) => startWarnings(readEnvironment(env), address).join();

      expect((await told(reachable, isOpen)).join()).to.match(/"level":"warn"/);
      expect(warnings('::', { NODE_ENV: 'test' })).to.match(isOpen);
      expect(warnings('127.0.0.1')).not.to.match(isOpen);
      expect(warnings('0.0.0.0', { AUTH_REQUIRED: 'true', JWT_SECRET: SECRET })).not.to.match(isOpen);
      expect(open.lines.join()).not.to.match(isOpen);
    });
  });

  it('does not start with AUTH_REQUIRED and nothing to verify by, and names the variables', async () => {
    const { code, stderr } = await runToExit({ AUTH_REQUIRED: 'true' });

    expect(code).to.equal(1);
    expect(stderr).to.match(/AUTH_REQUIRED needs JWT_SECRET or JWT_JWKS_URL/);
  });

  it('does not start with a trusted proxy that is no network, and names the variable, not the value', async () => {
    const { code, stderr } = await runToExit({ TRUSTED_PROXIES: '10.0.0.0/8, proxy.internal' });

    expect(code).to.equal(1);
    expect(stderr)
      .to.match(/TRUSTED_PROXIES must be CIDR blocks/)
      .and.not.to.contain('proxy.internal');
  });

  it('does not start with a trusted proxy that is everybody, however it is spelt', () => {
    for (const everybody of ['0.0.0.0/0', '10.0.0.0/8,::/0', '::ffff:0:0/96'])
      expect(() => readEnvironment({ TRUSTED_PROXIES: everybody }), everybody).to.throw(
        'The configuration is not valid:\n  TRUSTED_PROXIES must not hold everybody: a block of /0 lets any caller choose its address',
      );
  });

  it('npm run token mints a token that is let in', async () => {
    const env = { PATH: process.env.PATH, JWT_SECRET: SECRET };
    const args = ['--silent', 'run', 'token', '--', '--sub', 'alice'];
    const { stdout } = await promisify(execFile)('npm', args, { env });

    expect((await call(closed, `Bearer ${stdout.trim()}`)).status).to.equal(404);
  });

  it('never takes a public key for a secret', async () => {
    const { publicKey } = await generateKeyPair('RS256', { extractable: true });
    const pem = await exportSPKI(publicKey);
    const swapped = await token(claims, pem);
    const { privateKey } = await generateKeyPair('RS256');
    const foreign = await new SignJWT({ ...claims, exp: now() + 60 })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(privateKey);

    expect(await call(open, `Bearer ${swapped}`)).to.deep.equal(refused);
    expect(await call(open, `Bearer ${foreign}`)).to.deep.equal(refused);
  });
});

function unsigned(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(claims)}.`;
}
