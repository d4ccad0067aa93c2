import { isStopWord, type Language, readAs, type Told, tellLanguage } from './languages.ts';
import { stem, stemEnglish } from './stem.ts';

/** A word by itself: its index term, and how it is written in lower case. */
export type Token = {
  readonly term: string;
  readonly written: string;
  /** It says how a thing is put, not what it is about. */
  readonly isStop: boolean;
};
/** A word of a text, and where it stands, in UTF-16 code units. */
export type Word = Token & { readonly start: number; readonly end: number };
export type ReadWords = { readonly language: Language; readonly words: Word[] };

/** A longer run of letters is known by its first so many UTF-16 units: a term stays small whatever the text. */
const TERM_MAX_CHARS = 64;
/** Segmenting goes piece by piece, so that one endless line never becomes one endless call. */
const PIECE_CHARS = 16_384;

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/**
 * The one tokenization of index, query and ranking: Unicode word segmentation (UAX #29; dictionaries for Chinese,
 * Japanese, Thai …), compatibility-folded, lower case, stemmed by language, without accents. Where `language` is not
 * given, the first words tell it.
 * Terms hold letters, digits and vowel signs only, so no engine's query syntax can be spelt with them; at most
 * 64 UTF-16 units each. Time and memory are linear in the text.
 */
export function readWords(text: string, language?: Language): ReadWords {
  const found: Word[] = [];
  let told = language;
  for (let from = 0; from < text.length; ) {
    const to = pieceEnd(text, from);
    const segments = wordLike(text.slice(from, to));
    told ??= tellLanguage(segments.map(({ segment }) => segment)).language;
    const known = rememberedIn(told);
    for (const { segment, index } of segments) {
      const start = from + index;
      const end = start + segment.length;
      for (const { term, written, isStop } of known.get(segment) ?? tokensOf(segment, told))
        found.push({ term, written, isStop, start, end });
    }
    from = to;
  }
  return { language: told ?? 'en', words: found };
}

/** The words alone. */
export function words(text: string, language?: Language): Word[] {
  return readWords(text, language).words;
}

/** The terms alone, in the order of the text, repeated as often as they stand there: what an index stores. */
export function terms(text: string): string[] {
  return words(text).map(({ term }) => term);
}

/** The language of a text; see `tellLanguage`. */
export function languageOf(text: string): Told {
  return tellLanguage(wordLike(text.slice(0, pieceEnd(text, 0))).map(({ segment }) => segment));
}

function wordLike(piece: string): Intl.SegmentData[] {
  const found: Intl.SegmentData[] = [];
  for (const segment of segmenter.segment(piece)) if (segment.isWordLike) found.push(segment);
  return found;
}

/** Ends a piece at white space where there is some in its last quarter, else anywhere but inside a surrogate pair. */
function pieceEnd(text: string, from: number): number {
  const limit = from + PIECE_CHARS;
  if (limit >= text.length) return text.length;
  for (let at = limit; at > limit - PIECE_CHARS / 4; at--) if (/\s/.test(text.charAt(at))) return at;
  return isLowSurrogate(text.charCodeAt(limit)) ? limit - 1 : limit;
}

/** Folding and stemming cost more than segmenting, and texts repeat their words: what was folded is kept for a while. */
const folded = new Map<Language, Map<string, readonly Token[]>>();
const REMEMBERED_WORDS = 20_000;
const REMEMBERED_CHARS = 32;

/** The tokens of one word, as the segmenter cuts words, of a text of this language. */
export function tokensOf(segment: string, language: Language): readonly Token[] {
  const remembered = rememberedIn(language);
  const known = remembered.get(segment);
  if (known) return known;
  const tokens = foldedTokens(segment, readAs(segment, language));
  if (segment.length > REMEMBERED_CHARS) return tokens;
  if (remembered.size >= REMEMBERED_WORDS) remembered.clear();
  remembered.set(copyOf(segment), tokens);
  return tokens;
}

/** What is remembered of the words of texts in one language. */
function rememberedIn(language: Language): Map<string, readonly Token[]> {
  const remembered = folded.get(language) ?? new Map<string, readonly Token[]>();
  folded.set(language, remembered);
  return remembered;
}

/** A piece of a string may be a view that keeps the whole text alive. */
function copyOf(segment: string): string {
  return Buffer.from(segment, 'utf16le').toString('utf16le');
}

/** Languages that write a short word and the next one together: "l'Allemagne". */
const ELIDES: ReadonlySet<Language> = new Set(['fr', 'it']);

function foldedTokens(segment: string, language: Language): Token[] {
  const lower = capped(segment).normalize('NFKC').toLowerCase();
  const written = ELIDES.has(language) ? lower.split(/['’]/) : [withoutEnding(lower, language)];
  return written.flatMap((word) => {
    const isStop = isStopWord(word, language);
    if (language === 'en') return partsOf(fold(word)).map((part) => ({ term: stemmed(part), written: part, isStop }));
    return partsOf(word).map((part) => ({ term: foldedStem(part, language), written: part, isStop }));
  });
}

/** Turkish parts a name from its endings: "Amerika'daki". */
function withoutEnding(word: string, language: Language): string {
  return language === 'tr' ? word.replace(/(?<=\p{L}{2})['’].*/u, '') : word;
}

function stemmed(folded: string): string {
  return capped(stemEnglish(folded));
}

function foldedStem(word: string, language: Language): string {
  return capped(fold(stem(word, language)) || fold(word) || word);
}

/** The term that stands for a word where its language is not known: what every index held before languages were told apart. */
export function plainTerm(written: string): string {
  return stemmed(partsOf(fold(written))[0] ?? written);
}

function partsOf(word: string): string[] {
  return word.split(/[^\p{L}\p{N}\p{M}]+/u).filter(Boolean);
}

/** Without accents, possessive and invisible characters, in compatibility form. */
function fold(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/['’]s$/, '')
    .replace(/['’]|\p{Cf}|[\p{M}&&[\p{Script=Inherited}\p{Script=Hebrew}]]/gv, '')
    .normalize('NFC');
}

function capped(word: string): string {
  if (word.length <= TERM_MAX_CHARS) return word;
  return word.slice(0, isLowSurrogate(word.charCodeAt(TERM_MAX_CHARS)) ? TERM_MAX_CHARS - 1 : TERM_MAX_CHARS);
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
