import type { EvidenceWord, SentenceEvidence } from './evidence.ts';
import { HAS_CAPITAL, SPACELESS } from './scripts.ts';

/** Words side by side that are a name: "Edith Crane", 李秀英, "ليلى منصور". */
export type NameRun = { readonly words: readonly EvidenceWord[]; readonly start: number; readonly end: number };

const BESIDE = /^(?:[\s\u00a0]|[-·・‧'’])?$/u;
const WITHIN = /^\s(?:von|van|de|der|del|di|da|al|bin|ibn|фон)\s$/u;

const known = new WeakMap<SentenceEvidence, NameRun[]>();

/** The names of a sentence, as its script shows them: by capitals, by titles before them, by surnames. */
export function nameRunsIn(sentence: SentenceEvidence): NameRun[] {
  const before = known.get(sentence);
  if (before) return before;
  const runs = SPACELESS.test(sentence.text) && sentence.language !== 'en' ? spacelessRuns(sentence) : runsOf(sentence);
  known.set(sentence, runs);
  return runs;
}

function runsOf(sentence: SentenceEvidence): NameRun[] {
  const { words, text } = sentence;
  const groups: EvidenceWord[][] = [];
  for (const [at, word] of words.entries()) {
    if (!isOfName(sentence, at)) continue;
    const last = groups.at(-1)?.at(-1);
    const gap = last ? text.slice(last.end, word.start) : '!';
    if (last && (BESIDE.test(gap) || WITHIN.test(gap))) groups.at(-1)!.push(word);
    else groups.push([word]);
  }
  return groups.filter((group) => !isNoun(sentence, group)).map(asRun);
}

function isOfName({ words, language }: SentenceEvidence, at: number): boolean {
  const word = words[at]!;
  if (!word.isContent || word.written.length < 2) return false;
  if (HAS_CAPITAL.test(word.written))
    return word.meaning.same.length + word.meaning.sides.length === 0 || language !== 'de';
  if (language !== 'ar') return false;
  const titled = [1, 2].some((back) => ARABIC_TITLE.test(words[at - back]?.written ?? ''));
  return titled && !ARABIC_TITLE.test(word.written);
}

/** Titles and trades, behind which Arabic writes a name. */
export const ARABIC_TITLE =
  /^(?:ال)?(?:وزير|مهندس|معلم|دكتور|طبيب|رئيس|ملك|أمير|سيد|عالم|كاتب|شاعر|قائد|جنرال|كيميائي|فيزيائي|مؤرخ|فنان|مدير|أستاذ|بروفيسور|إمبراطور|بابا|قديس|شيخ|إمام|سلطان|خليفة|مخترع|مصور|رسام|حاكم|عمدة)ة?$/u;

/** In German, where every noun has a capital, a single word behind an article or an adjective is a noun. */
function isNoun({ words, language }: SentenceEvidence, group: readonly EvidenceWord[]): boolean {
  if (language !== 'de' || group.length > 1) return false;
  const before = words[words.indexOf(group[0]!) - 1];
  return before !== undefined && GERMAN_BEFORE_NOUN.test(before.written);
}

/** What stands before a German noun: articles and words like them, and adjectives by their endings. */
export const GERMAN_BEFORE_NOUN =
  /^(?:[Dd](?:er|ie|as|en|em|es)|[Dd]iese\p{L}?|[Jj]ede\p{L}?|[Ii]hre?\p{L}?|[Ss]eine?\p{L}?|[Ii]m|[Ii]ns|[Aa]m|[Zz]u[mr]|[Vv]om|[Bb]eim|[Aa]ls|[Kk]?[Ee]in\p{L}{0,2}|\p{Ll}{2,}(?:en|er|es|em|te|che|ige|ene|are|ße))$/u;

/** The commonest Chinese surnames. */
const SURNAME =
  /^[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤]/u;

/** A Chinese name is a surname and one or two characters more, which fall apart; a foreign one is parted by dots, or in Latin letters. */
function spacelessRuns({ words, text }: SentenceEvidence): NameRun[] {
  const runs: NameRun[] = [];
  for (let at = 0; at < words.length; at++) {
    const foreign = wordsFrom(
      words,
      at,
      (word, last) => isForeign(word, text) && /^[·・‧\s]?$/u.test(text.slice(last?.end ?? word.start, word.start)),
    );
    const chinese = foreign.length > 0 ? [] : surnameFrom(words, at);
    const run = foreign.length > 0 ? foreign : chinese;
    if (run.length === 0) continue;
    runs.push(asRun(run));
    at += run.length - 1;
  }
  return runs;
}

function wordsFrom(
  words: readonly EvidenceWord[],
  from: number,
  belongs: (word: EvidenceWord, last: EvidenceWord | undefined) => boolean,
): EvidenceWord[] {
  let to = from;
  while (words[to] && belongs(words[to]!, to > from ? words[to - 1] : undefined)) to++;
  return words.slice(from, to);
}

function isForeign({ written, start, end }: EvidenceWord, text: string): boolean {
  return /[·・‧]/u.test(text.charAt(end) + text.charAt(start - 1)) || /^\p{Lu}\p{L}+$/u.test(written);
}

function surnameFrom(words: readonly EvidenceWord[], from: number): EvidenceWord[] {
  const first = words[from]!;
  if (!SURNAME.test(first.written) || !/^\p{Script=Han}{1,3}$/u.test(first.written) || first.meaning.same.length > 0)
    return [];
  if (first.written.length > 1) return [first];
  const next = words
    .slice(from + 1, from + 3)
    .filter(({ isContent, written }) => isContent && /^\p{Script=Han}{1,2}$/u.test(written));
  const [second, third] = next;
  if (second?.start !== first.end) return [];
  if (second.written.length === 2) return [first, second];
  return third?.start === second.end && third.written.length === 1 ? [first, second, third] : [first, second];
}

function asRun(group: readonly EvidenceWord[]): NameRun {
  return { words: group, start: group[0]!.start, end: group.at(-1)!.end };
}
