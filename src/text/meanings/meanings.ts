import type { Language } from '../languages.ts';
import { ALTERNATIVES } from './alternatives.ts';
import { OPPOSITES, type Opposites } from './opposites.ts';
import { SYNONYMS } from './synonyms.ts';

/** What a word says of something that has two sides. */
export type Side = { readonly of: number; readonly isNot: boolean; readonly kind: Opposites['kind'] };
/** One of a set of which one is true and not another. */
export type Alternative = { readonly of: number; readonly which: number };
/** `same`: numbers of the groups of words that say about the same as the word. */
export type Meaning = {
  readonly same: readonly number[];
  readonly sides: readonly Side[];
  readonly alternatives: readonly Alternative[];
};

type Entry = { readonly only: string | null } & ({ same: number } | { side: Side } | { alternative: Alternative });

const WORDS = new Map<string, Entry[]>();
const PREFIXES = new Map<string, Entry[]>();
const PREFIX_MIN_CHARS = 3;
const NOTHING: Meaning = { same: [], sides: [], alternatives: [] };

for (const [at, words] of SYNONYMS.entries()) enter(words, { same: at });
for (const [of, { is, isNot, kind }] of OPPOSITES.entries()) {
  enter(is, { side: { of, isNot: false, kind } });
  enter(isNot, { side: { of, isNot: true, kind } });
}
for (const [of, set] of ALTERNATIVES.entries())
  for (const [which, words] of set.split('|').entries()) enter(words.trim(), { alternative: { of, which } });

function enter(words: string, entry: { same: number } | { side: Side } | { alternative: Alternative }): void {
  for (const written of words.split(' ')) {
    const [, only = null, word = ''] = /^(?:([a-z]{2}):)?(.+)$/u.exec(written) ?? [];
    const table = word.endsWith('*') ? PREFIXES : WORDS;
    const key = folded(word.replace('*', ''));
    table.set(key, [...(table.get(key) ?? []), { only, ...entry }]);
  }
}

const PREFIX_MAX_CHARS = Math.max(...[...PREFIXES.keys()].map(({ length }) => length));

/** What a word of a text in this language means, as far as it is known. */
export function meaningOf(written: string, language: Language): Meaning {
  const entries = formsOf(folded(written.toLowerCase())).flatMap((form) => entriesOf(form, language));
  if (entries.length === 0) return NOTHING;
  return {
    same: entries.flatMap((entry) => ('same' in entry ? [entry.same] : [])),
    sides: entries.flatMap((entry) => ('side' in entry ? [entry.side] : [])),
    alternatives: entries.flatMap((entry) => ('alternative' in entry ? [entry.alternative] : [])),
  };
}

function entriesOf(word: string, language: Language): Entry[] {
  const found = [...(WORDS.get(word) ?? [])];
  for (let length = PREFIX_MIN_CHARS; length <= Math.min(word.length, PREFIX_MAX_CHARS); length++) {
    const entries = PREFIXES.get(word.slice(0, length));
    if (entries) found.push(...entries);
  }
  return found.filter(({ only }) => only === null || only === language);
}

/** "Donnerstagabend" */
const PART_OF_DAY = /^(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)(\p{L}{4,})$/u;
const HAN = /^\p{Script=Han}+$/u;
const HAN_MAX_CHARS = 4;

/** A word as it may stand in the tables: without what Arabic writes before it; the words that a Chinese one is made of. */
function formsOf(word: string): string[] {
  if (HAN.test(word) && word.length > 1) {
    const forms = new Set<string>();
    for (let start = 0; start < word.length; start++)
      for (let length = 2; length <= HAN_MAX_CHARS && start + length <= word.length; length++)
        forms.add(word.slice(start, start + length));
    return [...forms];
  }
  if (!/^\p{Script=Arabic}/u.test(word)) return [word, ...(PART_OF_DAY.exec(word)?.slice(1) ?? [])];
  const bare = word.replace(/^(?:[وف]?(?:[بك]?ال|لل)|[وفبكل])(?=\p{L}{3})/u, '');
  return bare === word ? [word] : [word, bare];
}

/** One way of writing: Arabic without vowel signs and with one alif, Russian without ё. */
function folded(word: string): string {
  return word
    .replace(/ё/g, 'е')
    .replace(/[\u064b-\u0652]/g, '')
    .replace(/[أإآ]/g, 'ا')
    .replace(/ى/g, 'ي');
}
