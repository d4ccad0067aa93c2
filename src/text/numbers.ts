/** A number in a text: all values that its notation may mean, such as 1500 and 1.5 for "1.500". */
export type WrittenNumber = { readonly values: readonly string[]; readonly start: number; readonly end: number };

const DIGITS = /\p{Nd}+(?:[.,'’٬\u00a0\u202f]\p{Nd}{3}(?!\p{Nd}))*(?:[.,٫]\p{Nd}+)?/gu;
const HAN = /[〇零一二三四五六七八九十百千万亿两]{2,}|[二三四五六七八九十两](?=[年月日个名人次位项座条年世])/g;
const WORD = /\p{L}+/gu;
/** Code points of the digit zero in each script. */
const ZEROS = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10];

/** Number words, each list from the number that heads it upwards; "one" is an article in most languages. */
const LISTS: readonly (readonly [number, string])[] = [
  [
    2,
    'two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty',
  ],
  [
    2,
    'second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth',
  ],
  [2, 'zwei drei vier fünf sechs sieben acht neun zehn elf zwölf'],
  [2, 'dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince'],
  [2, 'deux trois quatre cinq six sept huit neuf dix onze douze'],
  [2, 'due tre quattro cinque sei sette otto nove dieci undici dodici'],
  [2, 'два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать'],
  [3, 'ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة'],
];
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
/** Words of two meanings that stand for no number more often than for one. */
const AMBIGUOUS = new Set(['second', 'six', 'once', 'sei', 'elf', 'due', 'sept', 'acht', 'dix', 'tre', 'dos']);

const VALUES = new Map<string, number>([
  ...LISTS.flatMap(([from, list]) => list.split(' ').map((word, at) => [word, from + at] as const)),
  ...TENS.map((word, at) => [word, 20 + 10 * at] as const),
  ['six', 6],
]);
AMBIGUOUS.delete('six');

const SCALES: readonly (readonly [RegExp, number])[] = [
  [/^\s?hundred\b/i, 1e2],
  [/^\s?(?:thousand\b|tausend\b|mil\b|mille\b|тысяч|千)/iu, 1e3],
  [/^\s?万/u, 1e4],
  [/^\s?(?:millions?\b|millionen\b|mill[oó]n(?:es)?\b|milion|миллион|مليون)/iu, 1e6],
  [/^\s?亿/u, 1e8],
  [/^\s?(?:billions?\b|milliarden?\b|milliards?\b|миллиард|مليار)/iu, 1e9],
];

/** The numbers of a text in reading order: digits of any script, and the commonest number words. Linear in the text. */
export function numbersIn(text: string): WrittenNumber[] {
  const digits = [...text.matchAll(DIGITS)].map(({ 0: match, index }) => numberAt(text, index, match, valuesOf(match)));
  const words = [...text.matchAll(WORD)].flatMap(({ 0: match, index }) => {
    const word = match.toLowerCase();
    const value = AMBIGUOUS.has(word) ? undefined : VALUES.get(word);
    return value === undefined ? [] : [numberAt(text, index, match, [value])];
  });
  const han = [...text.matchAll(HAN)].flatMap(({ 0: match, index }) => {
    if (/\p{Nd}$/u.test(text.slice(0, index).slice(-1))) return []; // 300万: read with its digits
    const value = hanValue(match);
    return value === null ? [] : [{ values: [String(value)], start: index, end: index + match.length }];
  });
  return [...digits, ...words, ...han].sort((a, b) => a.start - b.start);
}

function numberAt(text: string, start: number, match: string, values: readonly number[]): WrittenNumber {
  const end = start + match.length;
  const rest = text.slice(end, end + 12);
  const [, scale] = SCALES.find(([pattern]) => pattern.test(rest)) ?? [];
  return { values: values.map((value) => String(scale ? value * scale : value)), start, end };
}

function valuesOf(written: string): number[] {
  const plain = written.replace(/\p{Nd}/gu, asciiDigit);
  const isGrouped = /^\d{1,3}(?:\D\d{3})+$/.test(plain);
  const joined = Number(plain.replace(/\D/g, ''));
  const parts = plain.split(/\D/);
  const decimal = parts.length < 2 ? joined : Number(`${parts.slice(0, -1).join('')}.${parts.at(-1)}`);
  if (!isGrouped) return [decimal];
  return parts.length === 2 ? [joined, decimal] : [joined];
}

function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  const zero = ZEROS.find((from) => code >= from && code < from + 10) ?? 0x30;
  return String(code - zero);
}

const HAN_DIGITS = '零一二三四五六七八九';

function hanValue(text: string): number | null {
  if (/^[〇零一二三四五六七八九]{2,}$/.test(text))
    return Number([...text].map((one) => (one === '〇' ? 0 : HAN_DIGITS.indexOf(one))).join(''));
  let total = 0;
  let section = 0;
  let digit = 0;
  for (const one of text) {
    const unit = { 十: 10, 百: 100, 千: 1000 }[one];
    if (unit) {
      section += (digit || 1) * unit;
      digit = 0;
    } else if (one === '万' || one === '亿') {
      total += (section + digit) * (one === '万' ? 1e4 : 1e8);
      section = 0;
      digit = 0;
    } else digit = one === '两' ? 2 : Math.max(0, HAN_DIGITS.indexOf(one));
  }
  return total + section + digit || null;
}
