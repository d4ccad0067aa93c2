import { isStopWord } from '../../text/languages.ts';

/** Words that speak of the source itself, and function words of languages that ranking has no list of. */
const FUNCTION_WORDS = new Set(
  (
    'according passage passages document documents text texts source sources states stated says said mentions mentioned provided based ' +
    'answer question short summary brief ' +
    'yes however therefore additionally also furthermore moreover because since while although though during between approximately about around ' +
    'today currently later then thus hence specifically overall both either first one ' +
    'laut gemäß dokument text quelle zufolge antwort frage lautet kurz gesagt zusammengefasst gilt demnach heißt ' +
    'der die das den dem des ein eine einen einem einer und oder aber in im am an auf für von vom zu zum zur mit bei nach aus ist war waren wird wurde wurden sind sich als auch es er sie ihr sein seine so dass ja etwa rund ' +
    'jedoch außerdem zudem daher deshalb während damals heute später ungefähr ' +
    'según documento texto fuente respuesta pregunta dice indica afirma señala menciona resumen ' +
    'el la los las un una y o de del en al a por para con su sus que se es fue era son como lo sí sin embargo además también aproximadamente ' +
    'selon réponse question résumé le les et ou du des au aux par pour avec sa son ses est était sont dans sur ce cette il elle oui ' +
    'selon secondo segundo volgens documento testo texto het ' +
    'σύμφωνα έγγραφο κείμενο belgeye metne göre theo tài liệu văn bản potrivit conform documentului textului 문서에 본문에 따르면 ' +
    'согласно документ документу документе текст тексту тексте сказано указано говорится ответ вопрос коротко говоря кратко источник ' +
    'и в во на с со по из к у о об от до для за что это был была было были он она они его её их как да же также однако кроме того примерно около ' +
    'وفقا وفقًا بحسب للنص للوثيقة النص الوثيقة يذكر تذكر يقول ينص يشير الجواب الإجابة السؤال باختصار المستند للمستند ' +
    'في من على إلى الى عن مع أن إن هذا هذه التي الذي الذين كان كانت هو هي و أو ثم قد كما ما حيث بين عند بعد قبل كل ذلك تلك نعم أنه أنها لقد أيضا أيضًا ومع لكن حوالي تقريبا خلال ' +
    '根据 文件 文档 資料 资料 文中 文章 文本 段落 来源 内容 指出 提到 表示 显示 说明 表明 记载 答案 问题 回答 简而言之 总之 换句话说 也就是说 ' +
    '是的 以及 并且 因此 因而 从而 所以 其中 进行 成为 一个 一种 这个 该 此外 另外 同时 然而 但是 不过 而且 然后 随后 后来 之后 之前 当时 目前 ' +
    '如今 现在 例如 比如 通过 由于 因为 尽管 虽然 即使 如果 那么 关于 对于 按照 据 据说 已经 曾经 曾 大约 约 大概 左右 为 作为 称为 还 还有 则 将 令 使 让 又 并 且 或 但 却 均 即 至 向 自 以 来 去 后 前 时 期间'
  ).split(' '),
);

/** Words that say how a sentence is put, not what it says. */
export function isFunctionWord(written: string): boolean {
  const lower = written.toLowerCase();
  if (isStopWord(lower, 'en') || isStopWord(lower, 'zh')) return !MEANT_AS_NAME.test(written);
  return FUNCTION_WORDS.has(lower) || FUNCTION_WORDS.has(written.replace(ARABIC_AND, ''));
}

/** "And", written in one with the word that it stands before. */
const ARABIC_AND = /^[وف](?=\p{Script=Arabic}{2})/u;

/** With capitals these are countries, organisations, a month or a man. */
const MEANT_AS_NAME = /^(?:US|WHO|IT|May|Will)$/;
