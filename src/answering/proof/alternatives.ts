import type { PassageEvidence, SentenceEvidence } from './evidence.ts';

/** Of a set of which one is true, a statement may name only what a passage names: "blue" is not there where "green" is. */
export function alternativesHold({ words }: SentenceEvidence, passages: readonly PassageEvidence[]): boolean {
  return words.every(({ meaning: { alternatives } }) => {
    if (alternatives.length === 0) return true;
    const named = passages.flatMap(({ sentences }) =>
      sentences.flatMap((one) => one.words.flatMap((word) => word.meaning.alternatives)),
    );
    const ofSets = named.filter(({ of }) => alternatives.some((own) => own.of === of));
    return (
      ofSets.length === 0 ||
      ofSets.some(({ of, which }) => alternatives.some((own) => own.of === of && own.which === which))
    );
  });
}
