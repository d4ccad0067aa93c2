import { expect } from 'chai';
import { createGroundingFilter } from '../../../src/answering/say/grounding-filter.ts';

describe('a filter that drops what is not supported', () => {
  const shown = (pieces: readonly string[]) => {
    const filter = createGroundingFilter('drop', (statement, cited) =>
      cited.length > 0 && !statement.includes('wrong') ? 'supported' : 'unsupported',
    );
    return [...pieces.map((piece) => filter.push(piece)), filter.end()];
  };

  it('shows a statement once the next one has begun', () => {
    const [first, second, ...rest] = shown(['It is so [1]. ', 'It is wrong [1]. ', 'It is there [1].']);

    expect([first, second, rest.join('')]).to.deep.equal(['', 'It is so [1].', ' It is there [1].']);
  });

  it('shows the same of a long text without a mark, whatever its pieces', () => {
    const text = `${'It is so.\n'.repeat(400)}It is wrong [1]. It is there [1].\n\n${'It is so [1]. '.repeat(40)}`;

    const whole = shown([text]).join('');
    for (const size of [3, 50, 700]) expect(shown(inPieces(text, size)).join('')).to.equal(whole);
  });

  it('takes time linear in lines without a mark', () => {
    expect(shown(inPieces('1. A\n'.repeat(12_000), 4)).join('')).to.equal('');
  }).timeout(10_000);
});

function inPieces(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));
}
