import { expect } from 'chai';
import { array, assert, constantFrom, property } from 'fast-check';
import { extract } from '../../../src/answering/rank/extract.ts';
import { searchTerms, weighQuestion } from '../../../src/answering/rank/question.ts';
import { rank } from '../../../src/answering/rank/rank.ts';
import { bestSentence } from '../../../src/answering/rank/score-sentences.ts';
import { chunk } from '../../../src/documents/ingestion/chunk.ts';
import type { Corpus, Passage } from '../../../src/documents/passage-index.ts';
import { sentences } from '../../../src/text/sentences.ts';
import { terms } from '../../../src/text/words.ts';

const WAR =
  'The French and Indian War was the theatre of a wider conflict. It began in 1754 and ended in 1763.\r\n\r\n' +
  'General Edward Braddock led the first campaign. He was killed near the Monongahela River. 😀 🧨\r\n\r\n' +
  'The colonies paid 40,000 pounds because the crown had no money.';
const BREAD = 'Sourdough is baked from flour, water and salt. The dough rests for twelve hours before it is baked.';
const ZH = '公司成立于1998年。总部位于上海。现任总裁是王伟。';
/** Long enough for several passages, which overlap. */
const LOG = Array.from(
  { length: 60 },
  (_, at) => `On day ${at} the barometer of the ship fell to ${900 + at} hPa.`,
).join(' ');
const LIBRARY = { 'log.txt': LOG, 'war.txt': WAR, 'bread.txt': BREAD, 'zh.txt': ZH };

describe('extraction', () => {
  for (const [question, answer] of [
    ['When did the dough rest?', 'The dough rests for twelve hours before it is baked.'],
    ['Who was the leader of the first campaign?', 'General Edward Braddock led the first campaign.'],
    ['Why did the colonies pay?', 'The colonies paid 40,000 pounds because the crown had no money.'],
    ['How long does the dough rest?', 'The dough rests for twelve hours before it is baked.'],
    ['总部位于哪里?', '总部位于上海。'],
  ]) {
    it(`answers "${question}" with the sentence that says it`, () => {
      const { sentences, evidence } = ask(question!);

      expect(sentences[0]?.text).to.equal(answer);
      expect(evidence).to.be.above(1.01);
    });
  }

  it('puts before a sentence that points back the one that says of whom it speaks', () => {
    expect(ask('When did the war begin?').sentences[0]?.text).to.equal(
      'The French and Indian War was the theatre of a wider conflict. It began in 1754 and ended in 1763.',
    );
    expect(ask('Where was Braddock killed?').sentences[0]?.text).to.equal(
      'General Edward Braddock led the first campaign. He was killed near the Monongahela River.',
    );
  });

  it('adds a sentence only for a word of the question, or the kind asked for, that it lacks so far', () => {
    const passages = passagesOf({
      a: 'The harbour of Allan was built in 1904. The harbour of Allan is large.',
      b: 'Allan has a harbour. Its lighthouse burns oil.',
    });
    const texts = (question: string) =>
      extract(weighQuestion(question, corpusOf(question, passages)), ranking(question, passages)).map(
        ({ text }) => text,
      );

    expect(texts('When was the harbour of Allan built?')).to.deep.equal(['The harbour of Allan was built in 1904.']);
    expect(texts('Where are the harbour and the lighthouse of Allan?').join(' '))
      .to.include('harbour')
      .and.include('lighthouse');
  });

  it('adds what else could be meant: another time, or where no kind is known a sentence as good', () => {
    const passages = passagesOf({
      a: 'The harbour of Allan was built in 1904.',
      b: 'The old harbour of Allan was built in 1756.',
      c: 'The harbour of Allan was never built of stone.',
    });
    const texts = (question: string) =>
      extract(weighQuestion(question, corpusOf(question, passages)), ranking(question, passages))
        .map(({ text }) => text)
        .sort();

    expect(texts('When was the harbour of Allan built?')).to.deep.equal(passages.slice(0, 2).map(({ text }) => text));
    expect(texts('What is the harbour of Allan?')).to.deep.equal(passages.map(({ text }) => text).sort());
  });

  it('takes one to three different sentences, each the exact slice of its document', () => {
    const vocabulary = constantFrom(
      'war',
      'Braddock',
      'dough',
      'flour',
      'baked',
      '总部',
      'began',
      '1763',
      'the',
      '😀',
      'hours',
      '"',
      'NEAR(',
    );
    assert(
      property(array(vocabulary, { minLength: 1, maxLength: 8 }), (list) => {
        const { sentences, passages } = ask(list.join(' '));
        const texts = sentences.map(({ text }) => text);
        if (sentences.length > 3 || new Set(texts).size !== texts.length) return false;
        if (passages.length > 0 && sentences.length === 0) return false;
        return sentences.every(({ passage, start, end, text }) => {
          const { documentId } = passages[passage]!;
          return text !== '' && LIBRARY[documentId as keyof typeof LIBRARY].slice(start, end) === text;
        });
      }),
    );
  });

  it('says a sentence once that two passages share, and where it stands in the document', () => {
    const shared = LOG.slice(...overlapOf(LOG));
    const { sentences, passages } = ask(shared);

    expect(passages.filter(({ text }) => text.includes(shared))).to.have.length(2);
    expect(sentences[0]).to.include({ text: shared, start: LOG.indexOf(shared) });
    expect(sentences.filter(({ text }) => text === shared)).to.have.length(1);
  });

  it('has no evidence for words that the documents lack, for stop words apart, or for no words', () => {
    for (const question of ['capital of Mongolia', 'the of', '?!…', '🙂', 'who'])
      expect(ask(question).evidence, question).to.be.below(1.01);
  });

  it('answers from the same sentence, whatever the order of the passages', () => {
    const question = 'When did the war end?';
    const { question: weighed, passages } = ask(question);

    expect(extract(weighed, passages.toReversed())[0]?.text).to.equal(ask(question).sentences[0]?.text);
  });

  it('takes no heading for an answer where there is a text below it', () => {
    const [passage] = passagesOf({ 'a.md': '# Opening hours\n\nWe are there from nine to five.' });
    const question = weighQuestion('opening hours', corpusOf('opening hours', [passage!]));

    expect(bestSentence(question, passage!).text).to.equal('We are there from nine to five.');
  });
});

describe('ranking', () => {
  it('puts the passage with more of the question first, and never one without any of it', () => {
    const passages = passagesOf({
      a: 'The river floods the valley.',
      b: 'The river floods the valley in spring, when the snow melts.',
      c: 'Nothing of the kind is said here.',
    });
    const ranked = ranking('When does the river flood the valley in spring?', passages);

    expect(ranked.map(({ documentId }) => documentId)).to.deep.equal(['b', 'a', 'c']);
    expect(ranked.map(({ score }) => score)).to.deep.equal(ranked.map(({ score }) => score).sort((x, y) => y - x));
  });

  it('gives relevance between 0 and 1 in the order of the ranking', () => {
    for (const question of ['war', 'dough hours', '总部', 'the', 'war '.repeat(400)]) {
      const relevances = ranking(question, passagesOf(LIBRARY)).map(({ relevance }) => relevance);
      expect(relevances.every((one) => one >= 0 && one <= 1)).to.equal(true);
      expect(relevances).to.deep.equal(relevances.toSorted((a, b) => b - a));
    }
  });

  it('holds a word to its root, and a number to itself', () => {
    const passages = passagesOf({ a: 'The invasion of 17541 men.' });

    expect(ranking('invade', passages)[0]!.score).to.be.above(0);
    expect(ranking('1754', passages)[0]!.score).to.equal(ranking('elephant', passages)[0]!.score);
  });
});

/** The last sentence that the first two passages share. */
function overlapOf(text: string): [number, number] {
  const [first, second] = chunk({ text, pageStarts: [] });
  const last = sentences(text).findLast(({ start, end }) => start >= second!.start && end <= first!.end)!;
  return [last.start, last.end];
}

function ask(text: string) {
  const all = passagesOf(LIBRARY);
  const found = new Set(searchTerms(text));
  const candidates = all.filter((passage) => terms(passage.text).some((term) => found.has(term)));
  const question = weighQuestion(text, corpusOf(text, all));
  const { passages, evidence } = rank(question, candidates, corpusOf(text, all));
  return { question, passages, evidence, sentences: extract(question, passages) };
}

function ranking(text: string, passages: Passage[]) {
  const corpus = corpusOf(text, passages);
  return rank(weighQuestion(text, corpus), passages, corpus).passages;
}

function passagesOf(library: Record<string, string>): Passage[] {
  return Object.entries(library).flatMap(([name, text]) =>
    chunk({ text, pageStarts: [] }).map((one) => ({
      ...one,
      documentId: name,
      filename: name,
      source: 'text' as const,
    })),
  );
}

function corpusOf(question: string, passages: readonly Passage[]): Corpus {
  const held = passages.map(({ text }) => terms(text));
  return {
    chunks: passages.length,
    averageTerms: held.flat().length / held.length,
    documentFrequency: searchTerms(question).map((term) => held.filter((one) => one.includes(term)).length),
    completedDocuments: 1,
    pendingDocuments: 0,
  };
}
