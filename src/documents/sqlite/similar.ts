import type { DatabaseSync } from 'node:sqlite';
import { createVectorScan } from '../index/vector-scan.ts';
import type { SimilarPassages, SimilarQuery } from '../passage-index.ts';
import { read } from './database.ts';
import { createPassagesAt } from './passages-at.ts';

type Row = { document: number; first: number; bytes: Uint8Array };

/** See `PassageIndex.similar`. Rows are read one at a time. */
export function createSimilar(database: DatabaseSync) {
  const passagesAt = createPassagesAt(database);
  const select = `SELECT document, position AS first, "values" AS bytes FROM documents JOIN vectors ON document = key
                  WHERE owner = ? AND status = 'completed' AND model = ? AND dimensions = ?`;
  const ofAll = database.prepare(select);
  const ofSome = database.prepare(`${select} AND id IN (SELECT value FROM json_each(?))`);

  return function similar({ owner, documentIds, vector, limit }: SimilarQuery): SimilarPassages {
    const scope = [owner, vector.model, vector.values.length] as const;
    return read(database, () => {
      const scan = createVectorScan(vector.values, limit);
      const rows =
        documentIds === null ? ofAll.iterate(...scope) : ofSome.iterate(...scope, JSON.stringify(documentIds));
      for (const { document, first, bytes } of rows as Iterable<Row>)
        scan.add({ document, first, values: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4) });
      const best = scan.best();
      const passages = passagesAt(best).map((passage, at) => ({ ...passage, cosine: best[at]!.cosine }));
      return { passages, background: scan.background() };
    });
  };
}
