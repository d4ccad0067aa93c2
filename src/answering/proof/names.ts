import { isGermanNoun } from '../../text/languages/german-nouns.ts';
import { arabicNamesHold } from './arabic-names.ts';
import type { EvidenceWord, PassageEvidence, SentenceEvidence } from './evidence.ts';
import { GERMAN_BEFORE_NOUN } from './name-runs.ts';
import { namesWithoutSpacesHold } from './names-without-spaces.ts';
import { hasCaseForm, hasExactWord, hasWord } from './related-words.ts';
import { CASELESS, HAS_CAPITAL, SPACELESS } from './scripts.ts';
import { isSubstituted } from './substitutions.ts';

/** Every name must be in a passage. Capitals mark names; in a script without them, names are told by what stands around them. */
export function namesHold(statement: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  const { words } = statement;
  if (!words.every((_, at) => !isName(statement, at, passages) || isKnownName(words[at]!, statement, passages)))
    return false;
  return arabicNamesHold(statement, passages) && namesWithoutSpacesHold(statement, passages);
}

function isKnownName(word: EvidenceWord, { text }: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  return passages.some((passage) => hasName(word, passage)) || isAcronymOf(word, text);
}

/** The word itself, however it is written there, or another form of it with a capital: "Norman" is not "normal". */
export function hasName(word: EvidenceWord, { terms, capitalized, names }: PassageEvidence): boolean {
  return hasExactWord(word, terms) || hasWord(word, capitalized) || hasCaseForm(word.written.toLowerCase(), names);
}

function isName(statement: SentenceEvidence, at: number, passages: readonly PassageEvidence[]): boolean {
  const { words, language } = statement;
  const word = words[at]!;
  if (!word.isContent) return false;
  if (!HAS_CAPITAL.test(word.written))
    return CASELESS.test(word.written) && !SPACELESS.test(word.written) && isOther(word);
  if (isBesideCapital(statement, at)) return true;
  const meansSomething = word.meaning.same.length + word.meaning.sides.length + word.meaning.alternatives.length > 0;
  if (language === 'de')
    return (
      !meansSomething && (!isNoun(words, at) || (isUnknown(word, passages) && isSubstituted(statement, at, passages)))
    );
  return at > 0 ? !isBehindPause(statement, at) || !meansSomething : !meansSomething && !isCommonWord(word, words[1]);
}

/** Of a script without capitals other than Arabic any word could be a name. */
function isOther({ written }: EvidenceWord): boolean {
  return written.length > 1 && !/\p{Script=Arabic}/u.test(written);
}

/** Two words with capitals side by side are a name; but a sentence may begin with a word before one. */
function isBesideCapital({ words, text, language }: SentenceEvidence, at: number): boolean {
  const isPart = (one: EvidenceWord | undefined, gap: string) =>
    one?.isContent === true && HAS_CAPITAL.test(one.written) && /^[\s-]$/.test(gap);
  const word = words[at]!;
  const [before, behind] = [words[at - 1], words[at + 1]];
  return (
    (at > 1 && isPart(before, text.slice(before?.end, word.start))) ||
    (/er$/.test(word.written) && at > 0 && isPart(behind, text.slice(word.end, behind?.start))) || // "Krakauer Börse"
    (at > 0 && isPart(behind, text.slice(word.end, behind?.start)) && !(language === 'de' && isNoun(words, at)))
  );
}

/** What stands behind a colon or a bullet may have a capital for that. */
function isBehindPause({ words, text }: SentenceEvidence, at: number): boolean {
  return /[:.\n*"“„«]\s*$/.test(text.slice(words[at - 1]!.end, words[at]!.start));
}

const NOUN_ENDING =
  /(?:ung|heit|keit|schaft|tion|sion|tät|nis|nisse|ismus|ment|enz|anz|ungen|heiten|keiten|schaften|tionen|täten|zeit|jahr|stück|werk|haus|kraft|zahl)(?:s|en)?$/u;

/** In German, where every noun has a capital: an ordinary one, or one behind an article with an ending that names seldom have. */
function isNoun(words: readonly EvidenceWord[], at: number): boolean {
  const { written } = words[at]!;
  if (NOUN_ENDING.test(written) || isGermanNoun(written.toLowerCase())) return true;
  const isNative = NATIVE_ENDING.test(written) && !PLACE_ENDING.test(written);
  return isNative && GERMAN_BEFORE_NOUN.test(words[at - 1]?.written ?? '');
}

const PLACE_ENDING = /(?:ingen|hausen|stetten|hofen|felden|leben|heim|furt|burg|berg)$/u;

function isUnknown(word: EvidenceWord, passages: readonly PassageEvidence[]): boolean {
  return !passages.some(({ terms }) => hasWord(word, terms));
}

const NATIVE_ENDING = /(?:e|en|er|el|ern|eln|chen|in|innen|ft|ht|ng)$/u;

/** "Recently, …", "Visitors are …", "Quedaban …"; but "Browning was …" and "Kelly won …" are names. */
function isCommonWord({ written }: EvidenceWord, next: EvidenceWord | undefined): boolean {
  if (/['’]s$/.test(written)) return false;
  const isSubject = next !== undefined && !next.isContent && VERBS.test(next.written);
  return (isSubject ? SURELY_COMMON : COMMON).test(written);
}

const COMMON =
  /(?:ly|ing|ed|s|tion|ment|ness|ity|mente|ción|dad|ando|iendo|aron|ieron|aban|ían|ó|ía|ment|weise|wise|но|ски|ать|ить|лся|лась|лись|ал|ил|али|или|ела|ение|ание|ость|ство|ция|ый|ая|ое|ые|ие|ий|ую)$/u;
const SURELY_COMMON =
  /(?:ers|ors|ists|ants|ents|tions|tion|ments|ment|ness|ity|ities|ción|ciones|dad|dades|ение|ания|ание|ость|ство|ция)$/u;
const VERBS = /^(?:is|was|are|were|has|had|have|does|did|can|could|will|would|ist|war|hat|es|fue|era|est|était)$/;

/** An abbreviation that the statement itself spells out beside it is no new name. */
function isAcronymOf({ written }: EvidenceWord, text: string): boolean {
  return /^\p{Lu}{2,6}$/u.test(written) && text.includes(`(${written})`);
}
