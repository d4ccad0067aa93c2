import { monthNamed } from '../../text/calendar/months.ts';
import { weekdaysIn } from '../../text/calendar/weekdays.ts';
import type { Language } from '../../text/languages.ts';
import { type Meaning, meaningOf } from '../../text/meanings/meanings.ts';
import { saysNo } from '../../text/negations.ts';
import { fractionsIn } from '../../text/quantities/fractions.ts';
import { numberWord } from '../../text/quantities/number-words.ts';
import { isFunctionWord } from './function-words.ts';

/** What is known of a word by itself. `mayCount`, `mayDate`: a sentence with it is worth reading for figures of that kind. */
export type WordKind = {
  readonly isNegation: boolean;
  readonly isFunction: boolean;
  readonly meaning: Meaning;
  readonly mayCount: boolean;
  readonly mayShare: boolean;
  readonly mayDate: boolean;
  readonly mayBeWeekday: boolean;
};

/** Texts repeat their words: what was found out of one is kept for a while. */
const kinds = new Map<Language, Map<string, WordKind>>();
const KEPT_WORDS = 20_000;
const KEPT_CHARS = 24;

export function kindOf(written: string, language: Language): WordKind {
  const known = kinds.get(language) ?? new Map<string, WordKind>();
  kinds.set(language, known);
  const before = known.get(written);
  if (before) return before;
  const kind = readKind(written, language);
  if (known.size >= KEPT_WORDS) known.clear();
  if (written.length <= KEPT_CHARS) known.set(Buffer.from(written, 'utf16le').toString('utf16le'), kind); // no view of the text
  return kind;
}

function readKind(written: string, language: Language): WordKind {
  const lower = written.toLowerCase();
  const isHan = /\p{Script=Han}/u.test(written);
  return {
    isNegation: saysNo(written, language),
    isFunction: isFunctionWord(written, language),
    meaning: meaningOf(written, language),
    mayCount:
      /\p{Nd}/u.test(written) ||
      numberWord(lower, language) !== null ||
      numberWord(lower.slice(1), language) !== null ||
      HAN_NUMBER.test(written) ||
      /^(?:إحدى|أحد)$/u.test(written),
    mayShare:
      fractionsIn(`a ${written} of`).length > 0 || fractionsIn(`two ${written}`).length > 0 || /[分半]/u.test(written),
    mayDate: isHan
      ? /[月年日]/u.test(written)
      : monthNamed(lower, true) !== null ||
        monthNamed(lower.slice(1), true) !== null ||
        /^(?:كانون|تشرين)$/u.test(written),
    mayBeWeekday: isHan ? /[周星礼拜週曜]/u.test(written) : weekdaysIn(written).size > 0,
  };
}

const HAN_NUMBER = /[〇零一二三四五六七八九十百千万亿两]/u;
