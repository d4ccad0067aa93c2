import { languageOf } from '../../text/words.ts';
import { alternativesHold } from './alternatives.ts';
import { clausesHold } from './clauses.ts';
import { bestWindow, wordsHold } from './coverage.ts';
import { datesHold } from './dates.ts';
import { doersHold } from './doers.ts';
import {
  flatten,
  type PassageEvidence,
  readPassageEvidence,
  readSentenceEvidence,
  type SentenceEvidence,
} from './evidence.ts';
import { holdsAcrossLanguages, isForeign } from './foreign.ts';
import { namesAreAttributed } from './misattribution.ts';
import { namesHold } from './names.ts';
import { negationsHold } from './negations.ts';
import { numbersHold } from './numbers.ts';
import { quotationsHold } from './quotations.ts';
import { sidesHold } from './sides.ts';
import { isStitched } from './stitches.ts';
import { rolesHold } from './swapped-roles.ts';
import { isWithin } from './verbatim.ts';

export const SUPPORT = ['verbatim', 'supported', 'unsupported'] as const;
/** How cited passages bear a statement: they have it to the letter, or all that can be checked of it, or not even that. */
export type Support = (typeof SUPPORT)[number];

/** Judges a statement by the passages of these numbers, counted from 1. Asks nobody; the same every time. */
export type JudgeSupport = (statement: string, cited: readonly number[]) => Support;

/** No sentence is longer; what is costs more the longer it is, and is not looked at. */
const STATEMENT_MAX_CHARS = 2000;

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
    if (statement.length > STATEMENT_MAX_CHARS) return 'unsupported';
    const evidence = cited.flatMap(evidenceOf);
    if (evidence.length === 0) return 'unsupported';
    if (evidence.some(({ flat }) => isWithin(flatten(statement), flat))) return 'verbatim';
    return isSupported(statement, evidence) ? 'supported' : 'unsupported';
  };
}

/** So much of a statement tells its language. */
const TOLD_BY_CHARS = 600;

function isSupported(text: string, passages: readonly PassageEvidence[]): boolean {
  const told = languageOf(text.slice(0, TOLD_BY_CHARS));
  const own = readSentenceEvidence(text, told.language);
  if (isForeign(own, passages)) return quotationsHold(own, passages) && holdsAcrossLanguages(own, passages);
  const isTold = passages.some(({ language }) => language === told.language);
  const statement = isTold ? own : readSentenceEvidence(text, passages[0]!.language);
  const near = passages.flatMap((passage) => bestWindow(statement, passage));
  return CHECKS.every((holds) => holds(statement, passages, near));
}

type Check = (
  statement: SentenceEvidence,
  passages: readonly PassageEvidence[],
  near: readonly SentenceEvidence[],
) => boolean;

/** All that can be checked of a statement; the cheapest first. */
export const CHECKS: readonly Check[] = [
  quotationsHold,
  namesHold,
  wordsHold,
  clausesHold,
  alternativesHold,
  (statement, passages) =>
    numbersHold(
      statement,
      passages.flatMap(({ sentences }) => sentences),
    ),
  (statement, passages) =>
    datesHold(
      statement,
      passages.flatMap(({ sentences }) => sentences),
    ),
  sidesHold,
  (statement, _, near) => negationsHold(statement, near),
  rolesHold,
  doersHold,
  namesAreAttributed,
  (statement, passages) => !isStitched(statement, passages),
];
