import type { DatabaseSync } from 'node:sqlite';
import type { SimilarPassages, SimilarQuery } from '../passage-index.ts';
import { read } from './database.ts';
import { createPassageAt } from './passage-at.ts';

type VectorsRow = { key: number; first: number; bytes: Uint8Array };
type Scored = { document: number; position: number; cosine: number };
type Sums = Map<number, { sum: number; count: number }>;

/** See `PassageIndex.similar`. Rows are read one at a time, so that a large library takes time, not memory. */
export function createSimilar(database: DatabaseSync) {
  const passageAt = createPassageAt(database);
  const select = `SELECT key, position AS first, "values" AS bytes FROM documents JOIN vectors ON document = key
                  WHERE owner = ? AND status = 'completed' AND model = ? AND dimensions = ?`;
  const ofAll = database.prepare(select);
  const ofSome = database.prepare(`${select} AND id IN (SELECT value FROM json_each(?))`);

  return function similar({ owner, documentIds, vector, limit }: SimilarQuery): SimilarPassages {
    const scope = [owner, vector.model, vector.values.length] as const;
    return read(database, () => {
      const rows =
        documentIds === null ? ofAll.iterate(...scope) : ofSome.iterate(...scope, JSON.stringify(documentIds));
      const { best, sums } = scan(rows as Iterable<VectorsRow>, vector.values, limit);
      return {
        passages: best.map(({ cosine, ...place }) => ({ ...passageAt(place), cosine })),
        background: backgroundOf(sums, best[0]?.document),
      };
    });
  };
}

function scan(rows: Iterable<VectorsRow>, query: Float32Array, limit: number): { best: Scored[]; sums: Sums } {
  const best: Scored[] = [];
  const sums: Sums = new Map();
  for (const { key, first, bytes } of rows) {
    const vectors = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    const count = vectors.length / query.length;
    const { sum, count: before } = sums.get(key) ?? { sum: 0, count: 0 };
    let rowSum = 0;
    for (let at = 0; at < count; at++) {
      const cosine = dot(vectors, at * query.length, query);
      rowSum += cosine;
      if (best.length < limit || cosine > best.at(-1)!.cosine)
        insert(best, { document: key, position: first + at, cosine }, limit);
    }
    sums.set(key, { sum: sum + rowSum, count: before + count });
  }
  return { best, sums };
}

/** The loop that a search spends its time in: plain indices, no slices. */
function dot(vectors: Float32Array, from: number, query: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < query.length; i++) sum += vectors[from + i]! * query[i]!;
  return sum;
}

/** Keeps `best` sorted, and no longer than `limit`. */
function insert(best: Scored[], scored: Scored, limit: number): void {
  let at = best.length;
  while (at > 0 && best[at - 1]!.cosine < scored.cosine) at--;
  best.splice(at, 0, scored);
  if (best.length > limit) best.pop();
}

function backgroundOf(sums: Sums, bestDocument: number | undefined): number {
  let sum = 0;
  let count = 0;
  for (const [document, all] of sums) {
    if (document === bestDocument) continue;
    sum += all.sum;
    count += all.count;
  }
  return count === 0 ? 0 : sum / count;
}
