import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';
import { expect } from 'chai';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose';
import { createVerifyToken } from '../../src/http/identity/verify-token.ts';
import { startService } from '../support/service.ts';
import { token } from '../support/token.ts';
import { told } from '../support/told.ts';

type Keys = Awaited<ReturnType<typeof keys>>;

const deps = { log: { warn: () => {} } };

describe('tokens of a key set', () => {
  it('verify by the key they name, or by any that fits when they name none', async () => {
    const [rsa, other, ec, ed] = await Promise.all([
      keys('RS256', 'a'),
      keys('RS256', 'b'),
      keys('ES256', 'c'),
      keys('EdDSA'),
    ]);
    await using server = await keyServer([rsa, other, ec, ed]);
    const verify = createVerifyToken({ ...server.rules, secret: undefined }, deps);

    for (const signer of [rsa, other, ec, ed]) expect((await verify(await signed(signer))).sub).to.equal('alice');
    expect((await verify(await signed({ ...other, kid: undefined }))).sub).to.equal('alice');
    expect(server.reads).to.have.length(1);
  });

  it('are refused with every key but their own, and no public key is ever a secret', async () => {
    const [rsa, foreign] = await Promise.all([keys('RS256', 'a'), keys('RS256', 'a')]);
    await using server = await keyServer([rsa]);
    const verify = createVerifyToken({ ...server.rules, secret: 'the secret of this test, 32 bytes and more' }, deps);
    const swapped = [await exportSPKI(rsa.publicKey), JSON.stringify(rsa.jwk), rsa.jwk.n as string];

    const bad = [
      signed(foreign),
      signed({ ...foreign, kid: undefined }),
      signed({ ...rsa, kid: 'unknown' }),
      ...swapped.map((secret) => token({ sub: 'alice' }, secret, { kid: 'a' })),
      ...swapped.map((secret) => token({ sub: 'alice' }, secret)),
    ];

    for (const made of bad) expect(await codeOf(verify(await made))).to.equal('invalid_token');
    expect((await verify(await token({ sub: 'bob' }, 'the secret of this test, 32 bytes and more'))).sub).to.equal(
      'bob',
    );
  });

  it('find a key that was added, without asking for each unknown one', async () => {
    const [first, second] = await Promise.all([keys('ES256', 'first'), keys('ES256', 'second')]);
    const held = [first];
    await using server = await keyServer(held);
    const verify = createVerifyToken({ ...server.rules, secret: undefined }, deps);
    await verify(await signed(first));
    held.push(second);

    expect(await codeOf(verify(await signed(second)))).to.equal('invalid_token'); // it was read a moment ago
    await later(31_000, async () => {
      expect((await verify(await signed(second))).sub).to.equal('alice');
      for (let i = 0; i < 20; i++)
        expect(await codeOf(verify(await signed({ ...second, kid: `guess-${i}` })))).to.equal('invalid_token');
    });
    expect(server.reads).to.have.length(2);
  });

  it('are refused once their key was taken out of the set, after ten minutes at the latest', async () => {
    const [gone, kept] = await Promise.all([keys('ES256', 'gone'), keys('ES256', 'kept')]);
    const held = [gone, kept];
    await using server = await keyServer(held);
    const verify = createVerifyToken({ ...server.rules, secret: undefined }, deps);
    await verify(await signed(gone));
    held.shift();

    await later(601_000, async () => expect(await codeOf(verify(await signed(gone)))).to.equal('invalid_token'));
  });

  it("are 503, not the caller's fault, while no key is known, and wait for one reading at most", async () => {
    const signer = await keys('ES256', 'a');
    await using server = await keyServer([signer]);
    server.answers = 'garbage';
    await using service = await startService({ JWT_JWKS_URL: server.rules.jwksUrl, RATE_LIMIT_ENABLED: 'true' });
    const headers = { Authorization: `Bearer ${await signed(signer)}` };
    const call = () => fetch(`${service.url}/api/v1/nothing`, { headers });

    const startedMs = performance.now();
    const answers = [await call(), await call()];
    const pauses = Math.floor((performance.now() - startedMs) / 2000); // none, but on a machine that stalls

    expect(answers.map(({ status }) => status)).to.deep.equal([503, 503]);
    expect(answers[0]?.headers.get('retry-after')).to.equal('2');
    expect(answers[1]?.headers.get('x-ratelimit-remaining')).to.equal('58');
    expect(await answers[0]?.json()).to.include({ error: 'overloaded' });
    expect(server.reads).to.have.lengthOf.within(1, 1 + pauses);
    const said = await told(service, /key set|cannot serve/);
    expect(said).to.have.length(1);
    expect(said[0]).to.contain('the key set at JWT_JWKS_URL cannot be read').and.contain('"level":"warn"');
    const garbage = await fetch(`${service.url}/api/v1/nothing`, { headers: { Authorization: 'Bearer a.b.c' } });
    expect(garbage.status).to.equal(401);
  });

  it('tell of an outage once, however long it lasts', async () => {
    const signer = await keys('ES256', 'a');
    await using server = await keyServer([signer]);
    let [now, told] = [0, 0];
    const log = { warn: () => void told++ };
    const verify = createVerifyToken({ ...server.rules, secret: undefined }, { log, nowMs: () => now });

    for (const [answers, toldThen] of [
      ['garbage', 1],
      ['garbage', 1],
      ['keys', 1],
    ] as const) {
      server.answers = answers;
      now += 2000;
      await Promise.all([1, 2].map(async () => codeOf(verify(await signed(signer)))));
      expect(told).to.equal(toldThen);
    }
    expect(await codeOf(verify(await signed(signer)))).to.equal('verified');
  });

  for (const answers of ['redirect', 'large', 'endless'] as const)
    it(`rest on what the configured server says, in at most 1 MiB: not on ${answers}`, async () => {
      const signer = await keys('ES256', 'a');
      await using server = await keyServer([signer]);
      const verify = createVerifyToken({ ...server.rules, secret: undefined }, deps);
      server.answers = answers;

      expect(await codeOf(verify(await signed(signer)))).to.equal('overloaded');
      expect(server.reads).to.deep.equal(['/keys']);
      expect(server.sent()).to.be.below(64 * 1024 * 1024);
    });

  it('go on verifying by known keys while the set cannot be read, for an hour', async () => {
    const { publicKeys } = await import('../../src/http/identity/public-keys.ts');
    const signer = await keys('ES256', 'a');
    await using server = await keyServer([signer]);
    let now = 0;
    const find = publicKeys(server.rules.jwksUrl, { ...deps, nowMs: () => now });
    const header = { alg: 'ES256', kid: 'a' };
    const jws = { payload: '', signature: '' };
    await find(header, jws);
    const realNow = Date.now;

    try {
      Date.now = () => realNow() + 11 * 60_000; // jose's own cache has ended
      server.answers = 'garbage';
      now = 59 * 60_000;
      expect(await find(header, jws)).to.have.property('type', 'public');
      now = 61 * 60_000;
      expect(await codeOf(find(header, jws))).to.equal('overloaded');
      server.answers = 'keys';
      now += 2000;
      expect(await find(header, jws)).to.have.property('type', 'public');
    } finally {
      Date.now = realNow;
    }
  });
});

/** Runs `work` that much later, by the clock that the key set's age is measured with. */
async function later(ms: number, work: () => Promise<unknown>): Promise<void> {
  const now = Date.now;
  Date.now = () => now() + ms;
  try {
    await work();
  } finally {
    Date.now = now;
  }
}

async function keys(alg: string, kid?: string) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), alg, ...(kid !== undefined && { kid }) };
  return { alg, kid, publicKey, privateKey, jwk };
}

function signed({ alg, kid, privateKey }: Pick<Keys, 'alg' | 'kid' | 'privateKey'>): Promise<string> {
  const exp = Math.floor(Date.now() / 1000) + 60;
  return new SignJWT({ sub: 'alice', exp })
    .setProtectedHeader({ alg, ...(kid !== undefined && { kid }) })
    .sign(privateKey);
}

async function codeOf(verifying: unknown): Promise<string> {
  return Promise.resolve(verifying).then(
    () => 'verified',
    (error) => error.code,
  );
}

async function keyServer(held: readonly Keys[]) {
  const reads: string[] = [];
  let sent = 0;
  const whole = () => JSON.stringify({ keys: held.map(({ jwk }) => jwk) });
  const answer: Record<typeof state.answers, (req: IncomingMessage, res: ServerResponse) => void> = {
    keys: (_req, res) => void res.end(whole()),
    garbage: (_req, res) => void res.end('garbage'),
    redirect: ({ url }, res) =>
      void (url === '/keys' ? res.writeHead(302, { Location: '/moved' }).end() : res.end(whole())),
    large: (_req, res) => void res.end(whole() + ' '.repeat(1024 * 1024)),
    async endless(_req, res) {
      const blank = Buffer.alloc(65_536, ' ');
      for (; !res.destroyed && sent < 1e9; sent += blank.length) if (!res.write(blank)) await after(1);
    },
  };
  const server = createServer((req, res) => {
    reads.push(req.url ?? '');
    answer[state.answers](req, res);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const jwksUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  const state = {
    answers: 'keys' as 'keys' | 'garbage' | 'redirect' | 'large' | 'endless',
    sent: () => sent,
    reads,
    rules: { jwksUrl, issuer: undefined, audience: undefined },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
  return state;
}
