import { isGermanNoun } from '../../text/languages/german-nouns.ts';
import type { EvidenceWord, PassageEvidence, SentenceEvidence } from './evidence.ts';
import { nameRunsIn } from './name-runs.ts';
import { hasWord } from './related-words.ts';
import { HAS_CAPITAL } from './scripts.ts';
import { sidesIn } from './sides.ts';

const PASSIVE: readonly RegExp[] = [
  /\b(?:was|were|is|are|been|being|be|got)\b[^,;.]*\bby\b/iu,
  /(?<!\p{L})(?:wurden?|wird|werden|worden)(?!\p{L})[^;.]*(?<!\p{L})(?:von|durch|vom)(?!\p{L})/iu,
  /(?<!\p{L})(?:wurden?|wird|werden|worden)(?!\p{L}).*(?:ge\p{L}+t|\p{L}+en|\p{L}+t)$/iu,
  /(?<!\p{L})(?:fue|fueron|es|son|era|eran|sido|ser|siendo|foi|foram|furono|fu)\s\p{L}+(?:[ai]?d[oa]s?|[ts][oa]s?|[ai]t[oi])\spor(?!\p{L})/iu,
  /(?<!\p{L})(?:a|ont|est|sont|fut|furent|été)\s[^,;.]*\spar(?!\p{L})/iu,
  /(?<!\p{L})(?:был[аои]?|быть|будет|являл\p{L}*)\s\p{L}*(?:[её]н|ан|ят|ит|т)[аоы]?(?!\p{L})/iu,
  /(?<!\p{L})(?:من\sقبل|على\sيد|بواسطة|من\sطرف)(?!\p{L})/u,
  /[被遭]/u,
];
/** Winning as a noun has no doer of its own: "led them to victory". */
const NOUN = /^(?:victor|sieg(?:e|es|s)?$|victoria|побед[аеуыо]|\p{L}{0,2}فوز|win$|wins$|defeat$)/iu;
/** Russian endings of cases: who does what is then told by them, in any order. */
const RUSSIAN_CASE = /[ауюяыие]$|[оеё][мйв]$/u;

/** Whether a statement has two names in each other's place: "A beat B" for "B beat A". */
export function rolesHold(statement: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  const [first, second] = participants(statement);
  const relation = sidesIn(statement).find(({ side }) => side.kind === 'deed');
  if (!first || !second || !relation || NOUN.test(statement.words[relation.at]!.written)) return true;
  const judged = passages
    .flatMap(({ sentences }) => sentences)
    .flatMap((sentence) => {
      const other = sidesIn(sentence).find(({ side }) => side.of === relation.side.of);
      if (!other) return [];
      const places = [
        placeOf(first, sentence),
        placeOf(otherOf(second, sentence, other.at, statement, relation.at), sentence),
      ] as const;
      if (places[0] < 0 || places[1] < 0 || places[0] === places[1]) return [];
      const isTurned = places[0] > places[1];
      const isOtherVoice = isPassive(statement) !== isPassive(sentence);
      const isOtherSide = other.isNot !== relation.isNot;
      const holds = isTurned === (isOtherVoice !== isOtherSide);
      return [holds || isToldByCase([first, second], statement)];
    });
  return judged.length === 0 || judged.some(Boolean);
}

/** Without capitals any word may be a name; in German any noun that is not an ordinary one. */
const BY_WORDS: ReadonlySet<string> = new Set(['ar', 'zh', 'ja', 'ko', 'th', 'hi', 'de']);

/** The two that something goes on between: the first two names, or the words around what goes on. */
function participants(sentence: SentenceEvidence): (readonly EvidenceWord[] | undefined)[] {
  const runs = nameRunsIn(sentence).map(({ words }) => words);
  if (runs.length >= 2 || !BY_WORDS.has(sentence.language)) return runs;
  const relation = sidesIn(sentence).find(({ side }) => side.kind === 'deed');
  if (!relation) return [];
  const isParticipant = (word: EvidenceWord) =>
    word.isContent &&
    word.meaning.sides.length === 0 &&
    (sentence.language !== 'de' || (HAS_CAPITAL.test(word.written) && !isGermanNoun(word.written.toLowerCase())));
  const before = sentence.words.slice(0, relation.at).filter(isParticipant);
  const behind = sentence.words.slice(relation.at + 1).filter(isParticipant);
  if (before.length > 0 && behind.length > 0 && sentence.language !== 'ar') return [[before.at(-1)!], [behind[0]!]];
  const all = before.length > 0 ? before : behind;
  const isVerbFirst = sentence.language === 'ar' && behind.length >= 2;
  return isVerbFirst ? [[behind[0]!], [behind[1]!]] : all.length >= 2 ? [[all[0]!], [all.at(-1)!]] : [];
}

/** In Arabic both stand behind the verb: the other one is whom the sentence has first there. */
function otherOf(
  second: readonly EvidenceWord[],
  sentence: SentenceEvidence,
  at: number,
  statement: SentenceEvidence,
  from: number,
): readonly EvidenceWord[] {
  if (statement.language !== 'ar' || nameRunsIn(statement).length >= 2) return second;
  const doer = sentence.words.slice(at + 1).find(({ isContent }) => isContent);
  const there = doer && statement.words.slice(from + 1).find((word) => word.isContent && word.term === doer.term);
  return there ? [there] : second;
}

function placeOf(words: readonly EvidenceWord[], sentence: SentenceEvidence): number {
  const terms = new Set(words.map(({ term }) => term));
  return sentence.words.findIndex((word) => word.isContent && hasWord(word, terms));
}

export function isPassive({ text }: SentenceEvidence): boolean {
  return PASSIVE.some((pattern) => pattern.test(text.replace(/[.。]\s*$/, '')));
}

function isToldByCase(names: readonly (readonly EvidenceWord[])[], { language }: SentenceEvidence): boolean {
  return language === 'ru' && names.some((words) => words.every(({ written }) => RUSSIAN_CASE.test(written)));
}
