export type Confidence = { readonly score: number; readonly level: 'high' | 'medium' | 'low' };

/** How far the answer can be relied on, from its evidence: the share of answers right at that evidence, 0–1. */
export function confidence(evidence: number): Confidence {
  const score = 1 / (1 + Math.exp(-2 * (evidence - 1.2)));
  return { score: Math.round(score * 100) / 100, level: score >= 0.7 ? 'high' : score >= 0.4 ? 'medium' : 'low' };
}
