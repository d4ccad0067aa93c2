import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect } from 'chai';
import fc from 'fast-check';
import { fourAtOnce } from '../support/four-at-once.ts';
import { type Generative, QUESTION, startGenerative } from '../support/generative.ts';
import { type AnswerBody, ask, askStream, upload } from '../support/library.ts';
import { WIRE_FORMATS } from '../support/wire-formats.ts';

const CODE = 'The French and Indian War is coded as war[0] = 1754; war[1] = 1763 in the table of the book.';
/** Pieces of what models write, odd ones most of all. */
const PIECES = [
  ...[
    'It began in 1754 [1].',
    ' It was fought in North America',
    ' [1]',
    '[2]',
    '[1, 2]',
    '[1-3]',
    '[1–2]',
    ' [99]',
    '[1][',
    ']',
    '[[1]]',
  ],
  ...[
    '［1］',
    '【1†source】',
    '[^1]',
    '[Passage 1]',
    '[1 and 2]',
    '(1)',
    '[1](https://evil.example)',
    '![x](//evil.example)',
    '<b>',
    '</b>',
    '<img src=x',
  ],
  ...[
    '<think>',
    '</think>',
    'I think so.',
    '<thinking>hm</thinking>',
    'NOT_IN',
    '_DOCUMENTS',
    '"NOT_IN_DOCUMENTS"',
    '**',
    '*',
    '_',
    '# Title\n\n',
    '- one\n- two [1]\n',
    '1. first\n',
  ],
  ...[
    '```js\nx = war[0] + war[1];\n```\n',
    'war[0]',
    '| a | b |\n|---|---|\n| 1754 | [1] |\n',
    '“He said ‘“no”’”',
    '"',
    '„Anführung“',
    '«',
    '»',
    '\n\n',
    '\n',
    ' ',
    '\t',
    '\r\n',
    '\u2028',
  ],
  ...[
    'العربية من اليمين [1].',
    '\u202E',
    '\u200F',
    '\u200B',
    'שלום',
    '戦争は1754年に始まった[1]。',
    '战争始于1754年［1］。',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿',
    '👩‍👩‍👧',
    'é',
    'e\u0301',
    'ß',
    '\uFEFF',
    '…',
    '—',
    '.',
    '!',
    '?',
    ':',
    ';',
    '$1',
    '\\',
    '\\[1\\]',
    '&lt;',
    '&#91;1&#93;',
    '\0',
  ],
  ...[
    'https://war.example/a',
    'www.evil.example',
    'Dr. No',
    'e.g. ',
    '3. Oktober',
    'a'.repeat(300),
    'word '.repeat(60),
    'The war did not begin in 1999 [1].',
    'Napoleon won [2].',
  ],
];
const TOO_LONG = 'It began in 1754 [1]. '.repeat(1500);

type Odd = { readonly text: string; readonly cuts: readonly number[] };

/** 200 answers, the same every time, and where their streams are cut. */
const ODD: readonly Odd[] = [
  ...fc
    .sample(
      fc.record({
        parts: fc.array(
          fc.oneof(
            { weight: 8, arbitrary: fc.constantFrom(...PIECES) },
            { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
          ),
          { minLength: 1, maxLength: 14, size: 'max' },
        ),
        cuts: fc.array(fc.nat(400), { maxLength: 8 }),
      }),
      { numRuns: 195, seed: 20_261 },
    )
    .map(({ parts, cuts }) => ({ text: parts.join(''), cuts })),
  { text: TOO_LONG, cuts: [5000] },
  { text: `<think>${'hm '.repeat(3000)}</think>It began in 1754 [1].`, cuts: [] },
  { text: 'It began <think>[2]</think> in 1754 [1].', cuts: [] },
  { text: '[1]'.repeat(400), cuts: [100] },
  { text: '['.repeat(4000), cuts: [] },
];

/** Letter by letter, or where the case says. */
function piecesOf({ text, cuts }: Odd): string[] {
  if (cuts.length === 0 || text.length > 6000)
    return text.length > 6000 ? [text.slice(0, 3000), text.slice(3000)] : text.split('');
  const at = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
  return at.slice(1).map((end, one) => text.slice(at[one], end));
}

/** What of an answer does not depend on the time or the query. */
const told = ({
  answer,
  answered,
  refusal_reason,
  degraded,
  statements,
  citations,
  incomplete,
  confidence,
}: AnswerBody) => ({
  answer,
  answered,
  refusal_reason,
  degraded,
  statements,
  cited: citations.map(({ n }) => n),
  incomplete,
  confidence,
});

/** How many of the answers are asked for under each setting. */
const ASKED = { flag: ODD.length, drop: 40, refuse: 40 };

for (const [grounding, count] of Object.entries(ASKED))
  describe(`${count} odd answers of a model, GROUNDING=${grounding}`, () => {
    let docent: Generative;
    const byBytes = new Map<number, (res: ServerResponse) => unknown>();
    before(async () => {
      docent = await startGenerative('openai', { GROUNDING: grounding });
      await upload(docent.service, 'code.txt', CODE);
      docent.does(({ prompt, body: { stream } }) => {
        const [, bytes] = /\(bytes (\d+)\)/.exec(prompt) ?? [];
        const raw = bytes && byBytes.get(Number(bytes));
        if (raw) return { raw };
        const [, at] = /\(case (\d+)\)/.exec(prompt) ?? [];
        const odd = ODD[Number(at)]!;
        return { text: stream ? piecesOf(odd) : odd.text };
      });
    });
    after(() => docent[Symbol.asyncDispose]());

    it('are the same where every byte of the stream comes by itself', async () => {
      const { opening, piece, closing } = WIRE_FORMATS.openai;
      await fourAtOnce(6, async (at) => {
        const odd = ODD[at * 7]!;
        const whole = await ask(docent.service, `${QUESTION} (case ${at * 7})`);
        byBytes.set(at, async (res) => {
          res.writeHead(200, { 'Content-Type': 'text/event-stream' });
          for (const byte of Buffer.from(opening(undefined) + piece(odd.text) + closing(undefined, {})))
            if (!res.write(Buffer.of(byte))) await once(res, 'drain');
          res.end();
        });

        const { done } = await askStream(docent.service, `${QUESTION} (bytes ${at})`);

        expect(told(done), JSON.stringify(odd)).to.deep.equal(told(whole));
      });
    });

    it('are the same streamed and whole; their statements are slices that cover them', async () => {
      await fourAtOnce(count, async (at) => {
        const query = `${QUESTION} (case ${at})`;
        const whole = await ask(docent.service, query);
        const { done, text } = await askStream(docent.service, query);
        const what = JSON.stringify(ODD[at]).slice(0, 2000);

        expect(told(done), what).to.deep.equal(told(whole));
        if (done.answered || grounding !== 'flag') expect(text, what).to.equal(done.answer);
        let end = 0;
        for (const statement of whole.statements) {
          expect(statement.start, what).to.be.at.least(end);
          expect(
            whole.answer
              .slice(end, statement.start)
              .replaceAll(/\[\d+\]/g, '')
              .trim(),
            what,
          ).to.equal('');
          expect(whole.answer.slice(statement.start, statement.end).trim(), what)
            .to.have.length(statement.end - statement.start)
            .above(0);
          end = statement.end;
          if (grounding !== 'flag') expect(statement.support, what).not.to.equal('unsupported');
        }
        if (whole.answered)
          expect(
            whole.answer
              .slice(end)
              .replaceAll(/\[\d+\]/g, '')
              .trim(),
            what,
          ).to.equal('');
        const named = [...new Set(whole.statements.flatMap(({ citations }) => citations))].sort();
        expect(
          whole.citations.map(({ n }) => n),
          what,
        ).to.deep.equal(named);
      });
    });
  });
