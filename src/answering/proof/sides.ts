import type { Side } from '../../text/meanings/meanings.ts';
import { clauseAt } from './clauses.ts';
import type { EvidenceWord, PassageEvidence, SentenceEvidence } from './evidence.ts';
import { hasWord, isInSentence } from './related-words.ts';

/** A word of two sides in a sentence, and which of them it says, with the word that denies it, if one does. */
export type SaidSide = {
  readonly side: Side;
  readonly isNot: boolean;
  readonly at: number;
  readonly deniedBy: EvidenceWord | null;
};

/** Words before and behind a word that says no, to which that may belong. */
const DENIED_BEFORE = 3;
const DENIED_BEHIND = 2;
/** In German "nicht" stands far behind the verb: "dürfen das Gelände nicht betreten". */
const DENIED_BEHIND_GERMAN = 5;

const known = new WeakMap<SentenceEvidence, SaidSide[]>();

export function sidesIn(sentence: SentenceEvidence): SaidSide[] {
  const before = known.get(sentence);
  if (before) return before;
  const { words } = sentence;
  const said = words.flatMap(({ meaning }, at) => {
    if (meaning.sides.length === 0) return [];
    const behind = sentence.language === 'de' ? DENIED_BEHIND_GERMAN : DENIED_BEHIND;
    const around = [...words.slice(Math.max(0, at - DENIED_BEFORE), at), ...words.slice(at + 1, at + 1 + behind)];
    const deniedBy = around.find(({ isNegation }) => isNegation) ?? null;
    return meaning.sides.map((side) => ({
      side,
      at,
      deniedBy,
      isNot: side.kind === undefined && deniedBy ? !side.isNot : side.isNot,
    }));
  });
  known.set(sentence, said);
  return said;
}

/**
 * Where the sentence that a statement is drawn from says the opposite of one of its words, the statement has no support: open and
 * closed, allowed and forbidden. Of a relation the opposite is right if what it is said of changes places.
 */
export function sidesHold(statement: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  const said = sidesIn(statement);
  if (said.length === 0) return true;
  return said.every((one) => {
    const saysBoth = said.some(({ side, isNot }) => side.of === one.side.of && isNot !== one.isNot);
    const about = saysBoth ? clauseAt(statement, one.at) : statement; // "began in 1754, and ended in 1763"
    const others = nearestSentences(about, one.side, statement.words[one.at]!, passages).flatMap((sentence) =>
      sidesIn(sentence).map((other) => ({ sentence, other })),
    );
    const same = others.filter(({ other }) => other.side.of === one.side.of);
    if (same.length === 0 || same.some(({ other }) => other.isNot === one.isNot)) return true;
    return isRelation(one.side) && same.every(({ sentence, other }) => isTurned(statement, one, sentence, other));
  });
}

/** One of two that something goes on between may be said of either. */
function isRelation({ kind }: Side): boolean {
  return kind === 'relation' || kind === 'deed';
}

/** Of the words that the nearest sentence has, what one must have that speaks of the same. */
const NEAR_ENOUGH = 0.5;

/** Of the sentences that speak of it, those that have most of the statement's other words. */
function nearestSentences(
  statement: Pick<SentenceEvidence, 'words' | 'figures'>,
  side: Side,
  saying: EvidenceWord,
  passages: readonly PassageEvidence[],
): SentenceEvidence[] {
  const rest = statement.words.filter((word) => word.isContent && word !== saying);
  const scored = passages.flatMap(({ sentences }) =>
    sentences.map((sentence) => ({
      sentence,
      score:
        rest.filter((word) => isInSentence(word, sentence)).length +
        [...statement.figures.weekdays].filter((day) => sentence.figures.weekdays.has(day)).length +
        statement.figures.numbers.filter(({ values }) =>
          sentence.figures.numbers.some((one) => one.values[0] === values[0]),
        ).length,
    })),
  );
  const best = Math.max(...scored.map(({ score }) => score));
  const speaking = scored.filter(({ sentence }) => sidesIn(sentence).some(({ side: { of } }) => of === side.of));
  const most = Math.max(...speaking.map(({ score }) => score));
  if (best === 0 || most < NEAR_ENOUGH * best) return [];
  return speaking.filter(({ score }) => score === most).map(({ sentence }) => sentence);
}

/** Whether what stands before the word here stands behind it there. */
function isTurned(
  statement: SentenceEvidence,
  { at }: SaidSide,
  sentence: SentenceEvidence,
  { at: there }: SaidSide,
): boolean {
  const terms = (words: readonly EvidenceWord[]) => new Set(words.map(({ term }) => term));
  const [left, right] = [terms(sentence.words.slice(0, there)), terms(sentence.words.slice(there + 1))];
  const content = (words: readonly EvidenceWord[]) => words.filter(({ isContent }) => isContent);
  const [before, behind] = [content(statement.words.slice(0, at)), content(statement.words.slice(at + 1))];
  const count = (words: readonly EvidenceWord[], among: ReadonlySet<string>) =>
    words.filter((word) => hasWord(word, among)).length;
  return count(before, right) + count(behind, left) > count(before, left) + count(behind, right);
}

/** Words that say no and belong to a word of two sides that the evidence says just so, in other words. */
export function explainedDenials(
  statement: SentenceEvidence,
  near: readonly SentenceEvidence[],
): ReadonlySet<EvidenceWord> {
  const own = sidesIn(statement);
  const others = near.flatMap((sentence) =>
    sidesIn(sentence).map((other) => ({ ...other, word: sentence.words[other.at]! })),
  );
  const explained = new Set<EvidenceWord>();
  for (const one of own)
    for (const other of others) {
      if (one.side.kind !== undefined || one.side.of !== other.side.of || one.isNot !== other.isNot) continue;
      explained.add(statement.words[one.at]!).add(other.word);
      if (one.side.isNot === other.side.isNot) continue;
      for (const { deniedBy } of [one, other]) if (deniedBy) explained.add(deniedBy);
    }
  return explained;
}
