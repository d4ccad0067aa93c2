import type { Language } from '../../text/languages.ts';
import { tokensOf } from '../../text/words.ts';
import type { Question } from './question.ts';

/** A word that is a term of the question (share 1), or related to one by its root. */
export type TermMatch = { readonly term: number; readonly share: number };

/** What a word of the same root counts: "invasion" for "invade", where the stems differ. */
const ROOT_SHARE = 0.5;
const ROOT_MIN_CHARS = 4;
/** What a part of a compound counts, and the compound for its part: "Hauptstadt" and "Stadt". */
const COMPOUND_SHARE = 0.5;
const PART_MIN_CHARS = 4;
/** Languages that write compounds as one word. */
const COMPOUNDING: ReadonlySet<Language> = new Set(['de', 'nl', 'sv', 'da', 'no', 'fi']);

/** Looks words up by their terms, of texts in this language. */
export type MatchesIn = (language: Language) => (term: string) => TermMatch | null;

/** Looks words up among the terms of one question. It remembers each distinct word, and lives as long as one question. */
export function createTermMatches(question: Question): MatchesIn {
  const known = new Map<Language, (term: string) => TermMatch | null>();
  return function matches(language) {
    const matchOf = known.get(language) ?? matchesIn(language, question);
    known.set(language, matchOf);
    return matchOf;
  };
}

/** The question's words are read as those of the passage are, so that they meet whatever the question's language was taken for. */
function matchesIn(language: Language, { terms: asked }: Question): (term: string) => TermMatch | null {
  const terms = asked.map(({ term, written }) => tokensOf(written, language)[0]?.term ?? term);
  const known = new Map<string, TermMatch | null>(terms.map((term, at) => [term, { term: at, share: 1 }]));
  const roots = Map.groupBy(
    terms.map((term, at) => ({ term, at })).filter(({ term }) => canShareRoot(term)),
    ({ term }) => term.slice(0, ROOT_MIN_CHARS),
  );

  function compound(word: string): TermMatch | null {
    if (!COMPOUNDING.has(language)) return null;
    const at = terms.findIndex((term) => isPart(term, word) || isPart(word, term));
    return at < 0 ? null : { term: at, share: COMPOUND_SHARE };
  }

  return function termMatches(word) {
    const seen = known.get(word);
    if (seen !== undefined) return seen;
    const related = roots.get(word.slice(0, ROOT_MIN_CHARS))?.find(({ term }) => shareRoot(term, word));
    const match = related ? { term: related.at, share: ROOT_SHARE } : compound(word);
    known.set(word, match);
    return match;
  };
}

/** Numbers have no roots: 1754 is not 17541. */
function canShareRoot(term: string): boolean {
  return term.length >= ROOT_MIN_CHARS && !/\p{N}/u.test(term);
}

/** They begin alike: half of the longer, and the shorter but for an ending. */
function shareRoot(a: string, b: string): boolean {
  if (!canShareRoot(b)) return false;
  const longer = Math.max(a.length, b.length);
  const shorter = Math.min(a.length, b.length);
  let common = 0;
  while (common < shorter && a.charCodeAt(common) === b.charCodeAt(common)) common++;
  return common >= Math.max(ROOT_MIN_CHARS, shorter - 3, 0.5 * longer);
}

/** It begins or ends the other, and something is left. */
function isPart(part: string, whole: string): boolean {
  if (part.length < PART_MIN_CHARS || whole.length < part.length + 2) return false;
  return whole.startsWith(part) || whole.endsWith(part);
}
