import type { RankedPassage } from '../rank/rank.ts';

const K = 60;

/**
 * Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009): each ranking gives a passage 1 / (60 + its rank); of equals
 * the more relevant comes first. One ranking comes back as it is. A passage keeps the best relevance it was given.
 */
export function fuse(rankings: readonly (readonly RankedPassage[])[]): RankedPassage[] {
  const fused = new Map<string, { passage: RankedPassage; score: number }>();
  for (const ranking of rankings) {
    for (const [at, passage] of ranking.entries()) {
      const key = `${passage.documentId} ${passage.position}`;
      const met = fused.get(key);
      const relevance = Math.max(passage.relevance, met?.passage.relevance ?? 0);
      fused.set(key, {
        passage: { ...passage, ...met?.passage, relevance },
        score: 1 / (K + at + 1) + (met?.score ?? 0),
      });
    }
  }
  return [...fused.values()]
    .sort((a, b) => b.score - a.score || b.passage.relevance - a.passage.relevance)
    .map(({ passage }) => passage);
}
