import { bestWindow, wordsHold } from './coverage.ts';
import {
  flatten,
  type PassageEvidence,
  readPassageEvidence,
  readSentenceEvidence,
  type SentenceEvidence,
} from './evidence.ts';
import { holdsAcrossLanguages, isForeign } from './foreign.ts';
import { namesHold } from './names.ts';
import { negationsHold } from './negations.ts';
import { monthsHold, numbersHold } from './numbers.ts';
import { quotationsHold } from './quotations.ts';
import { isStitched } from './stitches.ts';
import { isWithin } from './verbatim.ts';

export const SUPPORT = ['verbatim', 'supported', 'unsupported'] as const;
/** How cited passages bear a statement: they have it to the letter, or all that can be checked of it, or not even that. */
export type Support = (typeof SUPPORT)[number];

/** Judges a statement by the passages of these numbers, counted from 1. Asks nobody; the same every time. */
export type JudgeSupport = (statement: string, cited: readonly number[]) => Support;

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

function isSupported(statement: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  if (!quotationsHold(statement, passages)) return false;
  if (isForeign(statement, passages)) return holdsAcrossLanguages(statement, passages);
  const near = passages.flatMap((passage) => bestWindow(statement, passage));
  return (
    namesHold(statement, passages) &&
    wordsHold(statement, near, passages) &&
    numbersHold(statement, near) &&
    monthsHold(statement, near) &&
    negationsHold(statement, near) &&
    !isStitched(statement, passages)
  );
}
