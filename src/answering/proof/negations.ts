import type { EvidenceWord, SentenceEvidence } from './evidence.ts';
import { hasWord } from './related-words.ts';

/** What the statement denies, the evidence denies; what the evidence denies, the statement does not assert. */
export function negationsHold(statement: SentenceEvidence, near: readonly SentenceEvidence[]): boolean {
  const same = near.find((sentence) => saysTheSame(statement, sentence) && saysTheSame(sentence, statement));
  if (same) return negationCount(same) === negationCount(statement);
  const denied = deniedIn(statement);
  const deniedNear = near.flatMap((sentence) => deniedIn(sentence));
  const isDenied = (word: EvidenceWord, among: readonly EvidenceWord[]) =>
    hasWord(word, new Set(among.map(({ term }) => term)));
  if (denied.length > 0 && deniedNear.length === 0) return false;
  if (!denied.every(({ scope }) => deniedNear.some((other) => scope.some((word) => isDenied(word, other.scope)))))
    return false;
  return deniedNear.every(({ first, scope }) => {
    const asserts = first !== undefined && statement.words.some((word) => word.isContent && isDenied(word, [first]));
    return !asserts || denied.some((other) => scope.some((word) => isDenied(word, other.scope)));
  });
}

/** Sentences of the same words differ by what they deny alone. */
const SAME_SHARE = 0.8;

function saysTheSame({ words }: SentenceEvidence, { terms }: SentenceEvidence): boolean {
  const content = words.filter(({ isContent }) => isContent);
  return content.filter((word) => hasWord(word, terms)).length >= SAME_SHARE * content.length;
}

function negationCount({ words }: SentenceEvidence): number {
  return words.filter((word) => word.isNegation).length;
}

type Denied = { readonly first: EvidenceWord | undefined; readonly scope: readonly EvidenceWord[] };
const SCOPE = 3;

/** Each word that says no, with the content words around it that it may be said of. */
function deniedIn({ words }: SentenceEvidence): Denied[] {
  return words.flatMap((word, at) => {
    if (!word.isNegation) return [];
    const after = words.slice(at + 1).filter(({ isContent }) => isContent);
    const before = words
      .slice(0, at)
      .filter(({ isContent }) => isContent)
      .reverse();
    return [{ first: after[0] ?? before[0], scope: [...after.slice(0, SCOPE), ...before.slice(0, SCOPE)] }];
  });
}
