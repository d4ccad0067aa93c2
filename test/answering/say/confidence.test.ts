import { expect } from 'chai';
import { confidence } from '../../../src/answering/say/confidence.ts';

describe('confidence', () => {
  it('grows with the evidence, stays between 0 and 1, and never claims certainty', () => {
    const scores = Array.from({ length: 60 }, (_, at) => confidence(at / 10).score);

    expect(scores).to.deep.equal(scores.toSorted((a, b) => a - b));
    expect(scores[0]).to.be.within(0, 0.01);
    expect(scores.at(-1)).to.equal(0.93);
  });

  it('names the level of its score', () => {
    expect([1.01, 1.7, 2.5].map((evidence) => confidence(evidence).level)).to.deep.equal(['low', 'medium', 'high']);
  });
});
