import type { EvidenceWord, PassageEvidence, SentenceEvidence } from './evidence.ts';
import { SPACELESS } from './scripts.ts';

/**
 * In a script without spaces, names that no passage has. The dictionary that finds words there knows few names: they fall apart
 * into single characters, or are written with those that stand for foreign sounds. Words that it knows are no names.
 */
export function namesWithoutSpacesHold(
  { words, text }: SentenceEvidence,
  passages: readonly PassageEvidence[],
): boolean {
  const isThere = (part: string) => passages.some(({ folded }) => folded.includes(part.toLowerCase()));
  return unknownRuns(words, text, isThere).every((run) => !isName(run));
}

/** Words side by side that no passage has, each run as it is written; a dot between the parts of a name belongs to it. */
function unknownRuns(
  words: readonly EvidenceWord[],
  text: string,
  isThere: (part: string) => boolean,
): EvidenceWord[][] {
  const runs: EvidenceWord[][] = [];
  let last: EvidenceWord | undefined;
  for (const [at, word] of words.entries()) {
    if (!SPACELESS.test(word.written) || !word.isContent || isKnown(word, words[at - 1], words[at + 1], isThere))
      continue;
    const isBeside = last !== undefined && /^[·・‧]?$/.test(text.slice(last.end, word.start));
    if (isBeside) runs.at(-1)!.push(word);
    else runs.push([word]);
    last = word;
  }
  return runs;
}

/** A single character stands almost everywhere: it is known where it stands beside the same one. */
function isKnown(
  { written, start, end }: EvidenceWord,
  before: EvidenceWord | undefined,
  after: EvidenceWord | undefined,
  isThere: (part: string) => boolean,
): boolean {
  if (!isThere(written)) return false;
  if (written.length > 1) return true;
  const left = before?.end === start ? before.written.slice(-1) : '';
  const right = after?.start === end ? after.written.slice(0, 1) : '';
  return left + right === '' || (left !== '' && isThere(left + written)) || (right !== '' && isThere(written + right));
}

function isName(run: readonly EvidenceWord[]): boolean {
  const written = run.map((word) => word.written).join('');
  const singles = run.filter((word) => word.written.length === 1 && /\p{Script=Han}/u.test(word.written)).length;
  if (/^\p{Script=Katakana}{2}/u.test(written) || singles >= 2) return true;
  if (!/\p{Script=Han}/u.test(written)) return /\p{Script=Thai}/u.test(written);
  if (run.some((word) => word.written.length > 1 && [...word.written].every((one) => FOREIGN_SOUNDS.has(one))))
    return true;
  const foreign = [...written].filter((one) => FOREIGN_SOUNDS.has(one)).length;
  return written.length > 1 && (foreign / written.length >= 0.6 || PLACE.test(written));
}

/** Characters that Chinese writes foreign names with. */
const FOREIGN_SOUNDS = new Set(
  '阿埃艾爱安奥巴班邦鲍贝本比彼宾波伯布查达丹道德登迪蒂丁东杜多顿恩尔法凡菲费芬夫弗佛福盖冈戈格葛古哈海汉赫亨胡华怀惠霍基吉加贾杰金卡凯坎康考柯科克肯库奎拉莱赖兰朗劳勒雷黎里理利莉莲列林琳隆鲁卢伦罗洛马玛麦曼梅门蒙米密莫默姆穆纳娜奈内尼涅宁纽努诺欧帕潘佩彭皮珀普奇契乔切琼让热仁荣茹瑞若萨塞桑森沙莎山舍圣施什史士司丝斯苏索塔泰坦汤特提廷图托瓦万威韦维温文沃乌伍西希锡席夏肖谢辛修雅亚彦耶叶伊英尤约扎詹泽兹佐',
);
const PLACE = /[国州省市县郡镇村岛湖河江海洋湾峡城堡]$/;
