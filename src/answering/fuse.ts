import type { RankedPassage } from './rank.ts';

const K = 60;

/**
 * Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009): each ranking gives a passage 1 / (60 + its rank), ties keep
 * the order in which they were met. One ranking comes back as it is. A passage keeps the relevance of its first ranking.
 */
export function fuse(rankings: readonly (readonly RankedPassage[])[]): RankedPassage[] {
  const fused = new Map<string, { passage: RankedPassage; score: number }>();
  for (const ranking of rankings) {
    for (const [at, passage] of ranking.entries()) {
      const key = `${passage.documentId} ${passage.position}`;
      const score = 1 / (K + at + 1) + (fused.get(key)?.score ?? 0);
      fused.set(key, { passage: fused.get(key)?.passage ?? passage, score });
    }
  }
  return [...fused.values()].sort((a, b) => b.score - a.score).map(({ passage }) => passage);
}
