import { monthsIn } from '../../text/months.ts';
import { isNegation } from '../../text/negations.ts';
import { numbersIn, type WrittenNumber } from '../../text/numbers.ts';
import { sentences } from '../../text/sentences.ts';
import { words } from '../../text/words.ts';
import { STOP_TERMS } from '../rank/question.ts';

/** A word as a statement or a passage has it. */
export type EvidenceWord = {
  readonly term: string;
  readonly written: string;
  readonly start: number;
  readonly isContent: boolean;
  readonly isNegation: boolean;
};
/** One sentence, read for what can be held against another. */
export type SentenceEvidence = {
  readonly text: string;
  readonly words: readonly EvidenceWord[];
  readonly terms: ReadonlySet<string>;
  readonly numbers: readonly WrittenNumber[];
  readonly months: ReadonlySet<number>;
};
/** A passage: `flat` is its text as verbatim statements are looked up in it. */
export type PassageEvidence = {
  readonly flat: string;
  readonly folded: string;
  readonly sentences: readonly SentenceEvidence[];
  readonly terms: ReadonlySet<string>;
};

/** Words that speak of the source itself, and function words of languages that ranking has no list of. */
const FUNCTION_WORDS = new Set(
  (
    'according passage passages document documents text texts source sources states stated says said mentions mentioned provided based ' +
    'yes however therefore additionally also furthermore moreover because since while although though during between approximately about around ' +
    'today currently later then thus hence specifically overall both either first one ' +
    'laut gemäß dokument text quelle zufolge der die das den dem des ein eine einen einem einer und oder aber in im am an auf für von vom zu zum zur mit bei nach aus ist war waren wird wurde wurden sind sich als auch es er sie ihr sein seine so dass ja etwa rund ' +
    'según documento texto fuente el la los las un una y o de del en al a por para con su sus que se es fue era son como lo sí ' +
    'selon le les et ou du des au aux par pour avec sa son ses est était sont dans sur ce cette il elle oui ' +
    'согласно документу тексту и в во на с со по из к у о об от до для за что это был была было были он она они его её их как да же ' +
    'وفقا وفقًا بحسب للنص للوثيقة النص الوثيقة في من على إلى الى عن مع أن إن هذا هذه التي الذي الذين كان كانت هو هي و أو ثم قد كما ما حيث بين عند بعد قبل كل ذلك تلك نعم أنه أنها لقد ' +
    '根据 文件 文档 資料 资料 文中 文章 段落 来源 指出 提到 表示 显示 是的 以及 并且 因此 所以 其中 进行 成为 一个 一种 这个 该'
  ).split(' '),
);

/** A footnote mark of a document, or a citation of ours; code such as `a[0]` is neither. */
const MARKS = /\s*(?<![\p{L}\p{N}_])\[\d[\d\s,;–-]*\]/gu;

/** A text without marks, with one kind of quotation mark and of white space: equal texts are then equal to the letter. */
export function flatten(text: string): string {
  return text
    .replace(MARKS, '')
    .normalize('NFKC')
    .replace(/[“”„«»「」『』]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}

/** Reads a passage once. Linear in its text. */
export function readPassageEvidence(text: string): PassageEvidence {
  const flat = flatten(text);
  const read = sentences(text).map(({ start, end }) => readSentenceEvidence(text.slice(start, end)));
  const terms = new Set(read.flatMap((sentence) => [...sentence.terms]));
  return { flat, folded: flat.toLowerCase(), sentences: read, terms };
}

export function readSentenceEvidence(given: string): SentenceEvidence {
  const text = given.replace(MARKS, '');
  const numbers = numbersIn(text);
  const read = words(text).map(({ term, start, end }) => {
    const written = text.slice(start, end);
    const isNumber = numbers.some((number) => start < number.end && number.start < end);
    const saysNo = isNegation(written);
    const isFunction = STOP_TERMS.has(term) || FUNCTION_WORDS.has(written.toLowerCase());
    return { term, written, start, isContent: !isNumber && !saysNo && !isFunction, isNegation: saysNo };
  });
  return { text, words: read, terms: new Set(read.map(({ term }) => term)), numbers, months: monthsIn(text) };
}
