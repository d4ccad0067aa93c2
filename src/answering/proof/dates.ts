import type { DateReading } from '../../text/calendar/dates.ts';
import type { SentenceEvidence } from './evidence.ts';

/** Dates, weekdays, times of the day, centuries and decades must be those of the evidence. */
export function datesHold(statement: SentenceEvidence, near: readonly SentenceEvidence[]): boolean {
  return (
    statement.figures.dates.every(({ readings }) => readings.some((reading) => isDateIn(reading, near))) &&
    [...statement.figures.weekdays].every((day) => near.some(({ figures }) => figures.weekdays.has(day))) &&
    statement.figures.times.every((time) => isTimeIn(time, near)) &&
    statement.figures.periods.every((period) => isPeriodIn(period, near))
  );
}

/** What one of the evidence says no more of, such as the year, must be there by itself. */
function isDateIn({ year, month, day }: DateReading, near: readonly SentenceEvidence[]): boolean {
  const agrees = (a: number | null, b: number | null) => a === null || b === null || a === b;
  return near.some(({ figures: { dates } }) =>
    dates.some(({ readings }) =>
      readings.some(
        (other) =>
          month === other.month &&
          agrees(day, other.day) &&
          agrees(year, other.year) &&
          (other.year !== null || year === null || hasValue(year, near)) &&
          (other.day !== null || day === null || hasValue(day, near)),
      ),
    ),
  );
}

function isTimeIn({ minutes }: { readonly minutes: readonly number[] }, near: readonly SentenceEvidence[]): boolean {
  return near.some(
    ({ figures: { times, numbers } }) =>
      times.some((time) => time.minutes.some((one) => minutes.includes(one))) ||
      numbers.some(({ values, unit }) => unit === null && values.some((value) => minutes.includes(value * 60))),
  );
}

function isPeriodIn(
  { from, to }: { readonly from: number; readonly to: number },
  near: readonly SentenceEvidence[],
): boolean {
  return near.some(
    ({ figures: { periods, numbers } }) =>
      periods.some((period) => period.from >= from && period.to <= to) ||
      numbers.some(({ values, unit }) => unit === null && values.some((year) => year >= from && year <= to)),
  );
}

function hasValue(value: number, near: readonly SentenceEvidence[]): boolean {
  return near.some(({ figures: { numbers } }) => numbers.some(({ values }) => values.includes(value)));
}
