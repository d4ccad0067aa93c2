/** What kind of thing a question asks for: its answer holds a word of that kind beside the question's own words. */
export type AnswerType = 'time' | 'number' | 'name' | 'reason';

/** How questions ask for each kind, in English and Chinese; the first match decides. */
const ASKED: readonly (readonly [AnswerType, RegExp])[] = [
  [
    'time',
    /\bwhen\b|\b(?:what|which) (?:\w+ )?(?:years?|date|day|month|decade|century|time|era|period)\b|什么时候|何时|何年|哪一?[年天]|几月|哪个?世纪|哪个?年代/i,
  ],
  [
    'number',
    /\bhow (?:many|much|old|long|far|tall|large|big|high|deep|wide|fast|often|heavy|great)\b|\bwhat (?:\w+ )?(?:percent|percentage|number|amount|proportion|portion|fraction|population|age|size|ratio|rate|cost|distance|temperature)\b|多少|几|多[长大高远]|百分/i,
  ],
  [
    'name',
    /\bwho(?:m|se)?\b|\bwhere\b|\b(?:what|which) (?:\w+ )?(?:person|man|woman|king|queen|leader|author|scientist|professor|president|general|name|country|countries|city|cities|states?|place|location|region|town|continent|island|river|area|nation|province|county|district|street)\b/i,
  ],
  ['reason', /\bwhy\b|\bwhat (?:was the )?(?:reason|caused?|led|purpose)\b|为什么|为何|原因/i],
];

const MONTHS = 'January|February|March|April|May|June|July|August|September|October|November|December';
/** What a word of each kind looks like, as it is written. */
const PATTERNS: Readonly<Record<AnswerType, RegExp>> = {
  time: new RegExp(
    `^(?:1\\d{3}|20\\d\\d)s?$|^\\d{1,2}(?:st|nd|rd|th)$|^(?:${MONTHS})$|^BCE?$|^centur|[年月]$|世纪`,
    'u',
  ),
  number:
    /\p{Nd}|^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|hundred|thousand|million|billion|half|third|quarter|percent|double|twice|once|several|majority)$|[一二三四五六七八九十百千万亿两]/iu,
  name: /^\p{Lu}\p{L}/u,
  reason:
    /^(?:because|due|since|so|order|therefore|thus|result\w*|caus\w+|reasons?|consequen\w+|led|owing)$|因|所以|为了|导致/iu,
};

/** The kind of answer that a question asks for; null: it does not say. */
export function answerTypeOf(question: string): AnswerType | null {
  return ASKED.find(([, asks]) => asks.test(question))?.[0] ?? null;
}

/** Tells whether a word, as written, could be or introduce an answer of the kind. A sentence's first word is no name for its capital. */
export function isOfType(kind: AnswerType, word: string, isFirst: boolean): boolean {
  return !(kind === 'name' && isFirst) && PATTERNS[kind].test(word);
}
