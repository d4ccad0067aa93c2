import { pointsBackIn } from '../../text/languages.ts';
import type { EvidenceWord, PassageEvidence, SentenceEvidence } from './evidence.ts';
import { CASELESS, HAS_CAPITAL, SPACELESS } from './scripts.ts';

const ROOT_MIN_CHARS = 4;
const ARABIC_PREFIX = /^(?:وال|بال|كال|فال|لل|ال|و|ب|ل|ك|ف|س)/;

/** Whether a text of these terms has the word as it is, or with a possessive ending. */
export function hasExactWord({ term }: EvidenceWord, terms: ReadonlySet<string>): boolean {
  return terms.has(term);
}

/** The same words meet the same terms again and again: looked up once for each. */
const known = new WeakMap<ReadonlySet<string>, Map<string, boolean>>();

/** Whether a text of these terms has a word, or another form of it. */
export function hasWord(word: EvidenceWord, terms: ReadonlySet<string>): boolean {
  if (terms.has(word.term)) return true;
  const seen = known.get(terms) ?? new Map<string, boolean>();
  known.set(terms, seen);
  const key = HAS_CAPITAL.test(word.written) ? word.written : word.term;
  const before = seen.get(key);
  if (before !== undefined) return before;
  const has = hasRelated(word, terms);
  seen.set(key, has);
  return has;
}

/** A term of the same root: "invaded" for "invasion"; a name only with another ending: "France" is no "Frankfurt". */
function hasRelated({ term, written }: EvidenceWord, terms: ReadonlySet<string>): boolean {
  if (/\p{Script=Arabic}/u.test(term)) return hasArabic(term, terms);
  if (term.length < ROOT_MIN_CHARS || CASELESS.test(written)) return false;
  const isName = HAS_CAPITAL.test(written);
  for (const other of terms) if (isRelated(term, other, isName)) return true;
  return false;
}

function hasArabic(term: string, terms: ReadonlySet<string>): boolean {
  const bare = term.replace(ARABIC_PREFIX, '');
  if (bare.length < 3) return false;
  for (const other of terms) {
    const stem = other.replace(ARABIC_PREFIX, '');
    if (
      stem.length >= 3 &&
      (stem === bare || commonPrefix(stem, bare) >= Math.max(3, Math.max(stem.length, bare.length) - 2))
    )
      return true;
  }
  return false;
}

/** Endings differ, the rest does not: by two letters of a name, by up to a third of another word. */
function isRelated(a: string, b: string, isName: boolean): boolean {
  const longer = Math.max(a.length, b.length);
  if (b.length < ROOT_MIN_CHARS || /\p{N}/u.test(a)) return false;
  const ending = isName ? 2 : Math.max(2, Math.floor(longer / 3));
  return commonPrefix(a, b) >= Math.max(ROOT_MIN_CHARS, longer - ending);
}

function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let common = 0;
  while (common < most && a.charCodeAt(common) === b.charCodeAt(common)) common++;
  return common;
}

/** Whether a Russian name is another form of one of these, all in lower case: "Павлом" of "Павел". */
export function hasCaseForm(name: string, names: ReadonlySet<string>): boolean {
  if (!/^\p{Script=Cyrillic}/u.test(name)) return false;
  const skeleton = consonants(name);
  for (const other of names) {
    const there = consonants(other);
    const [short, long] = there.length < skeleton.length ? [there, skeleton] : [skeleton, there];
    const isSame = short.length >= 2 && long.startsWith(short) && /^(?:|м|в|х|г|ми)$/.test(long.slice(short.length));
    if (
      isSame &&
      Math.abs(name.length - other.length) <= 3 &&
      commonPrefix(name, other) >= Math.min(3, name.length - 1)
    )
      return true;
  }
  return false;
}

function consonants(name: string): string {
  return name.replace(/[аеёиоуыэюяйьъ]/g, '');
}

/** Scripts without spaces are cut into words by their context: a word may stand there cut otherwise. */
export function hasPart({ written }: EvidenceWord, { folded }: PassageEvidence): boolean {
  return SPACELESS.test(written) && folded.includes(written.toLowerCase());
}

/** Whether a text has a word that says about the same, or the opposite: what it speaks of is there. */
export function saysSame({ meaning }: EvidenceWord, { same }: Pick<SentenceEvidence, 'same'>): boolean {
  return meaning.same.some((group) => same.has(group));
}

/** Whether a sentence has a word, another form of it, or one that says the same. */
export function isInSentence(word: EvidenceWord, sentence: SentenceEvidence): boolean {
  return hasWord(word, sentence.terms) || saysSame(word, sentence);
}

/** "It ended in 1763": whom it speaks of stands before it. */
export function beginsBack({ words, language }: SentenceEvidence): boolean {
  return words.slice(0, 3).some(({ written }) => pointsBackIn(written.toLowerCase(), language));
}
