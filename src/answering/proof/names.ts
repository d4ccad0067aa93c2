import type { EvidenceWord, PassageEvidence, SentenceEvidence } from './evidence.ts';
import { CASELESS, HAS_CAPITAL, hasPart, hasWord } from './related-words.ts';

/**
 * Capitals mark names; the first word of a sentence is held to be one unless it is an adverb. In a script without capitals any
 * word could be a name.
 */
export function namesHold({ words, text }: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  return words.every((word, at) => {
    if (!word.isContent) return true;
    const isName = HAS_CAPITAL.test(word.written) && !(at === 0 && /(?:ly|ing|mente|ment|weise)$/.test(word.written));
    const isCaseless = CASELESS.test(word.written) && word.written.length > 1;
    if (!isName && !isCaseless) return true;
    return (
      passages.some((passage) => hasWord(word, passage.terms) || hasPart(word, passage)) || isAcronymOf(word, text)
    );
  });
}

/** An abbreviation that the statement itself spells out beside it is no new name. */
function isAcronymOf({ written }: EvidenceWord, text: string): boolean {
  return /^\p{Lu}{2,6}$/u.test(written) && text.includes(`(${written})`);
}
