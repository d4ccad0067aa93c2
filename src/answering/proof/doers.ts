import type { EvidenceWord, PassageEvidence, SentenceEvidence } from './evidence.ts';
import { type NameRun, nameRunsIn } from './name-runs.ts';
import { hasWord } from './related-words.ts';
import { isPassive } from './swapped-roles.ts';

/** Words between a name and what it does. */
const REACH = 3;
const TOGETHER = /^\s*(?:,|and|&|und|y|e|et|и|or|oder|o|или)(?:\s|$)/u;

/** Whether what a statement's first name does is done, in the sentences that name both, by another one that stands right before it. */
export function doersHold(statement: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  const [doer, other] = nameRunsIn(statement);
  if (!doer || doer.words[0] !== statement.words.find(({ isContent }) => isContent)) return true;
  if (other && TOGETHER.test(statement.text.slice(doer.end, other.start))) return true;
  const deed = statement.words.find((word) => word.start >= doer.end && word.isContent);
  if (!deed || /^\p{Lu}|^\p{Lo}/u.test(deed.written)) return true;
  const naming = passages.flatMap(({ sentences }) =>
    sentences.filter((one) => nameRunsIn(one).some((run) => isSame(run, doer))),
  );
  const doers = isPassive(statement)
    ? []
    : naming.filter((one) => !isPassive(one)).flatMap((one) => doersOf(deed, one));
  return doers.length === 0 || doers.some(({ names }) => names.some((run) => isSame(run, doer)));
}

/** For each place of a deed in a sentence, the name right before it, and those that stand together with that. */
function doersOf(deed: EvidenceWord, sentence: SentenceEvidence): { names: NameRun[] }[] {
  const { words, text, language } = sentence;
  const runs = nameRunsIn(sentence);
  return words.flatMap((word, at) => {
    if (!word.isContent || !hasWord(deed, new Set([word.term]))) return [];
    const last = runs.findLastIndex(({ end }) => end <= word.start);
    const run = runs[last];
    if (!run || words.indexOf(run.words.at(-1)!) < at - 1 - REACH || /[,;:(]/.test(text.slice(run.end, word.start)))
      return [{ names: runs }];
    const names = [run];
    for (let next = last - 1; next >= 0 && TOGETHER.test(text.slice(runs[next]!.end, names[0]!.start)); next--)
      names.unshift(runs[next]!);
    if (language === 'ru') names.push(...runs.slice(last + 1)); // who does it may stand behind it
    return [{ names }];
  });
}

function isSame({ words }: NameRun, other: NameRun): boolean {
  const terms = new Set(words.map(({ term }) => term));
  return other.words.some((word) => hasWord(word, terms));
}
