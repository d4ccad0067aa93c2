import { expect } from 'chai';
import { readAnswer } from '../../../src/documents/parsing/parse-answer.ts';
import { PARSE_LIMITS } from '../../support/parsing.ts';

const text = (value: string) => Buffer.from(value, 'utf16le');
const head = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('the answer of a parse child', () => {
  it('is its text and where the pages start', () => {
    const frames = [head({ outcome: 'parsed', pageStarts: [0, 4] }), text('One Two 😀')];

    expect(readAnswer(frames, PARSE_LIMITS)).to.deep.equal({ text: 'One Two 😀', pageStarts: [0, 4] });
  });

  it('is the failure that it tells', () => {
    const frames = [head({ outcome: 'failed', code: 'no_text', message: 'There is none.' })];

    expect(() => readAnswer(frames, PARSE_LIMITS))
      .to.throw('There is none.')
      .with.property('code', 'no_text');
  });

  const FORGED: [what: string, frames: Buffer[]][] = [
    ['nothing', []],
    ['no JSON', [Buffer.from('Warning: something')]],
    ['JSON of another kind', [head(['parsed'])]],
    ['pages out of order', [head({ outcome: 'parsed', pageStarts: [4, 0] }), text('One Two')]],
    ['pages beyond the text', [head({ outcome: 'parsed', pageStarts: [0, 8] }), text('One Two')]],
    ['more pages than may be', [head({ outcome: 'parsed', pageStarts: Array(2001).fill(0) }), text('x')]],
    [
      'a scanned page that is none',
      [head({ outcome: 'parsed', pageStarts: [0], scannedPages: { unread: [2], byOcr: [] } }), text('x')],
    ],
    [
      'a page both read and unread',
      [head({ outcome: 'parsed', pageStarts: [0], scannedPages: { unread: [1], byOcr: [1] } }), text('x')],
    ],
    ['half a surrogate pair', [head({ outcome: 'parsed', pageStarts: [] }), text('\ud800')]],
    ['a NUL', [head({ outcome: 'parsed', pageStarts: [] }), text('a\0b')]],
    ['a code of its own', [head({ outcome: 'failed', code: 'internal', message: 'x' })]],
    ['a message without end', [head({ outcome: 'failed', code: 'no_text', message: 'x'.repeat(501) })]],
  ];
  for (const [what, frames] of FORGED) {
    it(`is not believed when it is ${what}`, () => {
      expect(() => readAnswer(frames, PARSE_LIMITS))
        .to.throw()
        .with.property('code', 'corrupt_file');
    });
  }
});
