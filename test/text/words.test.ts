import { expect } from 'chai';
import { array, assert, constantFrom, property, string } from 'fast-check';
import { terms, words } from '../../src/text/words.ts';

describe('words', () => {
  it('folds case, accents, compatibility forms and possessives, and stems', () => {
    expect(terms("The Duke's CAFÉS were ﬁne, co\u00adoperating")).to.deep.equal(
      terms('the duke cafe be fine cooperate'.replace('be', 'were')),
    );
    expect(terms('colonised')).to.deep.equal(terms('colonized'));
  });

  it('brings irregular forms of a word together', () => {
    for (const [one, other] of [
      ['began', 'begin'],
      ['died', 'die'],
      ['led', 'leads'],
      ['children', 'child'],
      ['found', 'finding'],
    ])
      expect(terms(one!), one).to.deep.equal(terms(other!));
    expect(terms('founded')).not.to.deep.equal(terms('found'));
  });

  it('finds the words of scripts that write none between spaces', () => {
    expect(terms('战争始于1754年')).to.include('战争').and.include('1754');
  });

  it('says where each word stands, whatever the text', () => {
    const texts = string({ unit: 'binary', maxLength: 200 });
    assert(
      property(texts, (text) => {
        let before = 0;
        for (const { term, start, end } of words(text)) {
          if (start < before || end <= start || end > text.length) return false;
          if (!/^[\p{L}\p{N}\p{M}]{1,64}$/u.test(term)) return false;
          before = start;
        }
        return true;
      }),
      { numRuns: 500 },
    );
  });

  it('says where each word stands in a long text too', () => {
    const text = 'Wörter, and 12 more; 战争 😀 '.repeat(3000);

    expect(words(text).filter(({ term, start, end }) => terms(text.slice(start, end))[0] !== term)).to.deep.equal([]);
  });

  it('gives the same terms again, also after many other words', () => {
    const sentence = 'Möngke Khan died in 1259 without a successor.';
    const first = terms(sentence);

    for (let at = 0; at < 25_000; at++) terms(`w${at}`);

    expect(terms(sentence)).to.deep.equal(first);
  });

  it('leaves no syntax of a query language in a term', () => {
    const pieces = constantFrom('"', '*', 'NEAR(', ' OR ', 'owner:', 'public', '^', '{', '-', "'", '\u0000', '\ud800');
    assert(property(array(pieces), (list) => terms(list.join('')).every((term) => /^[\p{L}\p{N}\p{M}]+$/u.test(term))));
  });

  for (const [name, text] of Object.entries({
    'one letter': 'a'.repeat(5_000_000),
    'letters that fold to eighteen': '\ufdfa'.repeat(200_000),
    'marks upon marks': `a${'\u0301'.repeat(1_000_000)}`,
    'joined emoji': '👨‍👩‍👧'.repeat(200_000),
    'Chinese without a stop': '中国人民大学历史悠久'.repeat(50_000),
    'one line of words': 'word '.repeat(200_000),
  })) {
    it(`keeps terms small in a text of ${name}`, () => {
      const found = words(text);

      expect(found.every(({ term }) => term.length <= 64)).to.equal(true);
      expect(found.at(-1)?.end ?? text.length).to.be.at.most(text.length);
    });
  }
});
