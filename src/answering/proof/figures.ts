import { type Period, periodsIn } from '../../text/calendar/centuries.ts';
import { type ClockTime, clockTimesIn } from '../../text/calendar/clock.ts';
import { datesIn, type WrittenDate } from '../../text/calendar/dates.ts';
import { weekdaysIn } from '../../text/calendar/weekdays.ts';
import type { Language } from '../../text/languages.ts';
import { fractionsIn } from '../../text/quantities/fractions.ts';
import { numbersIn, type WrittenNumber } from '../../text/quantities/numbers.ts';
import { PERCENT, type Unit, unitAt } from '../../text/quantities/units.ts';
import type { Span } from '../../text/span.ts';
import type { WordKind } from './word-kinds.ts';

/** A number with what it measures, as far as that is known. `isYear`: it is that of a date. */
export type Quantity = WrittenNumber & { readonly unit: Unit | null; readonly isYear: boolean };
/** What a sentence counts, measures and dates. */
export type Figures = {
  readonly numbers: readonly Quantity[];
  readonly dates: readonly WrittenDate[];
  readonly periods: readonly Period[];
  readonly times: readonly ClockTime[];
  readonly weekdays: ReadonlySet<number>;
};

/** Reads the figures of a sentence: each stands in one list, but for years, which count as numbers as well. */
export function figuresIn(text: string, language: Language, words: readonly WordKind[]): Figures {
  const weekdays = words.some(({ mayBeWeekday }) => mayBeWeekday) ? weekdaysIn(text) : NO_WEEKDAYS;
  const mayShare = words.some((word) => word.mayShare);
  const mayDate = words.some((word) => word.mayDate);
  const mayCount = words.some((word) => word.mayCount) || /[IVXХ]/.test(text);
  if (!mayShare && !mayDate && !mayCount) return { numbers: [], dates: [], periods: [], times: [], weekdays };
  const written = numbersIn(text, language).filter((number) => !isPartOfName(text, number));
  const dates = mayDate || /\p{Nd}[-./]\s?\p{Nd}/u.test(text) ? datesIn(text, written) : [];
  const rest = written.filter((number) => !dates.some((date) => overlap(date, number)));
  const periods = periodsIn(text, rest);
  const times = clockTimesIn(text).filter((time) => !dates.some((date) => overlap(date, time)));
  const fractions = mayShare ? fractionsIn(text) : [];
  const taken = [...periods, ...fractions, ...times];
  const numbers = rest
    .filter((number) => !taken.some((one) => overlap(one, number)))
    .map((number) => withUnit(text, number));
  const years = dates.flatMap(({ start, end, readings: [first] }) =>
    first?.year ? [{ start, end, values: [first.year], unit: null, isYear: true }] : [],
  );
  const shares = fractions.map(({ start, end, percent }) => ({
    start,
    end,
    values: [percent],
    unit: PERCENT,
    isYear: false,
  }));
  return {
    numbers: [...numbers, ...years, ...shares].sort((a, b) => a.start - b.start),
    dates,
    periods,
    times,
    weekdays,
  };
}

const NO_WEEKDAYS: ReadonlySet<number> = new Set();

function withUnit(text: string, number: WrittenNumber): Quantity {
  const found = unitAt(text, number);
  const isYear = found?.unit.dimension === 'months' && number.values.some((value) => value >= 1000 && value <= 2100);
  const end = Math.max(number.end, found?.end ?? 0);
  return { ...number, end, unit: isYear ? null : (found?.unit ?? null), isYear };
}

function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** "Internet2" is a name; "20th" and "1970s" are numbers. */
function isPartOfName(text: string, { start }: Span): boolean {
  return /\p{Nd}/u.test(text.charAt(start)) && /[\p{L}--\p{Lo}]{3}$/v.test(text.slice(Math.max(0, start - 3), start));
}

/** A third and the like are rounded when they are written in digits. */
const PERCENT_TOLERANCE = 0.5;

/** Whether two quantities are the same one: of two units of one dimension by what they come to, else by what is written. */
export function isSameQuantity(a: Quantity, b: Quantity): boolean {
  if (a.unit && b.unit && a.unit.dimension !== b.unit.dimension) return false;
  const [by, other] = a.unit && b.unit ? [a.unit.factor, b.unit.factor] : [1, 1];
  const tolerance =
    a.unit?.dimension === 'percent' && !a.values.every((value) => Number.isInteger(value * 100))
      ? PERCENT_TOLERANCE
      : 0;
  return a.values.some((one) =>
    b.values.some((two) => Math.abs(one * by - two * other) <= Math.max(tolerance, 1e-9 * Math.abs(one * by))),
  );
}
