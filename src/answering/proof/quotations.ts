import { flatten, type PassageEvidence, type SentenceEvidence } from './evidence.ts';
import { END } from './verbatim.ts';

const QUOTED = /(?<![\p{L}\p{N}])["“„«「『](?=\S)([^"“”„«»「」『』]{3,400})(?<=\S)["”“»」』]/gu;

/** What a statement puts in quotation marks must be in a passage to the letter. */
export function quotationsHold({ text }: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  return [...text.matchAll(QUOTED)].every(([, quoted = '']) => {
    const core = flatten(quoted).toLowerCase().replace(END, '');
    return core === '' || passages.some(({ folded }) => folded.includes(core));
  });
}
