import { type Language, pointsBackIn } from '../../text/languages.ts';
import type { PassageEvidence, SentenceEvidence } from './evidence.ts';
import { SPACELESS } from './scripts.ts';

/** Words in a row, or characters where no spaces part words: so many are taken from a sentence and not just alike. */
const RUN_WORDS = 3;
const RUN_CONTENT = 2;
const RUN_SPACELESS = 4;

type Token = { readonly term: string; readonly start: number; readonly end: number; readonly isContent: boolean };
type Source = { readonly text: string; readonly language: Language; readonly tokens: readonly Token[] };
/** Tokens `start` to `end` of a statement that stand in a row in `from`, the first of them at `at`. */
type Run = { readonly from: Source; readonly at: number; readonly start: number; readonly end: number };

/**
 * Whether a statement is stitched together: words in a row of one sentence go on, in mid-clause and without a word or a mark
 * between, with words in a row out of the middle of another.
 */
export function isStitched(statement: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  const sources = passages.flatMap(({ sentences }) => sentences.map(sourceOf));
  const { tokens, text } = sourceOf(statement);
  const runs = runsOf(tokens, sources);
  return runs.some((run, at) => {
    const next = runs[at + 1];
    if (!next || run.end !== next.start || run.from === next.from) return false;
    const between = text.slice(tokens[run.end - 1]!.end, tokens[next.start]!.start);
    return between.trim() === '' && !isAtBreak(run, next);
  });
}

const known = new WeakMap<SentenceEvidence, Source>();

function sourceOf(sentence: SentenceEvidence): Source {
  const source = known.get(sentence) ?? {
    text: sentence.text,
    language: sentence.language,
    tokens: tokensOf(sentence),
  };
  known.set(sentence, source);
  return source;
}

function tokensOf({ words }: SentenceEvidence): Token[] {
  return words.flatMap(({ term, written, start, end, isContent }) => {
    if (!SPACELESS.test(written)) return [{ term, start, end, isContent: isContent || /\p{Nd}/u.test(written) }];
    return [...written].map((one, at) => ({ term: one, start: start + at, end: start + at + one.length, isContent }));
  });
}

/** The statement as the longest runs of its sources, from the left. */
function runsOf(tokens: readonly Token[], sources: readonly Source[]): Run[] {
  const runs: Run[] = [];
  for (let start = 0; start < tokens.length; ) {
    const run = longestRun(tokens, start, sources);
    if (run) runs.push(run);
    start = run?.end ?? start + 1;
  }
  return runs;
}

function longestRun(tokens: readonly Token[], start: number, sources: readonly Source[]): Run | null {
  let longest: Run | null = null;
  for (const from of sources)
    for (let at = 0; at < from.tokens.length; at++) {
      let length = 0;
      while (tokens[start + length] && tokens[start + length]!.term === from.tokens[at + length]?.term) length++;
      if (length > (longest ? longest.end - start : 0)) longest = { from, at, start, end: start + length };
    }
  return longest && isLong(tokens.slice(start, longest.end)) ? longest : null;
}

function isLong(tokens: readonly Token[]): boolean {
  if (tokens.every(({ term }) => SPACELESS.test(term))) return tokens.length >= RUN_SPACELESS;
  return tokens.length >= RUN_WORDS && tokens.filter(({ isContent }) => isContent).length >= RUN_CONTENT;
}

const MARK = /[^\s\p{L}\p{N}]/u;

function pointsBack({ text, language, tokens: [first] }: Source): boolean {
  return first !== undefined && pointsBackIn(text.slice(0, first.end).trim().toLowerCase(), language);
}

/** A run that ends where a clause does, and one that begins there, are not torn out. */
function isAtBreak(run: Run, next: Run): boolean {
  const end = run.at + run.end - run.start;
  const behind = run.from.text.slice(run.from.tokens[end - 1]!.end, run.from.tokens[end]?.start);
  const before =
    next.at > 0 ? next.from.text.slice(next.from.tokens[next.at - 1]!.end, next.from.tokens[next.at]!.start) : '';
  const isSubject = next.at === 1 && pointsBack(next.from); // "It was …", with what it is
  return isSubject || end === run.from.tokens.length || (MARK.test(behind) && MARK.test(before));
}
