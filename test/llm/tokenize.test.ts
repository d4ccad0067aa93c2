import { expect } from 'chai';
import { loadTokenize } from '../../src/llm/tokenize.ts';

describe('tokenize', () => {
  it('counts as o200k does, reads control tokens as text, and stays near on text without spaces', async () => {
    const tokenize = await loadTokenize();
    const countTokens = (text: string) => tokenize(text).length;

    expect(countTokens('Hello world, how are you?')).to.equal(7);
    expect(countTokens('')).to.equal(0);
    expect(countTokens('<|endoftext|>')).to.be.greaterThan(1);
    expect(countTokens('法国印第安人战争'.repeat(500))).to.be.within(2000, 8000);
  });

  it('is done with 200,000 equal letters before anyone notices', async () => {
    const tokenize = await loadTokenize();
    const countTokens = (text: string) => tokenize(text).length;

    for (const piece of ['a', ' ', '\n', '🙂', '法'])
      expect(countTokens(piece.repeat(200_000))).to.be.within(1000, 400_000); // the runner's own deadline is the proof
  });
});
