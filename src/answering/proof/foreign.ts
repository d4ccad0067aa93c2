import { isMonth } from '../../text/calendar/months.ts';
import { isStopWord, type Language, readAs } from '../../text/languages.ts';
import { datesHold } from './dates.ts';
import type { EvidenceWord, PassageEvidence, SentenceEvidence } from './evidence.ts';
import { GERMAN_BEFORE_NOUN } from './name-runs.ts';
import { hasName } from './names.ts';
import { hasNumber } from './numbers.ts';
import { HAS_CAPITAL } from './scripts.ts';

/** So many stop words of its own language, and not half as many of the passages', tell a statement's language. */
const SURE = 2;

/** Whether a statement is in another language than all the passages it cites, as far as the words of both tell. */
export function isForeign({ words, language }: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  const stops = (of: Language) =>
    words.filter(({ written }) => readAs(written, of) === of && isStopWord(written.toLowerCase(), of)).length;
  return passages.every((passage) => {
    if (passage.language === language) return false;
    if (!isLatin(language) || !isLatin(passage.language)) return true;
    return stops(language) >= SURE && stops(passage.language) < stops(language) / 2;
  });
}

function isLatin(language: Language): boolean {
  return readAs('a', language) === language;
}

/**
 * Of a statement in another language, what does not change with the language must hold, and there must be some of it: numbers,
 * and names written in letters of the passages. Its other words cannot be checked: without a number or name it has no support.
 */
export function holdsAcrossLanguages(statement: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  const near = passages.flatMap(({ sentences }) => sentences);
  const isThere = (number: SentenceEvidence['figures']['numbers'][number]) =>
    near.some((one) => hasNumber(number, one));
  const { numbers, dates, weekdays } = statement.figures;
  const names = namesIn(statement, passages);
  const isNamed = (name: EvidenceWord) => passages.some((passage) => hasName(name, passage));
  if (!numbers.every(isThere) || !names.every(isNamed)) return false;
  const denies = ({ words }: SentenceEvidence) => words.some(({ isNegation }) => isNegation);
  return (
    numbers.length + names.length + dates.length + weekdays.size > 0 &&
    (!denies(statement) || near.some(denies)) &&
    datesHold(statement, near)
  );
}

/** Words with a capital in a script that a passage has too; in German, which gives one to every noun, those without an article. */
function namesIn(
  { words, figures: { numbers }, language }: SentenceEvidence,
  passages: readonly PassageEvidence[],
): EvidenceWord[] {
  const isLatin = passages.some(({ terms }) => [...terms].some((term) => /^\p{Script=Latin}{3}/u.test(term)));
  const isGerman = language === 'de';
  return words.filter(({ written, isContent }, at) => {
    if (!isContent || !HAS_CAPITAL.test(written) || isMonth(written)) return false;
    if (/\p{Script=Latin}/u.test(written) !== isLatin) return false;
    return !isGerman || !(at > 0 && isBeforeNoun(words[at - 1]!, numbers));
  });
}

function isBeforeNoun({ written, start }: EvidenceWord, numbers: SentenceEvidence['figures']['numbers']): boolean {
  return GERMAN_BEFORE_NOUN.test(written) || numbers.some((number) => number.start === start);
}
