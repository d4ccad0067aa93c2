import { clausesOf } from './clauses.ts';
import type { EvidenceWord, PassageEvidence, SentenceEvidence } from './evidence.ts';
import type { Quantity } from './figures.ts';
import { type NameRun, nameRunsIn } from './name-runs.ts';
import { hasNumber } from './numbers.ts';
import { beginsBack, hasWord, isInSentence } from './related-words.ts';

/** What a word tells of where a statement is from: less, the more sentences have it. */
type Weighed = { readonly isIn: (sentence: SentenceEvidence) => boolean; readonly weight: number };

/** The least that the sentence of another name must have more of the statement than those of its own. */
const AHEAD = 0.9;
/** Without another name there: nearly all of the statement, of which the sentences of the name have next to nothing. */
const NEARLY_ALL = 0.7;
const NEXT_TO_NOTHING = 0.15;

/** Whether a statement says of one name what a passage says of another. */
export function namesAreAttributed(statement: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  const runs = statement.language === 'ar' ? knownRuns(statement, passages) : nameRunsIn(statement);
  if (runs.length === 0) return true;
  const ofNames = new Set(runs.flatMap(({ words }) => words));
  const sentences = passages.flatMap((passage) => passage.sentences);
  return runs.every((run) => {
    const rest = clauseOf(statement, run)
      .filter((word) => word.isContent && !ofNames.has(word))
      .map((word) => weighed(word, sentences));
    const numbers = statement.figures.numbers.map((number) => weighedNumber(number, sentences));
    const whole = [...rest, ...numbers].reduce((sum, { weight }) => sum + weight, 0);
    return whole < AHEAD || isAttributed(run, runs, [...rest, ...numbers], whole, passages);
  });
}

/** Without capitals: what the passages tell to be names, too. */
function knownRuns(statement: SentenceEvidence, passages: readonly PassageEvidence[]): NameRun[] {
  const names = new Set(
    passages.flatMap(({ sentences }) =>
      sentences.flatMap((one) => nameRunsIn(one).flatMap(({ words }) => words.map(({ term }) => term))),
    ),
  );
  const runs: EvidenceWord[][] = [];
  for (const [at, word] of statement.words.entries()) {
    if (!names.has(word.term)) continue;
    if (at > 0 && runs.at(-1)?.at(-1) === statement.words[at - 1]) runs.at(-1)!.push(word);
    else runs.push([word]);
  }
  return runs.map((words) => ({ words, start: words[0]!.start, end: words.at(-1)!.end }));
}

function weighed(word: EvidenceWord, sentences: readonly SentenceEvidence[]): Weighed {
  return weighedBy((sentence) => isInSentence(word, sentence), sentences);
}

function weighedNumber(number: Quantity, sentences: readonly SentenceEvidence[]): Weighed {
  return weighedBy((sentence) => hasNumber(number, sentence), sentences);
}

function weighedBy(isIn: Weighed['isIn'], sentences: readonly SentenceEvidence[]): Weighed {
  const having = sentences.filter(isIn).length;
  return { isIn, weight: having === 0 ? 0 : 1 / having };
}

/** The words of the clause that a name stands in. */
function clauseOf(statement: SentenceEvidence, { words }: NameRun): readonly EvidenceWord[] {
  return clausesOf(statement).find((clause) => clause.includes(words[0]!)) ?? statement.words;
}

function isAttributed(
  run: NameRun,
  runs: readonly NameRun[],
  rest: readonly Weighed[],
  whole: number,
  passages: readonly PassageEvidence[],
): boolean {
  const score = (sentence: SentenceEvidence) =>
    rest.reduce((sum, { isIn, weight }) => sum + (isIn(sentence) ? weight : 0), 0);
  let own = -1;
  let other = 0;
  let otherHasName = false;
  for (const { sentences } of passages)
    for (const [at, sentence] of sentences.entries()) {
      const speaking = withAntecedents(sentences, at);
      const isOwn = speaking.some((one) => hasRun(run, one));
      const reached = score(sentence);
      if (isOwn) own = Math.max(own, reached);
      else if (reached > other) {
        other = reached;
        otherHasName = speaking.some((one) => nameRunsIn(one).some((other) => isAnother(other, runs)));
      }
    }
  if (own < 0) return true; // the name is in no one sentence: judged by its words
  if (otherHasName) return other - own < AHEAD;
  return !(other >= NEARLY_ALL * whole && own <= NEXT_TO_NOTHING * whole && rest.length > 1);
}

/** A person is named by the last part of the name, where that is written as one word. */
function hasRun({ words }: NameRun, { terms }: SentenceEvidence): boolean {
  return /\p{Script=Han}/u.test(words[0]!.written)
    ? words.every((word) => hasWord(word, terms))
    : hasWord(words.at(-1)!, terms);
}

function isAnother(one: NameRun, runs: readonly NameRun[]): boolean {
  const terms = new Set(runs.flatMap(({ words }) => words.map(({ term }) => term)));
  return !one.words.some((word) => hasWord(word, terms));
}

/** A sentence, and those before it that it points back to: "She studied law. In 1990 she founded …". */
function withAntecedents(sentences: readonly SentenceEvidence[], at: number): readonly SentenceEvidence[] {
  let first = at;
  while (first > 0 && at - first < CHAIN && beginsBack(sentences[first]!)) first--;
  return sentences.slice(first, at + 1);
}

/** So many sentences may speak of one name without naming it. */
const CHAIN = 4;
