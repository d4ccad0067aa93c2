import { hanValue } from '../quantities/han-numbers.ts';
import type { WrittenNumber } from '../quantities/numbers.ts';
import type { Span } from '../span.ts';
import { monthNamed } from './months.ts';

/** What a date says; null: it does not. A numeric date with two readings has both. */
export type DateReading = { readonly year: number | null; readonly month: number | null; readonly day: number | null };
export type WrittenDate = Span & { readonly readings: readonly DateReading[] };

const ISO = /(?<![\p{Nd}.])(\p{Nd}{4})[-/.](\p{Nd}{1,2})[-/.](\p{Nd}{1,2})(?!\p{Nd})/gu;
const NUMERIC = /(?<![\p{Nd}.])(\p{Nd}{1,2})\s?([./-])\s?(\p{Nd}{1,2})\s?\2\s?(\p{Nd}{4})(?!\p{Nd})/gu;
const MONTH_YEAR = /(?<![\p{Nd}./])(0?[1-9]|1[0-2])[/.](\p{Nd}{4})(?![\p{Nd}])/gu;
const HAN_NUMBER = '[〇零一二三四五六七八九十]{1,4}|\\p{Nd}{1,2}';
const HAN = new RegExp(
  `(?:([〇零一二三四五六七八九]{4}|\\p{Nd}{4})\\s*年\\s*)?(${HAN_NUMBER})\\s*月(?:\\s*(${HAN_NUMBER})\\s*[日号號])?`,
  'gu',
);
const WORD = /[\p{L}\p{M}]+(?:\sال(?:ثاني|أول)(?!\p{L}))?/gu;
/** Between a day and its month, a month and its day, and before the year. */
const DAY_MONTH =
  /^(?:st|nd|rd|th|er|º|ª|-?(?:го|е))?[.]?[\s\u00a0]{0,2}(?:(?:day\s)?of|de|del|di|d’|d'|من)?(?:[\s\u00a0]?the)?[\s\u00a0]?$/iu;
const MONTH_DAY = /^\.?[\s\u00a0](?:the\s)?$/iu;
const BEFORE_YEAR = /^(?:st|nd|rd|th)?[.,]{0,2}[\s\u00a0]?(?:de|del|of|من|عام|سنة|des\sjahres|von)?[\s\u00a0]?$/iu;
const RANGE = /^(?:st|nd|rd|th)?\.?\s?(?:[-–—]|to|until|bis|and|und|y|al?|и|по|إلى|و|至)\s?$/iu;

/** The dates of a text in reading order, in words or digits. `numbers` are those of the text. Linear in the text. */
export function datesIn(text: string, numbers: readonly WrittenNumber[]): WrittenDate[] {
  const numeric = [...numericDates(text), ...hanDates(text)];
  return [...numeric, ...namedDates(text, numbers)].sort((a, b) => a.start - b.start);
}

function numericDates(text: string): WrittenDate[] {
  const iso = [...text.matchAll(ISO)].map((match) => dateOf(match, [reading(match[1], match[2], match[3])]));
  const others = [...text.matchAll(NUMERIC)].map((match) => {
    const [, a, , b, year] = match;
    return dateOf(match, [reading(year, b, a), reading(year, a, b)]);
  });
  const taken = [...iso, ...others];
  const months = [...text.matchAll(MONTH_YEAR)]
    .filter(({ index }) => !taken.some(({ start, end }) => index >= start && index < end))
    .map((match) => dateOf(match, [reading(match[2], match[1], undefined)]));
  return [...taken, ...months].filter(({ readings }) => readings.length > 0);
}

function hanDates(text: string): WrittenDate[] {
  return [...text.matchAll(HAN)].flatMap((match) => {
    const [, year, month, day] = match;
    const date = dateOf(match, [reading(year, month, day)]);
    return date.readings.length > 0 ? [date] : [];
  });
}

function dateOf({ index, 0: written }: RegExpMatchArray, readings: readonly DateReading[]): WrittenDate {
  const start = index ?? 0;
  return { start, end: start + written.length, readings: readings.filter(isPossible) };
}

function reading(year: string | undefined, month: string | undefined, day: string | undefined): DateReading {
  return { year: numberOf(year), month: numberOf(month), day: numberOf(day) };
}

function numberOf(written: string | undefined): number | null {
  if (written === undefined) return null;
  return /^\p{Nd}+$/u.test(written)
    ? Number(written.normalize('NFKC').replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660)))
    : hanValue(written);
}

function isPossible({ month, day }: DateReading): boolean {
  return month !== null && month >= 1 && month <= 12 && (day === null || (day >= 1 && day <= 31));
}

/** A month by name with the day and the year around it; the first day of a range has them, too. */
function namedDates(text: string, numbers: readonly WrittenNumber[]): WrittenDate[] {
  return [...text.matchAll(WORD)].flatMap(({ index, 0: found }) => {
    const isPair = monthNamed(found, true) !== null;
    const name = isPair ? found : (found.split(/\s/)[0] ?? found).replace(/^[وفبل](?=\p{Script=Arabic}{3})/u, '');
    if (monthNamed(name, true) === null) return [];
    const [start, end] = [index, index + (isPair ? found.length : (found.split(/\s/)[0] ?? found).length)];
    const before = numbers.find(
      (one) => one.end <= start && start - one.end < 12 && isDay(one) && DAY_MONTH.test(text.slice(one.end, start)),
    );
    const after = before
      ? undefined
      : numbers.find((one) => one.start >= end && isDay(one) && MONTH_DAY.test(text.slice(end, one.start)));
    const until = after?.end ?? end;
    const year = numbers.find(
      (one) => one.start >= until && isYear(one) && BEFORE_YEAR.test(text.slice(until, one.start)),
    );
    const month = monthNamed(name, before !== undefined || after !== undefined || year !== undefined);
    if (month === null) return [];
    const isBehind = (one: WrittenNumber) =>
      one.start >= end && isDay(one) && BEFORE_YEAR.test(text.slice(end, one.start));
    const isTurned =
      !before && numbers.some((one) => isYear(one) && one.end < start && DAY_MONTH.test(text.slice(one.end, start)));
    if (isTurned && numbers.some(isBehind)) return [{ start, end, readings: [] }]; // "1861 October 3" is no date that anybody writes
    const day = before ?? after;
    const date = { year: year?.values[0] ?? null, month };
    const dates = [
      { start: before?.start ?? start, end: year?.end ?? until, readings: [{ ...date, day: day?.values[0] ?? null }] },
    ];
    const first =
      before &&
      numbers.find((one) => one.end <= before.start && isDay(one) && RANGE.test(text.slice(one.end, before.start)));
    if (first)
      dates.unshift({ start: first.start, end: first.end, readings: [{ ...date, day: first.values[0] ?? null }] });
    return dates;
  });
}

function isDay({ values: [value = 0] }: WrittenNumber): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 31;
}

function isYear({ values: [value = 0], start, end }: WrittenNumber): boolean {
  return Number.isInteger(value) && value >= 100 && value <= 2999 && end - start >= 3;
}
