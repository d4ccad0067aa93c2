import type { EvidenceWord, PassageEvidence, SentenceEvidence } from './evidence.ts';
import { namesWithoutSpacesHold } from './names-without-spaces.ts';
import { hasExactWord, hasWord } from './related-words.ts';
import { CASELESS, HAS_CAPITAL, SPACELESS } from './scripts.ts';

/**
 * Every name must be in a passage. Capitals mark names; the first word of a sentence is held to be one too, unless it is an
 * adverb. In a script without capitals any word could be a name but one with an article.
 */
export function namesHold(statement: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  const { words, text } = statement;
  const hold = words.every((word, at) => {
    if (!word.isContent) return true;
    if (HAS_CAPITAL.test(word.written))
      return (
        (at === 0 && isAdverb(word, words[1])) ||
        passages.some((passage) => hasName(word, passage)) ||
        isAcronymOf(word, text)
      );
    const mayBeName = CASELESS.test(word.written) && word.written.length > 1 && !SPACELESS.test(word.written);
    return !mayBeName || ARABIC_ARTICLE.test(word.written) || passages.some(({ terms }) => hasWord(word, terms));
  });
  return hold && namesWithoutSpacesHold(statement, passages);
}

/** The word itself, however it is written there, or another form of it with a capital: "Norman" is not "normal". */
export function hasName(word: EvidenceWord, { terms, capitalized }: PassageEvidence): boolean {
  return hasExactWord(word, terms) || hasWord(word, capitalized);
}

/** "Recently, …", "Using …"; but "Browning was …" and "Kelly won …" are names. */
function isAdverb({ written }: EvidenceWord, next: EvidenceWord | undefined): boolean {
  return /(?:ly|ing|mente|ment|weise|wise)$/.test(written) && !(next && !next.isContent && VERBS.test(next.written));
}

const VERBS = /^(?:is|was|are|were|has|had|have|does|did|can|could|will|would|ist|war|hat|es|fue|era|est|était)$/;

/** "ال" makes a noun a common one, few names aside; so do the prepositions that run into it. */
const ARABIC_ARTICLE = /^(?:[وفبك]?ال|[وف]?لل)\p{L}{3}/u;

/** An abbreviation that the statement itself spells out beside it is no new name. */
function isAcronymOf({ written }: EvidenceWord, text: string): boolean {
  return /^\p{Lu}{2,6}$/u.test(written) && text.includes(`(${written})`);
}
