/** Vectors of one document from position `first` on, each of length 1, one after the other. */
export type VectorsRow = { readonly document: number; readonly first: number; readonly values: Float32Array };
export type SimilarPlace = { readonly document: number; readonly position: number; readonly cosine: number };

/** Compares vectors with a query's, row by row, so that a large library takes time, not memory. */
export function createVectorScan(query: Float32Array, limit: number) {
  const best: SimilarPlace[] = [];
  const sums = new Map<number, { sum: number; count: number }>();

  return {
    add({ document, first, values }: VectorsRow): void {
      const count = values.length / query.length;
      const { sum, count: before } = sums.get(document) ?? { sum: 0, count: 0 };
      let rowSum = 0;
      for (let at = 0; at < count; at++) {
        const cosine = dot(values, at * query.length, query);
        rowSum += cosine;
        if (best.length < limit || cosine > best.at(-1)!.cosine)
          insert(best, { document, position: first + at, cosine }, limit);
      }
      sums.set(document, { sum: sum + rowSum, count: before + count });
    },
    /** The best places, best first. */
    best: (): readonly SimilarPlace[] => best,
    /** See `SimilarPassages.background`. */
    background: (): number => backgroundOf(sums, best[0]?.document),
  };
}

/** The loop that a search spends its time in: plain indices, no slices. */
function dot(vectors: Float32Array, from: number, query: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < query.length; i++) sum += vectors[from + i]! * query[i]!;
  return sum;
}

/** Keeps `best` sorted, and no longer than `limit`. */
function insert(best: SimilarPlace[], scored: SimilarPlace, limit: number): void {
  let at = best.length;
  while (at > 0 && best[at - 1]!.cosine < scored.cosine) at--;
  best.splice(at, 0, scored);
  if (best.length > limit) best.pop();
}

function backgroundOf(sums: ReadonlyMap<number, { sum: number; count: number }>, bestDocument: number | undefined) {
  let sum = 0;
  let count = 0;
  for (const [document, all] of sums) {
    if (document === bestDocument) continue;
    sum += all.sum;
    count += all.count;
  }
  return count === 0 ? 0 : sum / count;
}
