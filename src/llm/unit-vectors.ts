/** Vectors of length 1, one after the other: their dot product is their cosine. */
export type Vectors = { readonly dimensions: number; readonly values: Float32Array };

const DIMENSIONS_MAX = 16_384;

/** A provider's vectors at unit length; null where they are not `count` finite ones of the same, sensible dimensions. */
export function unitVectors(vectors: readonly (readonly number[])[], count: number): Vectors | null {
  const dimensions = vectors[0]?.length ?? 0;
  if (vectors.length !== count || dimensions === 0 || dimensions > DIMENSIONS_MAX) return null;
  const values = new Float32Array(count * dimensions);
  for (const [at, vector] of vectors.entries()) {
    const length = Math.hypot(...vector);
    if (vector.length !== dimensions || !Number.isFinite(length) || length === 0) return null;
    for (const [i, value] of vector.entries()) values[at * dimensions + i] = value / length;
  }
  return { dimensions, values };
}
