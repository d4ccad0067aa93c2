import { isCovered } from './coverage.ts';
import type { EvidenceWord, PassageEvidence, SentenceEvidence } from './evidence.ts';
import { ARABIC_TITLE, nameRunsIn } from './name-runs.ts';

const ARABIC = /^\p{Script=Arabic}{2,}$/u;
/** "The", with what may be written before it. */
const ARTICLE = /^(?:[وفبك]?ال|[وف]?لل)\p{L}{3}/u;
/** A verb in the present, or in the past with its ending; nouns of doing. */
const VERB = /^(?:[يتن]\p{L}{3,5}|[يت]\p{L}{3,5}ون|ا[نستفجحخر]\p{L}{3,4}|\p{L}{3,5}ت|\p{L}{3,5}وا)$/u;
/** "In", "from", "to", "by": what follows may be a place or a person. */
const BEFORE_NAME = /^(?:في|من|إلى|بواسطة|قبل|يد|مدينة|اسم|يدعى)$/u;
/** Letters of a transliterated name: long vowels all over, or letters that Arabic roots lack. */
const FOREIGN = /(?:\p{L}*[اوي]){3}|(?:غ|ڤ|پ|چ)$|(?:نز|سون|بيرغ|لند|تون|فيتش|مان|يغ|كس)$/u;

/** Arabic, which has no capitals: words that no passage has are names where they stand as names do. */
export function arabicNamesHold(statement: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  if (statement.language !== 'ar') return true;
  const { words } = statement;
  const isUnknown = (word: EvidenceWord | undefined): word is EvidenceWord =>
    word?.isContent === true && ARABIC.test(word.written) && !isCovered(word, passages);
  const inRuns = new Set(nameRunsIn(statement).flatMap((run) => run.words));
  return words.every((word, at) => {
    if (!isUnknown(word)) return true;
    const { written } = word;
    if (inRuns.has(word) || (at > 0 && ARABIC_TITLE.test(words[at - 1]!.written) && !VERB.test(written))) return false;
    if (at > 0 && BEFORE_NAME.test(words[at - 1]!.written) && !VERB.test(written)) return false;
    if (!VERB.test(written) && isBesideOther(words, at, passages)) return false;
    if (ARTICLE.test(written) || VERB.test(written) || at === 0) return true;
    return !(isUnknown(words[at + 1]) || isUnknown(words[at - 1]) || (written.length < 24 && FOREIGN.test(written)));
  });
}

/** "Salim X" for "Salim Y": behind a word that stands before another one in every passage that has it. */
function isBesideOther(words: readonly EvidenceWord[], at: number, passages: readonly PassageEvidence[]): boolean {
  const before = words[at - 1];
  if (!before?.isContent || !ARABIC.test(before.written) || ARTICLE.test(before.written)) return false;
  const followers = passages.flatMap(({ sentences }) =>
    sentences.flatMap((sentence) =>
      sentence.words.flatMap((word, place) => (word.written === before.written ? [sentence.words[place + 1]] : [])),
    ),
  );
  return followers.length > 0 && followers.every((next) => next?.isContent);
}
