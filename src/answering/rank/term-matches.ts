import type { Question } from './question.ts';

/** A word that is a term of the question (share 1), or related to one by its root. */
export type TermMatch = { readonly term: number; readonly share: number };

/** What a word of the same root counts: "invasion" for "invade", where the stems differ. */
const ROOT_SHARE = 0.6;
const ROOT_MIN_CHARS = 4;

/** Looks words up among the terms of one question. It remembers each distinct word, and lives as long as one question. */
export function createTermMatches({ terms }: Question): (word: string) => TermMatch | null {
  const known = new Map<string, TermMatch | null>(terms.map(({ term }, at) => [term, { term: at, share: 1 }]));
  const roots = Map.groupBy(
    terms.map(({ term }, at) => ({ term, at })).filter(({ term }) => canShareRoot(term)),
    ({ term }) => term.slice(0, ROOT_MIN_CHARS),
  );

  return function termMatches(word) {
    const seen = known.get(word);
    if (seen !== undefined) return seen;
    const related = roots.get(word.slice(0, ROOT_MIN_CHARS))?.find(({ term }) => shareRoot(term, word));
    const match = related ? { term: related.at, share: ROOT_SHARE } : null;
    known.set(word, match);
    return match;
  };
}

/** Numbers have no roots: 1754 is not 17541. */
function canShareRoot(term: string): boolean {
  return term.length >= ROOT_MIN_CHARS && !/\p{N}/u.test(term);
}

/** The shorter one begins the longer, but for its last letter, and is most of it. */
function shareRoot(a: string, b: string): boolean {
  if (!canShareRoot(b)) return false;
  const longer = Math.max(a.length, b.length);
  const shorter = Math.min(a.length, b.length);
  let common = 0;
  while (common < shorter && a.charCodeAt(common) === b.charCodeAt(common)) common++;
  return common >= Math.max(ROOT_MIN_CHARS, shorter - 1, 0.6 * longer);
}
