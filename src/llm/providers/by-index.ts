/**
 * Vectors in the order of their texts. `body` is the answer as it came: servers that work in parallel may answer in any
 * order, and say by `index` which text each is of. Null where the indexes name one text twice or none at all.
 */
export function byIndex(embeddings: readonly number[][], body: unknown): readonly number[][] | null {
  const data = (body as { data?: unknown } | undefined)?.data;
  const entries = Array.isArray(data) ? (data as ({ index?: unknown } | null)[]) : [];
  const indexes = entries.map((entry) => entry?.index);
  if (indexes.every((index) => index === undefined || index === null)) return embeddings; // as they came: the server says nothing
  const ordered = embeddings.map((_, at) => embeddings[indexes.indexOf(at)]);
  return ordered.every((vector) => vector !== undefined) ? ordered : null;
}
