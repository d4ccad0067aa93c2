import type { EvidenceWord, SentenceEvidence } from './evidence.ts';
import { hasWord } from './related-words.ts';
import { explainedDenials, sidesIn } from './sides.ts';

/** What the statement denies, the evidence denies; what the evidence denies, the statement does not assert. */
export function negationsHold(statement: SentenceEvidence, near: readonly SentenceEvidence[]): boolean {
  if (saysUntrue(statement) && !near.some(saysUntrue)) return false;
  const explained = explainedDenials(statement, near);
  const denied = deniedIn(statement).filter(({ by }) => !explained.has(by));
  const softly = near.flatMap((sentence) => deniedIn(sentence, deniesSoftly));
  const deniedNear = near.flatMap((sentence) => deniedIn(sentence)).filter(({ by }) => !explained.has(by));
  const same = near.find((sentence) => saysTheSame(statement, sentence) && saysTheSame(sentence, statement));
  const negationCount = ({ words }: SentenceEvidence) =>
    words.filter((word) => word.isNegation && !explained.has(word)).length;
  const isSameDenied = same !== undefined && negationCount(same) === denied.length;
  if (isSameDenied) return true;
  if (same && !(denied.length > negationCount(same) && denied.every((one) => isDeniedBy(one, deniedNear, 1))))
    return false;
  return (
    denied.every((one) => isDeniedBy(one, deniedNear, SCOPE_WORDS) || isDeniedBy(one, softly, SOFT_WORDS)) &&
    deniedNear.every(
      (other) => !asserts(statement, other) || denied.some((one) => isDeniedBy(one, [other], SCOPE_WORDS)),
    )
  );
}

/** "It is untrue that …" */
function saysUntrue(sentence: SentenceEvidence): boolean {
  return sidesIn(sentence).some(({ side }) => side.kind === 'truth' && side.isNot);
}

/** Whether one of `others` denies one of the first `words` that this one is said of. */
function isDeniedBy({ scope }: Denied, others: readonly Denied[], words: number): boolean {
  return others.some((other) => scope.slice(0, words).some((word) => isAmong(word, other.scope.slice(0, words))));
}

/** Whether a statement has what is denied: the word itself and the next one. */
function asserts({ words }: SentenceEvidence, { after, scope }: Denied): boolean {
  const content = words.filter(({ isContent }) => isContent);
  const said = (after.length > 0 ? after : scope).slice(0, ASSERTED);
  return said.length > 0 && said.every((word) => content.some((own) => isAmong(own, [word])));
}

function isAmong(word: EvidenceWord, among: readonly EvidenceWord[]): boolean {
  return hasWord(word, new Set(among.map(({ term }) => term)));
}

/** Sentences of the same words differ by what they deny alone. */
const SAME_SHARE = 0.8;

function saysTheSame({ words }: SentenceEvidence, { terms }: SentenceEvidence): boolean {
  const content = words.filter(({ isContent }) => isContent);
  return content.filter((word) => hasWord(word, terms)).length >= SAME_SHARE * content.length;
}

/** "Closed", "abolished": such a word bears out a denial, but makes none. */
function deniesSoftly({ meaning }: EvidenceWord): boolean {
  return meaning.sides.some(({ isNot, kind }) => isNot && kind === undefined);
}

/** What follows a word that says no, and all that it may be said of. */
type Denied = {
  readonly by: EvidenceWord;
  readonly after: readonly EvidenceWord[];
  readonly scope: readonly EvidenceWord[];
};
const SCOPE = 3;
const SCOPE_WORDS = 2 * SCOPE;
const SOFT_WORDS = 2;
const ASSERTED = 2;

/** Each word that says no, with the content words around it that it may be said of. */
function deniedIn({ words }: SentenceEvidence, denies = ({ isNegation }: EvidenceWord) => isNegation): Denied[] {
  return words.flatMap((word, at) => {
    if (!denies(word)) return [];
    const after = words.slice(at + 1).filter(({ isContent }) => isContent);
    const before = words
      .slice(0, at)
      .filter(({ isContent }) => isContent)
      .reverse();
    return [{ by: word, after: after.slice(0, SCOPE), scope: [...after.slice(0, SCOPE), ...before.slice(0, SCOPE)] }];
  });
}
