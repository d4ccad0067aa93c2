import { expect } from 'chai';
import fc from 'fast-check';
import { keySafe, limitKey } from '../../src/http/identity/key-safe.ts';

const wellFormed = fc.string({ unit: 'binary', maxLength: 300 });
const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

describe('the key of a subject', () => {
  it('holds every ASCII character as it is that the contract names, and every other as its percent sign and two digits', () => {
    for (const one of ascii) {
      const code = one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
      expect(limitKey(keySafe(one)), JSON.stringify(one)).to.equal(/[A-Za-z0-9._@-]/.test(one) ? one : `%${code}`);
    }
  });

  it('can be read back, whatever the subject', () => {
    fc.assert(
      fc.property(wellFormed, (sub) => {
        expect(keySafe(sub)).to.match(/^[A-Za-z0-9._%-]*$/);
        expect(decodeURIComponent(keySafe(sub))).to.equal(sub);
      }),
    );
  });

  it('is as it is up to 200 bytes; beyond them stands a digest of the whole', () => {
    const head = `user:${'a'.repeat(195)}`;

    expect(limitKey(head)).to.equal(head);
    expect(limitKey(`${head}b`)).to.match(new RegExp(`^${head}~[A-Za-z0-9_-]{43}$`));
    expect(limitKey(`${head}b`)).not.to.equal(limitKey(`${head}c`));
    expect(limitKey(`user:${keySafe('问'.repeat(256))}`)).to.have.length(244);
  });
});
