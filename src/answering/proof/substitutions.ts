import type { EvidenceWord, PassageEvidence, SentenceEvidence } from './evidence.ts';

/** Words on each side that are compared, and how many must agree to say that a word stands in another one's place. */
const SIDE = 3;
const SAME_PLACE = 3;

/** Whether a word stands between the same words as another one in a passage. */
export function isSubstituted({ words }: SentenceEvidence, at: number, passages: readonly PassageEvidence[]): boolean {
  const left = words.slice(Math.max(0, at - SIDE), at).reverse();
  const right = words.slice(at + 1, at + 1 + SIDE);
  return passages.some(({ sentences }) =>
    sentences.some((sentence) =>
      sentence.words.some((other, there) => {
        if (!other.isContent) return false;
        const before = alike(left, sentence.words.slice(Math.max(0, there - SIDE), there).reverse());
        const behind = alike(right, sentence.words.slice(there + 1, there + 1 + SIDE));
        return before > 0 && behind > 0 && before + behind >= SAME_PLACE;
      }),
    ),
  );
}

/** How many words from the first on are the same. */
export function alike(some: readonly EvidenceWord[], others: readonly EvidenceWord[]): number {
  const differing = some.findIndex(({ term }, at) => others[at]?.term !== term);
  return differing < 0 ? some.length : differing;
}
