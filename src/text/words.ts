import { stemmer } from 'stemmer';
import { IRREGULAR_WORDS } from './irregular-words.ts';

/** A word of a text: its index term and where it stands, in UTF-16 code units. */
export type Word = { readonly term: string; readonly start: number; readonly end: number };

/** Longest index term, UTF-16 units; a longer run of letters is cut to this, so that no text makes huge terms. */
const TERM_MAX_CHARS = 64;
/** Text is segmented in pieces of this size, so that one endless line never blocks the process in one call. */
const PIECE_CHARS = 16_384;

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/**
 * The one tokenization of index, query and ranking: Unicode word segmentation (UAX #29; dictionaries for Chinese,
 * Japanese, Thai …), compatibility-folded, lower case, without accents, Porter-stemmed.
 * Terms hold letters, digits and vowel signs only, so no engine's query syntax can be spelt with them; at most
 * 64 UTF-16 units each. Time and memory are linear in the text.
 */
export function words(text: string): Word[] {
  const found: Word[] = [];
  for (let from = 0; from < text.length; ) {
    const to = pieceEnd(text, from);
    addWords(found, text.slice(from, to), from);
    from = to;
  }
  return found;
}

/** The terms alone, in the order of the text, repeated as often as they stand there: what an index stores. */
export function terms(text: string): string[] {
  return words(text).map(({ term }) => term);
}

function addWords(found: Word[], piece: string, offset: number): void {
  for (const { segment, index, isWordLike } of segmenter.segment(piece)) {
    if (!isWordLike) continue;
    const start = offset + index;
    const end = start + segment.length;
    for (const term of remembered(segment)) found.push({ term, start, end });
  }
}

/** Where a piece ends: at white space in its last quarter if there is some, else at the limit, never inside a surrogate pair. */
function pieceEnd(text: string, from: number): number {
  const limit = from + PIECE_CHARS;
  if (limit >= text.length) return text.length;
  for (let at = limit; at > limit - PIECE_CHARS / 4; at--) if (/\s/.test(text.charAt(at))) return at;
  return isLowSurrogate(text.charCodeAt(limit)) ? limit - 1 : limit;
}

/** Folding and stemming cost more than segmenting, and texts repeat their words: recent results are cached. */
const folded = new Map<string, readonly string[]>();
const REMEMBERED_WORDS = 20_000;
/** V8 may keep a longer substring as a view of the whole text, which then stays in memory: only shorter words are cached. */
const REMEMBERED_CHARS = 12;

function remembered(segment: string): readonly string[] {
  if (segment.length > REMEMBERED_CHARS) return foldedTerms(segment);
  const known = folded.get(segment);
  if (known) return known;
  const terms = foldedTerms(segment);
  if (folded.size >= REMEMBERED_WORDS) folded.clear();
  folded.set(segment, terms);
  return terms;
}

function foldedTerms(segment: string): string[] {
  const plain = capped(segment)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/['’]s$/, '')
    .replace(/['’]|\p{Cf}|[\p{M}&&[\p{Script=Inherited}\p{Script=Hebrew}]]/gv, '')
    .normalize('NFC');
  return plain
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter(Boolean)
    .map((word) => stem(capped(word)));
}

/** Porter's stem, of the base form where English has an irregular one; British -ise as -ize. */
function stem(word: string): string {
  return stemmer(IRREGULAR_WORDS.get(word) ?? word.replace(/is(e[drs]?|ers|ing|ations?)$/, 'iz$1'));
}

function capped(word: string): string {
  if (word.length <= TERM_MAX_CHARS) return word;
  return word.slice(0, isLowSurrogate(word.charCodeAt(TERM_MAX_CHARS)) ? TERM_MAX_CHARS - 1 : TERM_MAX_CHARS);
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
