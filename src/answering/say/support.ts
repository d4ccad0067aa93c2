import { isNegation } from '../../text/negations.ts';
import {
  type EvidenceWord,
  flatten,
  type PassageEvidence,
  readPassageEvidence,
  readSentenceEvidence,
  type SentenceEvidence,
} from './read-evidence.ts';

export const SUPPORT = ['verbatim', 'supported', 'unsupported'] as const;
/** How cited passages bear a statement: they have it to the letter, or all that can be checked of it, or not even that. */
export type Support = (typeof SUPPORT)[number];

/** Judges a statement by the passages of these numbers, counted from 1. Asks nobody; the same every time. */
export type JudgeSupport = (statement: string, cited: readonly number[]) => Support;

/** Sentences side by side that one statement may be drawn from. */
const WINDOW = 3;
/** The share of a statement's content words that its evidence must have, where a script has capitals for names. */
const COVERAGE = 0.6;
const FEW_WORDS = 2;

/** Reads each passage when it is first cited. */
export function createJudgeSupport(passages: readonly { readonly text: string }[]): JudgeSupport {
  const read = new Map<number, PassageEvidence>();
  const evidenceOf = (n: number): PassageEvidence[] => {
    const passage = passages[n - 1];
    if (!passage) return [];
    const known = read.get(n) ?? readPassageEvidence(passage.text);
    read.set(n, known);
    return [known];
  };
  return function judgeSupport(statement, cited) {
    const evidence = cited.flatMap(evidenceOf);
    if (evidence.length === 0) return 'unsupported';
    if (evidence.some(({ flat }) => isWithin(flatten(statement), flat))) return 'verbatim';
    return isSupported(readSentenceEvidence(statement), evidence) ? 'supported' : 'unsupported';
  };
}

const BEFORE = /^(?:[-*•]|\d{1,2}[.)])?\s*["'(*_]*/;
const AFTER = /["')*_\s]*[.!?。！？…;:,]*["')*_\s]*$/;

/** The statement stands in the text word for word, its list mark and final punctuation aside. */
function isWithin(statement: string, text: string): boolean {
  const core = statement.replace(BEFORE, '').replace(AFTER, '');
  if (!/[\p{L}\p{N}]/u.test(core)) return false;
  for (let at = text.indexOf(core); at >= 0; at = text.indexOf(core, at + 1)) {
    const isCut = joins(text.slice(0, at), core) || joins(core, text.slice(at + core.length));
    if (!isCut && !isDenied(text.slice(Math.max(0, at - DENIAL_CHARS), at))) return true;
  }
  return false;
}

const DENIAL_CHARS = 24;

/** Whether what stands right before a statement turns it round: "not …". */
function isDenied(before: string): boolean {
  const [word = ''] = /[\p{L}\p{M}']+(?=\s*$)/u.exec(before) ?? [];
  return isNegation(word) || /[不没沒无無未非]$/u.test(before);
}

/** Whether a word, or a number, runs on from one text into the other; scripts without spaces have no such bounds. */
function joins(left: string, right: string): boolean {
  const isWord = /[[\p{L}\p{N}]--[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]]/v;
  if (isWord.test(left.slice(-1)) && isWord.test(right.slice(0, 1))) return true;
  return /\p{Nd}[.,]?$/u.test(left.slice(-2)) && /^[.,]?\p{Nd}/u.test(right.slice(0, 2));
}

function isSupported(statement: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  const windows = passages.map((passage) => bestWindow(statement, passage));
  const near = windows.flatMap(({ sentences }) => sentences);
  return (
    quotationsHold(statement, passages) &&
    namesHold(statement, passages) &&
    wordsHold(statement, near, passages) &&
    numbersHold(statement, near) &&
    [...statement.months].every((month) => near.some(({ months }) => months.has(month))) &&
    negationsHold(statement, near)
  );
}

/** The sentences side by side that have most of the statement: its words, and its numbers twice. */
function bestWindow(statement: SentenceEvidence, { sentences }: PassageEvidence): { sentences: SentenceEvidence[] } {
  const content = statement.words.filter(({ isContent }) => isContent);
  let best: SentenceEvidence[] = [];
  let most = -1;
  for (let at = 0; at < sentences.length; at++) {
    const window = sentences.slice(at, at + WINDOW);
    const words = content.filter((word) => window.some((one) => hasWord(word, one.terms))).length;
    const numbers = statement.numbers.filter((number) => window.some((one) => hasNumber(number.values, one))).length;
    if (words + 2 * numbers > most) [most, best] = [words + 2 * numbers, window];
  }
  return { sentences: best };
}

const QUOTED = /(?<![\p{L}\p{N}])["“„«「『](?=\S)([^"“”„«»「」『』]{3,400})(?<=\S)["”“»」』]/gu;

function quotationsHold({ text }: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  return [...text.matchAll(QUOTED)].every(([, quoted = '']) => {
    const core = flatten(quoted).toLowerCase().replace(AFTER, '');
    return core === '' || passages.some(({ folded }) => folded.includes(core));
  });
}

const HAS_CASE = /^\p{Lu}/u;
const CASELESS = /^[\p{Lo}\p{M}]+$/u;

/**
 * Capitals mark names; the first word of a sentence is held to be one unless it is an adverb. In a script without capitals any
 * word could be a name.
 */
function namesHold({ words, text }: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  return words.every((word, at) => {
    if (!word.isContent) return true;
    const isName = HAS_CASE.test(word.written) && !(at === 0 && /(?:ly|ing|mente|ment|weise)$/.test(word.written));
    const isCaseless = CASELESS.test(word.written) && word.written.length > 1;
    if (!isName && !isCaseless) return true;
    return (
      passages.some((passage) => hasWord(word, passage.terms) || hasPart(word, passage)) || isAcronymOf(word, text)
    );
  });
}

/** An abbreviation that the statement itself spells out beside it is no new name. */
function isAcronymOf({ written }: EvidenceWord, text: string): boolean {
  return /^\p{Lu}{2,6}$/u.test(written) && text.includes(`(${written})`);
}

/** Scripts without spaces are cut into words by their context: a word may stand there cut otherwise. */
function hasPart({ written }: EvidenceWord, { folded }: PassageEvidence): boolean {
  return (
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u.test(written) &&
    folded.includes(written.toLowerCase())
  );
}

function wordsHold(
  { words }: SentenceEvidence,
  near: readonly SentenceEvidence[],
  passages: readonly PassageEvidence[],
): boolean {
  const content = words.filter(({ isContent }) => isContent);
  const met = content.filter(
    (word) => near.some(({ terms }) => hasWord(word, terms)) || passages.some((passage) => hasPart(word, passage)),
  ).length;
  return met >= (content.length <= FEW_WORDS ? content.length : COVERAGE * content.length);
}

/** A number must stand in the evidence as often, in a sentence that shares words with what surrounds it in the statement. */
function numbersHold(statement: SentenceEvidence, near: readonly SentenceEvidence[]): boolean {
  return statement.numbers.every(({ values, start }) => {
    const holding = near.filter((sentence) => hasNumber(values, sentence));
    if (holding.length === 0 || timesIn(values, [statement]) > timesIn(values, holding)) return false;
    const around = statement.words
      .filter(({ isContent }) => isContent)
      .sort((a, b) => Math.abs(a.start - start) - Math.abs(b.start - start))
      .slice(0, NEIGHBOURS);
    const shared = around.length > SHARED_NEIGHBOURS ? SHARED_NEIGHBOURS : Math.min(1, around.length); // of two facts in few words, each has its own
    return holding.some(({ terms }) => around.filter((word) => hasWord(word, terms)).length >= shared);
  });
}

/** Content words around a number, by which it is known what it counts, and how many of them its evidence has. */
const NEIGHBOURS = 4;
const SHARED_NEIGHBOURS = 2;

function timesIn(values: readonly string[], sentences: readonly SentenceEvidence[]): number {
  const numbers = sentences.flatMap((sentence) => sentence.numbers);
  return numbers.filter((number) => number.values.some((value) => values.includes(value))).length;
}

function hasNumber(values: readonly string[], { numbers }: SentenceEvidence): boolean {
  return numbers.some((number) => number.values.some((value) => values.includes(value)));
}

/** What the statement denies, the evidence denies; what the evidence denies, the statement does not assert. */
function negationsHold(statement: SentenceEvidence, near: readonly SentenceEvidence[]): boolean {
  const same = near.find((sentence) => saysTheSame(statement, sentence) && saysTheSame(sentence, statement));
  if (same) return negationCount(same) === negationCount(statement);
  const denied = deniedIn(statement);
  const deniedNear = near.flatMap((sentence) => deniedIn(sentence));
  const isDenied = (word: EvidenceWord, among: readonly EvidenceWord[]) =>
    hasWord(word, new Set(among.map(({ term }) => term)));
  if (denied.length > 0 && deniedNear.length === 0) return false;
  if (!denied.every(({ scope }) => deniedNear.some((other) => scope.some((word) => isDenied(word, other.scope)))))
    return false;
  return deniedNear.every(({ first, scope }) => {
    const asserts = first !== undefined && statement.words.some((word) => word.isContent && isDenied(word, [first]));
    return !asserts || denied.some((other) => scope.some((word) => isDenied(word, other.scope)));
  });
}

/** Sentences of the same words differ by what they deny alone. */
const SAME_SHARE = 0.8;

function saysTheSame({ words }: SentenceEvidence, { terms }: SentenceEvidence): boolean {
  const content = words.filter(({ isContent }) => isContent);
  return content.filter((word) => hasWord(word, terms)).length >= SAME_SHARE * content.length;
}

function negationCount({ words }: SentenceEvidence): number {
  return words.filter((word) => word.isNegation).length;
}

type Denied = { readonly first: EvidenceWord | undefined; readonly scope: readonly EvidenceWord[] };
const SCOPE = 3;

/** Each word that says no, with the content words around it that it may be said of. */
function deniedIn({ words }: SentenceEvidence): Denied[] {
  return words.flatMap((word, at) => {
    if (!word.isNegation) return [];
    const after = words.slice(at + 1).filter(({ isContent }) => isContent);
    const before = words
      .slice(0, at)
      .filter(({ isContent }) => isContent)
      .reverse();
    return [{ first: after[0] ?? before[0], scope: [...after.slice(0, SCOPE), ...before.slice(0, SCOPE)] }];
  });
}

const ROOT_MIN_CHARS = 4;
const ARABIC_PREFIX = /^(?:وال|بال|كال|فال|لل|ال|و|ب|ل|ك|ف|س)/;

/** The same words meet the same terms again and again: looked up once for each. */
const known = new WeakMap<ReadonlySet<string>, Map<string, boolean>>();

function hasWord(word: EvidenceWord, terms: ReadonlySet<string>): boolean {
  if (terms.has(word.term)) return true;
  const seen = known.get(terms) ?? new Map<string, boolean>();
  known.set(terms, seen);
  const key = HAS_CASE.test(word.written) ? word.written : word.term;
  const before = seen.get(key);
  if (before !== undefined) return before;
  const has = hasRelated(word, terms);
  seen.set(key, has);
  return has;
}

/** A term of the same root: "invaded" for "invasion"; a name only with another ending: "France" is no "Frankfurt". */
function hasRelated({ term, written }: EvidenceWord, terms: ReadonlySet<string>): boolean {
  if (/\p{Script=Arabic}/u.test(term)) return hasArabic(term, terms);
  if (term.length < ROOT_MIN_CHARS || CASELESS.test(written)) return false;
  const isName = HAS_CASE.test(written);
  for (const other of terms) if (isRelated(term, other, isName)) return true;
  return false;
}

function hasArabic(term: string, terms: ReadonlySet<string>): boolean {
  const bare = term.replace(ARABIC_PREFIX, '');
  if (bare.length < 3) return false;
  for (const other of terms) {
    const stem = other.replace(ARABIC_PREFIX, '');
    if (
      stem.length >= 3 &&
      (stem === bare || commonPrefix(stem, bare) >= Math.max(3, Math.max(stem.length, bare.length) - 2))
    )
      return true;
  }
  return false;
}

/** Endings differ, the rest does not: by two letters of a name, by up to a third of another word. */
function isRelated(a: string, b: string, isName: boolean): boolean {
  const longer = Math.max(a.length, b.length);
  if (b.length < ROOT_MIN_CHARS || /\p{N}/u.test(a)) return false;
  const ending = isName ? 2 : Math.max(2, Math.floor(longer / 3));
  return commonPrefix(a, b) >= Math.max(ROOT_MIN_CHARS, longer - ending);
}

function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let common = 0;
  while (common < most && a.charCodeAt(common) === b.charCodeAt(common)) common++;
  return common;
}
