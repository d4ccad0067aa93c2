import { isTonal, type Language } from '../../text/languages.ts';
import { type Token, tokensOf } from '../../text/words.ts';
import type { Question } from './question.ts';

/** A word that is a term of the question (share 1), or related to one by its root. */
export type TermMatch = { readonly term: number; readonly share: number };

/** What a word of the same root counts: "invasion" for "invade", where the stems differ. */
const ROOT_SHARE = 0.5;
/** Letters that words of one root have in common; a syllable of Korean is two or three. */
const ROOT_MIN_CHARS = 4;
const ROOT_CHARS: Readonly<Partial<Record<Language, number>>> = { ko: 2, ar: 3 };
/** What a part of a compound counts, and the compound for its part: "Hauptstadt" and "Stadt". */
const COMPOUND_SHARE = 0.5;
const PART_MIN_CHARS = 4;
/** Languages that write compounds as one word. */
const COMPOUNDING: ReadonlySet<Language> = new Set(['de', 'nl', 'sv', 'da', 'no', 'fi']);

export type MatchOf = (word: Pick<Token, 'term' | 'written'>) => TermMatch | null;
/** Looks words up, of texts in this language. */
export type MatchesIn = (language: Language) => MatchOf;

/** Looks words up among the terms of one question. It remembers each distinct word, and lives as long as one question. */
export function createTermMatches(question: Question): MatchesIn {
  const known = new Map<Language, MatchOf>();
  return function matches(language) {
    const matchOf = known.get(language) ?? matchesIn(language, question);
    known.set(language, matchOf);
    return matchOf;
  };
}

/** The question's words are read as those of the passage are, so that they meet whatever the question's language was taken for. */
function matchesIn(language: Language, { terms: asked }: Question): MatchOf {
  const terms = asked.map(({ term, written }) => tokensOf(written, language)[0]?.term ?? term);
  const known = new Map<string, TermMatch | null>(terms.map((term, at) => [term, { term: at, share: 1 }]));
  const related = relatedTerms(terms, language);

  function matchOf({ term: word }: Pick<Token, 'term'>): TermMatch | null {
    const seen = known.get(word);
    if (seen !== undefined) return seen;
    const match = related(word);
    known.set(word, match);
    return match;
  }

  if (!isTonal(language)) return matchOf;
  return function tonalMatchOf(word) {
    const match = matchOf(word);
    const written = match && asked[match.term]!.written;
    return written === word.written || written === word.term ? match : null; // typed without its marks it may be any
  };
}

/** Looks up which term a word shares its root with, or is a compound with. */
function relatedTerms(terms: readonly string[], language: Language): (word: string) => TermMatch | null {
  const least = ROOT_CHARS[language] ?? ROOT_MIN_CHARS;
  const roots = Map.groupBy(
    terms.map((term, at) => ({ term, at })).filter(({ term }) => canShareRoot(term, least)),
    ({ term }) => term.slice(0, least),
  );
  const consonants = new Map(language === 'ar' ? terms.map((term, at) => [consonantsOf(term), at]) : []);

  return function relatedTerm(word) {
    const at =
      roots.get(word.slice(0, least))?.find(({ term }) => shareRoot(term, word, least))?.at ??
      (consonants.size > 0 ? consonants.get(consonantsOf(word)) : undefined);
    if (at !== undefined) return { term: at, share: ROOT_SHARE };
    const part = COMPOUNDING.has(language) ? terms.findIndex((term) => isPart(term, word) || isPart(word, term)) : -1;
    return part < 0 ? null : { term: part, share: COMPOUND_SHARE };
  };
}

/** Numbers have no roots: 1754 is not 17541. */
function canShareRoot(term: string, least: number): boolean {
  return term.length >= least && !/\p{N}/u.test(term);
}

/** They begin alike: half of the longer, and the shorter but for an ending. */
function shareRoot(a: string, b: string, least: number): boolean {
  if (!canShareRoot(b, least)) return false;
  const longer = Math.max(a.length, b.length);
  const shorter = Math.min(a.length, b.length);
  let common = 0;
  while (common < shorter && a.charCodeAt(common) === b.charCodeAt(common)) common++;
  return common >= Math.max(least, shorter - 3, 0.5 * longer);
}

/** Arabic builds plurals and verbs between the consonants of a root, of three or more; a shorter word stands for itself. */
function consonantsOf(word: string): string {
  const bare = word.replace(/^[متيأاس](?=\p{L}{3})/u, '').replace(/[اويىءئؤ]/gu, '');
  return bare.length >= 3 ? bare : word;
}

/** It begins or ends the other, and something is left. */
function isPart(part: string, whole: string): boolean {
  if (part.length < PART_MIN_CHARS || whole.length < part.length + 2) return false;
  return whole.startsWith(part) || whole.endsWith(part);
}
