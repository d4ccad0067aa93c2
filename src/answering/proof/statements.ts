import { sentences } from '../../text/sentences.ts';
import type { Span } from '../../text/span.ts';
import { MARK } from './marks.ts';
import type { JudgeSupport, Support } from './support.ts';

/** A statement of an answer: `answer.slice(start, end)`, the passages it rests on, and how they bear it. */
export type Statement = Span & { readonly citations: readonly number[]; readonly support: Support };

const PARAGRAPH = /\n\s*\n/;

type Cited = Span & { marks: readonly number[] };

/** No answer that anybody reads has more; what stands behind them is not judged, so that no model's text holds up others. */
const JUDGED_MAX_STATEMENTS = 500;

/**
 * The statements of an answer, in its order; together they cover all of it but its marks and white space. One without a mark
 * is judged by the next mark of its paragraph, and rests on that if it holds there. `endsAtMark`: every mark ends a statement.
 * Linear in the answer.
 */
export function statementsOf(answer: string, judge: JudgeSupport, { endsAtMark = false } = {}): Statement[] {
  const cited = citedSpans(answer, endsAtMark);
  const next = nextMarks(answer, cited);
  return cited.map(({ start, end, marks }, at) => {
    const rests = marks.length > 0 ? marks : next[at]!;
    const support = at < JUDGED_MAX_STATEMENTS ? judge(answer.slice(start, end), rests) : 'unsupported';
    return { start, end, citations: marks.length === 0 && support === 'unsupported' ? [] : rests, support };
  });
}

/** Of each statement the marks of the next one that has some in its paragraph, read from the end. */
function nextMarks(answer: string, cited: readonly Cited[]): (readonly number[])[] {
  const next: (readonly number[])[] = cited.map(() => []);
  for (let at = cited.length - 2; at >= 0; at--) {
    const { start, end, marks } = cited[at + 1]!;
    if (PARAGRAPH.test(answer.slice(cited[at]!.end, start))) continue;
    if (marks.length > 0) next[at] = marks;
    else if (!PARAGRAPH.test(answer.slice(start, end))) next[at] = next[at + 1]!;
  }
  return next;
}

/** Each statement with the marks inside it and right behind it. */
function citedSpans(answer: string, endsAtMark: boolean): Cited[] {
  const marks = [...answer.matchAll(MARK)].map(({ index, 0: { length }, 1: n }) => ({
    start: index,
    end: index + length,
    n: Number(n),
  }));
  const spans = merged(answer, endsAtMark ? betweenMarks(answer, marks) : sentences(blanked(answer, marks)));
  let read = 0;
  return spans.map(({ start, end }, at) => {
    const until = spans[at + 1]?.start ?? answer.length;
    const own = new Set<number>();
    for (; read < marks.length && marks[read]!.end <= until; read++)
      if (marks[read]!.start >= start) own.add(marks[read]!.n);
    return { start, end, marks: [...own] };
  });
}

/** The answer with spaces for its marks: they end no sentence and stand in none. */
function blanked(answer: string, marks: readonly Span[]): string {
  let text = '';
  let at = 0;
  for (const { start, end } of marks) {
    text += answer.slice(at, start) + ' '.repeat(end - start);
    at = end;
  }
  return text + answer.slice(at);
}

function betweenMarks(answer: string, marks: readonly Span[]): Span[] {
  const bounds = [{ start: 0, end: 0 }, ...marks, { start: answer.length, end: answer.length }];
  return bounds.slice(1).flatMap(({ start: until }, at) => {
    const piece = answer.slice(bounds[at]!.end, until);
    const first = piece.search(/\S/);
    if (first < 0) return [];
    return [{ start: bounds[at]!.end + first, end: bounds[at]!.end + piece.trimEnd().length }];
  });
}

/** Punctuation alone, such as the point behind a mark, belongs to what stands before it. */
function merged(answer: string, spans: readonly Span[]): Span[] {
  const kept: { start: number; end: number }[] = [];
  for (const { start, end } of spans) {
    const last = kept.at(-1);
    const says = /[\p{L}\p{N}]/u.test(answer.slice(start, end).replace(MARK, ''));
    if (last && !says) last.end = end;
    else kept.push({ start, end });
  }
  return kept;
}
