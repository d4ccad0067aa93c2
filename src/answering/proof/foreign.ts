import { isMonth } from '../../text/months.ts';
import type { EvidenceWord, PassageEvidence, SentenceEvidence } from './evidence.ts';
import { languageOf } from './language.ts';
import { hasName } from './names.ts';
import { hasNumber, monthsHold } from './numbers.ts';
import { HAS_CAPITAL } from './scripts.ts';

/** Whether a statement is in another language than all the passages it cites, as far as the words of both tell. */
export function isForeign({ words }: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  const own = languageOf(words);
  return own !== null && passages.every(({ language }) => language !== null && language !== own);
}

/**
 * Of a statement in another language, what does not change with the language must hold, and there must be some of it: numbers,
 * and names written in letters of the passages. Its other words cannot be checked: without a number or name it has no support.
 */
export function holdsAcrossLanguages(statement: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  const near = passages.flatMap(({ sentences }) => sentences);
  const isThere = ({ values }: SentenceEvidence['numbers'][number]) => near.some((one) => hasNumber(values, one));
  const numbers = statement.numbers.filter(({ end }) => statement.text[end] !== '月'); // a month, in words elsewhere
  const names = namesIn(statement, passages);
  const isNamed = (name: EvidenceWord) => passages.some((passage) => hasName(name, passage));
  if (!numbers.every(isThere) || !names.every(isNamed)) return false;
  const denies = ({ words }: SentenceEvidence) => words.some(({ isNegation }) => isNegation);
  return numbers.length + names.length > 0 && (!denies(statement) || near.some(denies)) && monthsHold(statement, near);
}

/** Words with a capital in a script that a passage has too; in German, which gives one to every noun, those without an article. */
function namesIn({ words, numbers }: SentenceEvidence, passages: readonly PassageEvidence[]): EvidenceWord[] {
  const isLatin = passages.some(({ terms }) => [...terms].some((term) => /^\p{Script=Latin}{3}/u.test(term)));
  const isGerman = languageOf(words) === 'de';
  return words.filter(({ written, isContent }, at) => {
    if (!isContent || !HAS_CAPITAL.test(written) || isMonth(written)) return false;
    if (/\p{Script=Latin}/u.test(written) !== isLatin) return false;
    return !isGerman || !(at > 0 && isBeforeNoun(words[at - 1]!, numbers));
  });
}

function isBeforeNoun({ written, start }: EvidenceWord, numbers: SentenceEvidence['numbers']): boolean {
  return OF_NOUNS.test(written) || numbers.some((number) => number.start === start);
}

/** What stands before a German noun: articles and words like them, and adjectives by their endings. */
const OF_NOUNS =
  /^(?:[Dd](?:er|ie|as|en|em|es)|[Ii]m|[Aa]m|[Zz]u[mr]|[Vv]om|[Bb]eim|[Kk]?[Ee]in\p{L}{0,2}|\p{Ll}{2,}(?:e|en|er|es|em))$/u;
