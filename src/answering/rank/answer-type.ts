import { isMonth } from '../../text/calendar/months.ts';
import type { LanguageFacts, QuestionKind } from '../../text/languages/language-facts.ts';
import { byLanguage, type Language } from '../../text/languages.ts';

/** What kind of thing a question asks for: its answer holds a word of that kind beside the question's own words. */
export type AnswerType = QuestionKind;

/** In this order: the first that asks so decides. */
const KINDS: readonly AnswerType[] = ['time', 'number', 'name', 'reason'];

type Asking = readonly (readonly [AnswerType, RegExp])[];

/** Made when a language is first asked in: all of them are a fiftieth of what a start takes. */
const ASKS = byLanguage((facts) => {
  let made: Asking | undefined;
  return () => {
    made ??= askingIn(facts);
    return made;
  };
});

/** What a word of each kind looks like, as it is written. */
const PATTERNS: Readonly<Record<AnswerType, RegExp>> = {
  time: /^(?:1\d{3}|20\d\d)s?$|^\d{1,2}(?:st|nd|rd|th)$|^BCE?$|^centur|[年月]$|世[纪紀]|^(?:[12][٠-٩]{3})$|^(?:jahrhundert|siglo|siècle|secolo|século|eeuw|veac|secol|yüzyıl|århundre|sekel|wiek|век|столети|αιών|قرن|القرن|शताब्दी|सदी|세기|\p{Nd}{3,4}년)/iu,
  number:
    /\p{Nd}|^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|hundred|thousand|million|billion|half|third|quarter|percent|double|twice|once|several|majority)$|[一二三四五六七八九十百千万亿两]/iu,
  name: /^\p{Lu}\p{L}/u,
  reason:
    /^(?:because|due|since|so|order|therefore|thus|result\w*|caus\w+|reasons?|consequen\w+|led|owing)$|因|所以|为了|导致|^(?:weil|wegen|aufgrund|porque|debido|causa|parce|raison|perché|causa|porque|omdat|wegens|поскольку|потому|из-за|вследствие|لأن|بسبب|için|nedeniyle)$/iu,
};

/** The kind of answer that a question in this language asks for; null: it does not say. */
export function answerTypeOf(question: string, language: Language): AnswerType | null {
  return ASKS[language]().find(([, asks]) => asks.test(question))?.[0] ?? null;
}

/** Tells whether a word, as written, could be or introduce an answer of the kind. A sentence's first word is no name for its capital. */
export function isOfType(kind: AnswerType, word: string, isFirst: boolean): boolean {
  if (kind === 'time' && isMonth(word)) return true;
  return !(kind === 'name' && isFirst) && PATTERNS[kind].test(word);
}

function askingIn({ asks, isUnspaced }: LanguageFacts): Asking {
  return KINDS.flatMap((kind) => {
    const forms = asks[kind]?.replaceAll('~', '[\\p{L}\\p{M}]*');
    if (forms === undefined) return [];
    const pattern = isUnspaced ? forms : `(?<![\\p{L}\\p{M}\\p{N}])(?:${forms})(?![\\p{L}\\p{M}\\p{N}])`;
    return [[kind, new RegExp(pattern, 'iu')] as const];
  });
}
