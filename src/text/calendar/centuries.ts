import type { WrittenNumber } from '../quantities/numbers.ts';
import type { Span } from '../span.ts';

/** Years from `from` to `to`: a century or a decade. */
export type Period = Span & { readonly from: number; readonly to: number };

const ROMAN = '[IVXХ]{1,6}';
const CENTURY =
  /^(?:th|st|nd|rd|\.|º|ª|-?(?:й|м|го|ый|ом))?[\s\u00a0-]?(?:century|centuries|cent\.|jahrhundert\p{L}*|jh\.|век\p{L}*|столети\p{L}*|в\.|siècle|secolo|século|世纪|世紀|세기)/iu;
const BEFORE = /(?:siglos?|século|secolo|القرن|القرنين|قرن)[\s\u00a0]$/iu;
const DECADE = /^(?:s\b|’s\b|'s\b|er(?:n|-)?\b|-е|-х|-ых|年代|年代)/u;
const HAN_DECADE = /(\p{Nd}{1,2})\s*世[纪紀]\s*(?:上半叶|下半叶)?\s*([\p{Nd}一二三四五六七八九]{1,2})(?:十)?\s*年代/gu;
const HAN_DIGITS = '零一二三四五六七八九';

/** The centuries and decades that a text names: "19th century", "siglo XIX", "1970s", 20世纪70年代. */
export function periodsIn(text: string, numbers: readonly WrittenNumber[]): Period[] {
  const found: Period[] = [];
  for (const { index, 0: written, 1: century = '', 2: decade = '' } of text.matchAll(HAN_DECADE)) {
    const tens = /\p{Nd}/u.test(decade) ? Number(decade) : HAN_DIGITS.indexOf(decade.charAt(0)) * 10;
    found.push({ start: index, end: index + written.length, ...years((Number(century) - 1) * 100 + tens, 10) });
  }
  for (const { start, end, values } of numbers) {
    if (found.some((one) => one.start < end && start < one.end)) continue;
    const value = values[0] ?? 0;
    const rest = text.slice(end, end + 16);
    const isCentury =
      value >= 1 && value <= 22 && (CENTURY.test(rest) || BEFORE.test(text.slice(Math.max(0, start - 10), start)));
    const before = BEFORE.exec(text.slice(Math.max(0, start - 10), start))?.[0].length ?? 0;
    if (isCentury) found.push({ start: start - before, end: end + wordChars(rest), ...years((value - 1) * 100, 100) });
    else if (value % 10 === 0 && value >= 1000 && value < 2100 && DECADE.test(rest))
      found.push({ start, end, ...years(value, 10) });
  }
  for (const { index, 0: written } of text.matchAll(new RegExp(`(?<!\\p{L})${ROMAN}(?!\\p{L})`, 'gu'))) {
    const end = index + written.length;
    const isCentury =
      CENTURY.test(text.slice(end, end + 16)) || BEFORE.test(text.slice(Math.max(0, index - 10), index));
    if (isCentury)
      found.push({
        start: index,
        end: end + wordChars(text.slice(end, end + 16)),
        ...years((romanValue(written) - 1) * 100, 100),
      });
  }
  return found;
}

function wordChars(rest: string): number {
  return CENTURY.exec(rest)?.[0].length ?? 0;
}

function years(from: number, count: number): { from: number; to: number } {
  return { from, to: from + count };
}

function romanValue(written: string): number {
  const values = [...written.replaceAll('Х', 'X')].map((one) => ({ I: 1, V: 5, X: 10 })[one] ?? 0);
  return values.reduce((sum, value, at) => sum + (value < (values[at + 1] ?? 0) ? -value : value), 0);
}
