import { stemmer as arabic } from '@orama/stemmers/arabic';
import { stemmer as danish } from '@orama/stemmers/danish';
import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as finnish } from '@orama/stemmers/finnish';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as greek } from '@orama/stemmers/greek';
import { stemmer as hindi } from '@orama/stemmers/indian';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as norwegian } from '@orama/stemmers/norwegian';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as romanian } from '@orama/stemmers/romanian';
import { stemmer as russian } from '@orama/stemmers/russian';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { stemmer as swedish } from '@orama/stemmers/swedish';
import { stemmer as turkish } from '@orama/stemmers/turkish';
import { stemmer as porter } from 'stemmer';
import { IRREGULAR_WORDS } from './irregular-words.ts';
import type { Language } from './languages.ts';

/** Snowball's stemmers, and ours where it has none. They take words in lower case, in normal form C. */
const STEMMERS: Readonly<Partial<Record<Language, (word: string) => string>>> = {
  de: german,
  es: spanish,
  fr: french,
  it: italian,
  pt: portuguese,
  nl: dutch,
  ro: romanian,
  sv: swedish,
  da: danish,
  no: norwegian,
  fi: finnish,
  tr: turkish,
  ru: russian,
  el: greek,
  ar: stemArabic,
  hi: hindi,
  ko: stemKorean,
};

/** The stem of a word of a language, in lower case; the word itself where there is no stemmer. */
export function stem(word: string, language: Language): string {
  return STEMMERS[language]?.(word) ?? word;
}

/** Porter's stem of a word without accents, of the base form where English has an irregular one; British -ise as -ize. */
export function stemEnglish(word: string): string {
  return porter(IRREGULAR_WORDS.get(word) ?? word.replace(/is(e[drs]?|ers|ing|ations?)$/, 'iz$1'));
}

/** "And", "by the", "for", "like the" …: Snowball leaves most of what is written together with the word behind it. */
function stemArabic(word: string): string {
  const bare = word.replace(/^(?:[وف]?[بك]?ال|[وف]?لل)(?=\p{L}{3})/u, '');
  return arabic(bare.replace(/^[وفبلك](?=\p{L}{4})/u, ''));
}

/** Particles behind a word, the longest first. */
const KOREAN_PARTICLES =
  /(?<=[\uac00-\ud7af]{2})(?:으로부터|에서는|에서의|으로는|으로서|으로써|이라는|이라고|에게서|까지의|부터의|에서|에게|으로|이라|라는|라고|까지|부터|처럼|보다|하고|이나|에는|에도|와의|과의|로서|로써|이며|은|는|이|가|을|를|의|에|로|와|과|도|만|나)$/;

function stemKorean(word: string): string {
  return word.replace(KOREAN_PARTICLES, '');
}
