import { createVectorScan } from '../index/vector-scan.ts';
import type { SimilarPassages, SimilarQuery } from '../passage-index.ts';
import type { Database } from './database.ts';
import { isStorable } from './documents-reader.ts';
import { type PassageRow, passageOf, placesOf, READ_PASSAGES } from './read-passages.ts';

/** Rows of vectors in memory at a time: 4 MiB. */
const ROWS = 16;

type Row = { document: number; first: number; bytes: Buffer };

const CURSOR = `DECLARE compared NO SCROLL CURSOR FOR
  SELECT v.document, v."position" AS first, v."values" AS bytes FROM documents d
  JOIN vectors v ON v.owner = d.owner AND v.document = d.number
  WHERE d.owner = $1 AND d.status = 'completed' AND d.embedding_model = $2 AND d.embedding_dimensions = $3
    AND ($4::text[] IS NULL OR d.id = ANY ($4))`;

/** See `PassageIndex.similar`. */
export function createSimilar(database: Database) {
  return function similar({ owner, documentIds, vector, limit }: SimilarQuery): Promise<SimilarPassages> {
    const { model, values } = vector;
    return database.snapshot(owner, async (session) => {
      const scan = createVectorScan(values, limit);
      await session.all(CURSOR, [owner, model, values.length, documentIds?.filter(isStorable) ?? null]);
      for (let rows: Row[] = []; ; ) {
        rows = await session.all<Row>(`FETCH ${ROWS} FROM compared`);
        if (rows.length === 0) break;
        for (const { document, first, bytes } of rows)
          scan.add({ document, first, values: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4) });
      }
      const best = scan.best();
      const passages = await session.all<PassageRow>(READ_PASSAGES, placesOf(owner, best));
      return {
        passages: passages.map((row) => ({ ...passageOf(row), cosine: best[row.n - 1]!.cosine })),
        background: scan.background(),
      };
    });
  };
}
