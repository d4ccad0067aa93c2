import { expect } from 'chai';
import { rememberTokens } from '../../src/http/identity/known-tokens.ts';

const STARTED_MS = 1_700_000_000_000;

describe('a token that was verified', () => {
  it('is verified again after a minute, so that no revoked key lives longer', async () => {
    const known = verifier({ expiresInMs: 3_600_000 });

    for (const atMs of [0, 1, 59_999]) await known.verify('token', atMs);
    expect(known.verified).to.equal(1);
    await known.verify('token', 60_000);
    expect(known.verified).to.equal(2);
  });

  it('is verified again from its `exp` on, and after the clock was set back', async () => {
    const known = verifier({ expiresInMs: 5000 });

    await known.verify('token', 4999);
    await known.verify('token', 4999);
    expect(known.verified).to.equal(1);
    await known.verify('token', 5000);
    await known.verify('token', 4998);
    expect(known.verified).to.equal(3);
  });

  it('is no other token, and one that failed is not remembered', async () => {
    const known = verifier({ expiresInMs: 3_600_000 });
    const fails = verifier({ expiresInMs: 3_600_000, fails: true });

    const [one, other] = [await known.verify('one', 0), await known.verify('other', 0)];
    for (const atMs of [0, 1]) await fails.verify('token', atMs).catch(() => {});

    expect([one.sub, other.sub]).to.deep.equal(['one', 'other']);
    expect(fails.verified).to.equal(2);
  });

  it('is forgotten for others, however many and however long they are', async () => {
    const known = verifier({ expiresInMs: 3_600_000 });

    for (let i = 0; i < 1500; i++) await known.verify(`${i}`.padEnd(16_000, '.'), 0);
    await known.verify('0'.padEnd(16_000, '.'), 0);
    await known.verify('1499'.padEnd(16_000, '.'), 0);

    expect(known.verified).to.equal(1501);
  });
});

function verifier({ expiresInMs, fails = false }: { expiresInMs: number; fails?: boolean }) {
  let [nowMs, verified] = [STARTED_MS, 0];
  const remembered = rememberTokens(
    async (token) => {
      verified += 1;
      if (fails) throw new Error('not valid');
      return { claims: { sub: token, isAnonymous: false }, expiresMs: STARTED_MS + expiresInMs };
    },
    () => nowMs,
  );
  return {
    verify(token: string, atMs: number) {
      nowMs = STARTED_MS + atMs;
      return remembered(token);
    },
    get verified() {
      return verified;
    },
  };
}
