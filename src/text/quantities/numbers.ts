import type { Language } from '../languages.ts';
import type { Span } from '../span.ts';
import { hanNumbersIn, hanValue } from './han-numbers.ts';
import { type NumberWord, numberWord } from './number-words.ts';

/** A number in a text: all values that its notation may mean, such as 1500 and 1.5 for "1.500". */
export type WrittenNumber = Span & { readonly values: readonly number[] };

const DIGITS = /(?:\p{Nd}{1,3}(?:[.,'’٬\u00a0\u202f ]\p{Nd}{3}(?!\p{Nd}))+|\p{Nd}+)(?:[.,٫]\p{Nd}+)?/u;
/** Behind digits: 1200万. */
const HAN_SCALE = /^\s?([百千万亿]+)/u;
const TOKEN = new RegExp(`${DIGITS.source}|[\\p{L}\\p{M}]+(?:[-‑](?:sept|huit|neuf))?`, 'gu');
/** What may stand between the parts of one number: "two hundred and five", "treinta y dos", "ألف ومئتان". */
const JOINT = /^(?:[\s\u00a0]|[-‑](?=$)|[\s\u00a0](?:and|y|e|et|und|и)[\s\u00a0]){0,1}$/u;
const ONE = /^(?:one|eins?|eine|un|una|uno|один|одна|واحد|وواحد|واحدة)$/u;
/** "One" as Arabic has it in "eleven" and "twenty-one". */
const ONE_OF_ELEVEN = /^(?:إحدى|أحد)$/u;
/** "Por ciento", "per cent" say what of, not how many; so does "في المئة". */
const PER = /(?:por|per|pour|في)\s$/iu;
/** Code points of the digit zero in each script. */
const ZEROS = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10];

type Part = Span & { readonly digits: readonly number[] | null; readonly word: NumberWord | null };

/** The numbers of a text in reading order: digits of any script, and number words. Linear in the text. */
export function numbersIn(text: string, language: Language = 'en'): WrittenNumber[] {
  const numbers: WrittenNumber[] = [];
  let run: Part[] = [];
  const close = () => {
    if (run.length > 0) numbers.push(...numbersOf(run, text));
    run = [];
  };
  for (const { 0: match, index: start } of text.matchAll(TOKEN)) {
    if (/^(?:cent|ciento$|ال?م[ائ]+ة$)/u.test(match)) {
      if (PER.test(text.slice(Math.max(0, start - 5), start))) continue;
    }
    const part = partAt(match, start, language, run.length > 0);
    const last = run.at(-1);
    if (part && last && !JOINT.test(text.slice(last.end, start))) close();
    if (part) run.push(part);
    else if (!/^(?:and|y|e|et|und|и)$/u.test(match)) close();
  }
  close();
  const han = hanNumbersIn(text);
  return [...numbers, ...han].sort((a, b) => a.start - b.start);
}

function partAt(match: string, start: number, language: Language, isInside: boolean): Part | null {
  const end = start + match.length;
  if (/^\p{Nd}/u.test(match)) return { start, end, digits: valuesOf(match, language), word: null };
  const lower = match.toLowerCase();
  if (ONE_OF_ELEVEN.test(lower))
    return { start, end, digits: null, word: { value: 1, isScale: false, isVague: false } };
  if (isInside && ONE.test(lower))
    return { start, end, digits: null, word: { value: 1, isScale: false, isVague: true } };
  const word =
    numberWord(lower, language) ?? (isInside && /^و/u.test(lower) ? numberWord(lower.slice(1), language) : null);
  return word && { start, end, digits: null, word };
}

/** The numbers that parts side by side make: one, or several where the next one cannot go on with the last. */
function numbersOf(parts: readonly Part[], text: string): WrittenNumber[] {
  const found: WrittenNumber[] = [];
  for (let at = 0; at < parts.length; ) {
    const [number, next] = numberFrom(parts, at, text);
    if (number) found.push(number);
    at = next;
  }
  return found;
}

function numberFrom(parts: readonly Part[], from: number, text: string): [WrittenNumber | null, number] {
  const { start, digits, word } = parts[from]!;
  let { end } = parts[from]!;
  let next = from + 1;
  if (digits) {
    let scale = 1;
    for (let word = parts[next]?.word; word?.isScale && word.value >= 100; word = parts[++next]?.word) {
      if (/\n/.test(text.slice(end, parts[next]!.start))) break;
      scale *= word.value;
      end = parts[next]!.end;
    }
    const [han = '', written = ''] = HAN_SCALE.exec(text.slice(end, end + 6)) ?? [];
    if (han !== '') scale *= hanValue(`一${written}`) ?? 1;
    return [{ values: digits.map((value) => rounded(value * scale)), start, end: end + han.length }, next];
  }
  if (word!.isVague) return [null, next];
  let [total, current] = word!.isScale && word!.value >= 1000 ? [word!.value, 0] : [0, word!.value];
  for (let word = parts[next]?.word; word; word = parts[++next]?.word) {
    const gap = text.slice(end, parts[next]!.start);
    const joined = goOn(total, current, word, gap + text.charAt(parts[next]!.start));
    if (!joined) break;
    [total, current] = joined;
    end = parts[next]!.end;
  }
  return [{ values: [total + current], start, end }, next];
}

/** A number and the word behind it as one, in thousands and what is below them; null: the word begins another number. */
function goOn(total: number, current: number, { value, isScale }: NumberWord, gap: string): [number, number] | null {
  if (isScale && value >= 1000)
    return current > 0 ? [total + current * value, 0] : total < value ? [total * value, 0] : null;
  if (isScale) return current === 0 ? [total, value] : current < 100 ? [total, current * value] : null;
  const below = current % 100;
  if (value >= 100) return current === 0 && total > 0 ? [total, value] : null;
  if (below === 0 && (current >= 100 || total > 0)) return [total, current + value];
  if (below >= 20 && below % 10 === 0 && value < 10) return [total, current + value];
  const isArabicTeen = value === 10 && below < 10 && /^\sع/u.test(gap);
  const isArabicTens = value >= 20 && below < 10 && /^\sو/u.test(gap);
  return isArabicTeen || isArabicTens ? [total, current + value] : null;
}

function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

/** Languages that write 1.5 as "1.5"; the others as "1,5". */
const DECIMAL_POINT: ReadonlySet<Language> = new Set(['en', 'zh', 'ja', 'ko', 'th', 'hi', 'ar']);

/** The values of a number in digits of any script: both readings where its mark is not used for thousands in its language. */
function valuesOf(written: string, language: Language): number[] {
  const plain = written.replace(/\p{Nd}/gu, asciiDigit);
  const isGrouped = /^\d{1,3}(?:\D\d{3})+$/.test(plain);
  const joined = Number(plain.replace(/\D/g, ''));
  const parts = plain.split(/\D/);
  const decimal = parts.length < 2 ? joined : Number(`${parts.slice(0, -1).join('')}.${parts.at(-1)}`);
  if (!isGrouped || /^0/.test(plain)) return [decimal];
  const isUnusual = parts.length === 2 && plain.includes(DECIMAL_POINT.has(language) ? '.' : ',');
  return isUnusual ? [decimal, joined] : [joined];
}

function asciiDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  const zero = ZEROS.find((from) => code >= from && code < from + 10) ?? 0x30;
  return String(code - zero);
}
