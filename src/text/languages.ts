import { ar } from './languages/ar.ts';
import { da } from './languages/da.ts';
import { de } from './languages/de.ts';
import { el } from './languages/el.ts';
import { en } from './languages/en.ts';
import { es } from './languages/es.ts';
import { fi } from './languages/fi.ts';
import { fr } from './languages/fr.ts';
import { hi } from './languages/hi.ts';
import { it } from './languages/it.ts';
import { ja } from './languages/ja.ts';
import { ko } from './languages/ko.ts';
import type { LanguageFacts } from './languages/language-facts.ts';
import { nl } from './languages/nl.ts';
import { no } from './languages/no.ts';
import { pl } from './languages/pl.ts';
import { pt } from './languages/pt.ts';
import { ro } from './languages/ro.ts';
import { ru } from './languages/ru.ts';
import { sv } from './languages/sv.ts';
import { th } from './languages/th.ts';
import { tr } from './languages/tr.ts';
import { vi } from './languages/vi.ts';
import { zh } from './languages/zh.ts';

/** Languages of the Latin alphabet, which their words tell apart; the first is taken where nothing does. */
const LATIN = { en, de, es, fr, it, pt, nl, ro, sv, da, no, fi, pl, tr, vi } satisfies Record<string, LanguageFacts>;
/** Languages that their script tells. */
const OTHERS = { ru, el, ar, hi, th, ko, ja, zh } satisfies Record<string, LanguageFacts>;

type LatinLanguage = keyof typeof LATIN;
export type Language = LatinLanguage | keyof typeof OTHERS;

const FACTS: Readonly<Record<Language, LanguageFacts>> = { ...LATIN, ...OTHERS };
const LANGUAGES = Object.keys(FACTS) as Language[];
const LATIN_LANGUAGES = Object.keys(LATIN) as LatinLanguage[];

const STOP_WORDS = byLanguage(({ stopWords }): ReadonlySet<string> => new Set(stopWords.split(' ')));

/** What `make` makes of every language's facts. */
export function byLanguage<T>(make: (facts: LanguageFacts, language: Language) => T): Readonly<Record<Language, T>> {
  return Object.fromEntries(LANGUAGES.map((language) => [language, make(FACTS[language], language)])) as Record<
    Language,
    T
  >;
}

/** Whether a word in lower case says how a thing is put in this language, not what it is about. */
export function isStopWord(word: string, language: Language): boolean {
  return STOP_WORDS[language].has(word) || (language === 'en' && /n['’]t$/.test(word));
}

const NEGATIONS = byLanguage(({ negations }): ReadonlySet<string> => new Set(negations.split(' ')));

/** Whether a word in lower case says no in this language. */
export function isNegationIn(word: string, language: Language): boolean {
  return NEGATIONS[language].has(word) || (language === 'en' && /n['’]t$/.test(word));
}

const DENIALS = byLanguage(({ denials = '' }): ReadonlySet<string> => new Set(denials.split(' ')));

/** Whether a word in lower case denies as a negation does: "lacks", "untrue". */
export function isDenialIn(word: string, language: Language): boolean {
  return DENIALS[language].has(word);
}

const CONNECTIVES = byLanguage(({ connectives = '' }): ReadonlySet<string> => new Set(connectives.split(' ')));

/** Whether a word in lower case speaks of the source, or ties one sentence to another. */
export function isConnective(word: string, language: Language): boolean {
  return CONNECTIVES[language].has(word);
}

const POINTING_BACK = byLanguage(({ pointsBack }): ReadonlySet<string> => new Set(pointsBack.split(' ')));

/** Whether a word in lower case, at the start of a sentence, points at the one before. */
export function pointsBackIn(word: string, language: Language): boolean {
  return POINTING_BACK[language].has(word);
}

/** How much evidence any text of this language gives by chance, beyond that of other languages. */
export function metByChance(language: Language): number {
  return FACTS[language].metByChance ?? 0;
}

/** Whether words that differ in the marks of their letters alone have nothing in common. */
export function isTonal(language: Language): boolean {
  return FACTS[language].isTonal === true;
}

/** Whether a capital in mid-sentence makes a name. */
export function capitalsMarkNames(language: Language): boolean {
  return FACTS[language].capitalizesNouns !== true;
}

/** For each stop word, the Latin languages that have it, by their place in `LATIN_LANGUAGES`. */
const SPEAKERS = new Map<string, number[]>();
for (const [at, language] of LATIN_LANGUAGES.entries())
  for (const word of STOP_WORDS[language]) SPEAKERS.set(word, [...(SPEAKERS.get(word) ?? []), at]);

/** Letters that few languages write, which tell where no stop word does; and what a word with one counts beside a stop word. */
const LETTERS: Partial<Record<LatinLanguage, string>> = {
  de: 'ß',
  es: 'ñ',
  pt: 'ãõ',
  ro: 'ășțţ',
  sv: 'å',
  da: 'øæ',
  no: 'øæ',
  pl: 'łąężźćśń',
  tr: 'ığş',
  vi: 'ơưđạảấầậắằặẹếềệịọốồộớờợụứừựỳ',
};
const LETTER_VOTE = 0.4;

/** Ranges of UTF-16 units, each with the language that a word beginning in it is read as; all else counts as Latin. */
const SCRIPTS: readonly (readonly [number, number, Language])[] = [
  [0x370, 0x3ff, 'el'],
  [0x400, 0x52f, 'ru'],
  [0x600, 0x77f, 'ar'],
  [0x900, 0x97f, 'hi'],
  [0xe00, 0xe7f, 'th'],
  [0x1100, 0x11ff, 'ko'],
  [0x1f00, 0x1fff, 'el'],
  [0x3040, 0x30ff, 'ja'],
  [0x3400, 0x9fff, 'zh'],
  [0xac00, 0xd7af, 'ko'],
  [0xfb50, 0xfdff, 'ar'],
];
const FIRST_OTHER = 0x370;

/** The language of a word's script; null: it is Latin, a number, or of a script that is not told apart. */
function scriptLanguage(word: string): Language | null {
  const unit = word.charCodeAt(0);
  if (unit < FIRST_OTHER) return null;
  for (const [from, to, language] of SCRIPTS) if (unit >= from && unit <= to) return language;
  return null;
}

/** Words that are looked at. A passage has told its language long before. */
const LOOKED_AT = 40;
/** What stop words must make up of the words for their language to be believed; ordinary text has four times as much. */
const STOP_SHARE = 0.1;

/** The language of a text, and those that it could as well be, best first; all Latin ones where nothing tells. */
export type Told = { readonly language: Language; readonly possible: readonly Language[] };

/**
 * Tells the language of a text from its first words: by script, and among those of the Latin alphabet by their stop words.
 * Where there is not enough to tell it, English.
 */
export function tellLanguage(words: readonly string[]): Told {
  const votes = new Float64Array(LATIN_LANGUAGES.length);
  const scripts = new Map<Language | null, number>();
  for (const word of words.slice(0, LOOKED_AT)) {
    const script = scriptLanguage(word);
    scripts.set(script, (scripts.get(script) ?? 0) + 1);
    if (script === null) vote(votes, word.toLowerCase());
  }
  const most = [...scripts].reduce((best, one) => (one[1] > best[1] ? one : best), [null, 0] as const)[0];
  if (most === 'zh' && scripts.has('ja')) return { language: 'ja', possible: ['ja'] };
  if (most !== null) return { language: most, possible: [most] };
  const latin = words.slice(0, LOOKED_AT).filter((word) => scriptLanguage(word) === null);
  const order = LATIN_LANGUAGES.map((language, at) => ({ language, votes: votes[at]! })).sort(
    (a, b) => b.votes - a.votes,
  );
  const top = order[0]!.votes;
  const possible = order.filter((one) => one.votes >= top / 2).map(({ language }) => language);
  const best = order[0]!.language;
  const own = [...(LETTERS[best] ?? '')];
  const stops = latin.filter((word) => {
    const lower = word.toLowerCase();
    return STOP_WORDS[best].has(lower) || own.some((letter) => lower.includes(letter));
  }).length;
  return { language: top > 0 && Math.max(top, stops) >= STOP_SHARE * latin.length ? best : 'en', possible };
}

/** How a word is read in a text of this language: by its script, and a Latin word among others as English. */
export function readAs(word: string, language: Language): Language {
  const script = scriptLanguage(word);
  if (script === null) return isLatin(language) ? language : 'en';
  return script === 'zh' && language === 'ja' ? 'ja' : script;
}

function isLatin(language: Language): boolean {
  return language in LATIN;
}

function vote(votes: Float64Array, word: string): void {
  const elided = word.search(/['’]/);
  const speakers = SPEAKERS.get(elided > 0 ? word.slice(0, elided) : word) ?? SPEAKERS.get(word) ?? [];
  for (const at of speakers) votes[at]! += 1 / speakers.length;
  if (!/[^\0-\x7f]/.test(word)) return;
  for (const [at, language] of LATIN_LANGUAGES.entries())
    if ([...(LETTERS[language] ?? '')].some((letter) => word.includes(letter))) votes[at]! += LETTER_VOTE;
}
