import { stemmer } from 'stemmer';

/** A word of a text: its index term and where it stands, in UTF-16 code units. */
export type Word = { readonly term: string; readonly start: number; readonly end: number };

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/**
 * The one tokenization of index, query and ranking: Unicode word segmentation (UAX #29; dictionaries for Chinese,
 * Japanese, Thai …), compatibility-folded, lower case, without marks, Porter-stemmed.
 * Terms hold letters and digits only, so no engine's query syntax can be spelt with them.
 */
export function words(text: string): Word[] {
  const found: Word[] = [];
  for (const { segment, index, isWordLike } of segmenter.segment(text)) {
    if (!isWordLike) continue;
    for (const term of foldedTerms(segment)) found.push({ term, start: index, end: index + segment.length });
  }
  return found;
}

function foldedTerms(segment: string): string[] {
  const folded = segment
    .normalize('NFKD')
    .toLowerCase()
    .replace(/['’]s$/, '')
    .replace(/['’]/g, '')
    .replace(/\p{M}/gu, '');
  return folded
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => stemmer(word));
}
