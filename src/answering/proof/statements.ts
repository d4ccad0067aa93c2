import { sentences } from '../../text/sentences.ts';
import type { Span } from '../../text/span.ts';
import { MARK } from './marks.ts';
import type { JudgeSupport, Support } from './support.ts';

/** A statement of an answer: `answer.slice(start, end)`, the passages it rests on, and how they bear it. */
export type Statement = Span & { readonly citations: readonly number[]; readonly support: Support };

const PARAGRAPH = /\n\s*\n/;

type Cited = Span & { marks: readonly number[] };

/**
 * The statements of an answer, in its order; together they cover all of it but its marks and white space. One without a mark
 * is judged by the next mark of its paragraph, and rests on that if it holds there. `endsAtMark`: every mark ends a statement.
 */
export function statementsOf(answer: string, judge: JudgeSupport, { endsAtMark = false } = {}): Statement[] {
  const cited = citedSpans(answer, endsAtMark);
  return cited.map(({ start, end, marks }, at) => {
    const text = answer.slice(start, end);
    if (marks.length > 0) return { start, end, citations: marks, support: judge(text, marks) };
    const next = nextMarks(answer, cited, at);
    const support = judge(text, next);
    return { start, end, citations: support === 'unsupported' ? [] : next, support };
  });
}

function nextMarks(answer: string, cited: readonly Cited[], at: number): readonly number[] {
  for (let next = at + 1; next < cited.length; next++) {
    const { marks, start } = cited[next]!;
    if (PARAGRAPH.test(answer.slice(cited[at]!.end, start))) return [];
    if (marks.length > 0) return marks;
  }
  return [];
}

/** Each statement with the marks inside it and right behind it. */
function citedSpans(answer: string, endsAtMark: boolean): Cited[] {
  const marks = [...answer.matchAll(MARK)].map(({ index, 0: { length }, 1: n }) => ({
    start: index,
    end: index + length,
    n: Number(n),
  }));
  const spans = merged(answer, endsAtMark ? betweenMarks(answer, marks) : sentences(blanked(answer, marks)));
  return spans.map(({ start, end }, at) => {
    const until = spans[at + 1]?.start ?? answer.length;
    return {
      start,
      end,
      marks: [...new Set(marks.filter((mark) => mark.start >= start && mark.end <= until).map(({ n }) => n))],
    };
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
