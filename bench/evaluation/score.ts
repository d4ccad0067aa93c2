import type { Answer, Citation } from './service-client.ts';
import type { Article, Question } from './squad.ts';

/** What is counted of an answer, in the order of the table. */
export const MEASURES = {
  documentFirst: 'right document first',
  paragraphFirst: 'right paragraph first',
  spanIn1: 'answer span in citation 1',
  spanIn3: '… in citations 1–3',
  spanIn5: '… in citations 1–5',
  firstSentence: 'gold answer in the first sentence',
  wholeAnswer: '… in the whole answer',
} as const;
export type Measure = keyof typeof MEASURES;
export type Library = { readonly articles: readonly Article[]; readonly ids: readonly string[] };

/** Holds an answer, and all that was retrieved for it, to a question that the articles answer. */
export function score(answer: Answer, question: Question, { articles, ids }: Library): Record<Measure, boolean> {
  const passages = [...answer.citations, ...answer.closest].sort((a, b) => a.n - b.n);
  const right = (passage: Citation | undefined) => passage?.document_id === ids[question.article];
  const holdsGold = (text: string) => question.gold.some((gold) => text.includes(gold));
  const found = (count: number) =>
    passages.slice(0, count).some((passage) => right(passage) && holdsGold(passage.chunk_text));
  const [firstSentence = ''] = answer.answer.split(/\s*\[\d+\]/, 1);
  return {
    documentFirst: right(passages[0]),
    paragraphFirst: right(passages[0]) && overlaps(passages[0], question, articles[question.article]?.text ?? ''),
    spanIn1: found(1),
    spanIn3: found(3),
    spanIn5: found(5),
    firstSentence: answer.answered && holdsGold(firstSentence),
    wholeAnswer: answer.answered && holdsGold(answer.answer),
  };
}

/** The faults of an answer's offsets: every citation and highlight has to equal the slice that it names. */
export function wrongSlices(answer: Answer, { articles, ids }: Library): number {
  return [...answer.citations, ...answer.closest].filter((citation) => {
    const text = articles[ids.indexOf(citation.document_id)]?.text;
    if (text === undefined || text.slice(citation.start, citation.end) !== citation.text) return true;
    const { highlighted_passage: highlight, highlight_start: from, highlight_end: to } = citation;
    return highlight !== undefined && citation.chunk_text.slice(from, to) !== highlight;
  }).length;
}

function overlaps(passage: Citation | undefined, { start, end }: Question, text: string): boolean {
  if (!passage) return false;
  const from = text.indexOf(passage.chunk_text);
  return from >= 0 && from < end && from + passage.chunk_text.length > start;
}
