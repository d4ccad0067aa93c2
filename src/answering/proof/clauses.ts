import { isCovered } from './coverage.ts';
import type { EvidenceWord, PassageEvidence, SentenceEvidence } from './evidence.ts';

const JOINT = /[,،，;；:：—]|\s[–-]\s/u;
const AND = /^(?:and|but|und|aber|y|e|pero|и|а|но|et|mais|ed|ma|mas|og|och|en|i|ve)$/iu;
const ARABIC_AND = /^و\p{Script=Arabic}{3}/u;
/** Of a clause with so many words that nothing is known of. */
const STRANGE = 2;
/** Characters between the last word of a clause and a number that ends it. */
const NUMBER_GAP = 2;

/** No clause of a statement may be made of words alone that no passage has: "…, and it is made of cheese". */
export function clausesHold(statement: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  const clauses = clausesOf(statement);
  return clauses.every((clause, at) => {
    const content = clause.filter(({ isContent }) => isContent);
    const strange = content.filter((word) => !isCovered(word, passages));
    if (content.length === 0) return true;
    const hasFigure = statement.figures.numbers.some(
      ({ start }) => start >= clause[0]!.start && start <= clause.at(-1)!.end,
    );
    if (at === 0 && content.length <= STRANGE) return true;
    return (
      strange.length < Math.min(STRANGE, content.length) || strange.length < content.length * (hasFigure ? 1 : 0.75)
    );
  });
}

/** The words of each clause of a sentence, as far as commas and "and" part them. */
export function clausesOf({ words, text }: SentenceEvidence): EvidenceWord[][] {
  const clauses: EvidenceWord[][] = [[]];
  let end = 0;
  for (const word of words) {
    const parts = JOINT.test(text.slice(end, word.start)) || AND.test(word.written) || ARABIC_AND.test(word.written);
    if (parts && clauses.at(-1)!.length > 0) clauses.push([]);
    clauses.at(-1)!.push(word);
    end = word.end;
  }
  return clauses;
}

/** Words and numbers of the clause that a word stands in. */
export function clauseAt(statement: SentenceEvidence, at: number): Pick<SentenceEvidence, 'words' | 'figures'> {
  const words = clausesOf(statement).find((clause) => clause.includes(statement.words[at]!)) ?? [];
  const [from, to] = [words[0]?.start ?? 0, words.at(-1)?.end ?? 0];
  const numbers = statement.figures.numbers.filter(({ start, end }) => end >= from && start <= to + NUMBER_GAP);
  return { words, figures: { ...statement.figures, numbers } };
}
