import { flatten, type PassageEvidence, type SentenceEvidence } from './evidence.ts';
import { nameRunsIn } from './name-runs.ts';
import { hasWord } from './related-words.ts';
import { END } from './verbatim.ts';

const QUOTED = /(?<![\p{L}\p{N}])["“„«「『](?=\S)([^"“”„«»「」『』]{3,400})(?<=\S)["”“»」』]/gu;
const HAN_QUOTED = /[“「『]([^“”「」『』]{3,400})[”」』]/gu;
/** Sentences before a quotation in which its speaker may be named. */
const BEFORE = 2;
const SAID_WORDS = 4;

/** What a statement puts in quotation marks must be in a passage to the letter, and said there by whom it names. */
export function quotationsHold(statement: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  const { text } = statement;
  const quoted = [...text.matchAll(/\p{Script=Han}/u.test(text) ? HAN_QUOTED : QUOTED)];
  return quoted.every(({ 1: core = '', index, 0: whole }) => {
    const said = flatten(core).toLowerCase().replace(END, '');
    if (said === '') return true;
    const holding = passages.filter(({ folded }) => folded.includes(said));
    if (holding.length === 0) return false;
    const isShort = core.split(/\s/).length < SAID_WORDS && !/\p{Script=Han}{6}/u.test(core);
    return isShort || holding.some((passage) => isSpeaker(statement, index, index + whole.length, said, passage));
  });
}

/** Where the passage tells who says it, that is whom the statement names; where neither names anybody, nothing is wrong. */
function isSpeaker(
  statement: SentenceEvidence,
  start: number,
  end: number,
  said: string,
  { sentences }: PassageEvidence,
): boolean {
  const named = nameWordsOutside(statement, start, end);
  if (named.length === 0) return true;
  const first = said.split(/[.!?。！？]/)[0] ?? said;
  const at = sentences.findIndex(({ text }) => flatten(text).toLowerCase().includes(first));
  if (at < 0) return true;
  for (let back = 0; back <= BEFORE && at - back >= 0; back++) {
    const sentence = sentences[at - back]!;
    const from = back === 0 ? sentence.text.search(/["“„«「『]/) : -1;
    const to = back === 0 ? Math.max(from, sentence.text.search(/["”“»」』][^"”“»」』]*$/)) : -1;
    const there = nameWordsOutside(sentence, from, to);
    if (there.length > 0) return named.some((word) => hasWord(word, new Set(there.map(({ term }) => term))));
  }
  return true;
}

function nameWordsOutside(sentence: SentenceEvidence, start: number, end: number) {
  const outside = nameRunsIn(sentence)
    .flatMap(({ words }) => words)
    .filter((word) => word.end <= start || word.start >= end);
  if (outside.length > 0 || !/^(?:ar|zh|ja|th|hi|ko)$/.test(sentence.language)) return outside;
  return sentence.words.filter(
    (word) => word.isContent && word.meaning.same.length === 0 && (word.end <= start || word.start >= end),
  );
}
