import type { Owner } from '../../limits/caller.ts';
import { createVectorScan } from '../index/vector-scan.ts';
import type { SimilarPassages, SimilarQuery } from '../passage-index.ts';
import type { Database, Session } from './database.ts';
import { isStorable } from './documents-reader.ts';
import { type PassageRow, passageOf, placesOf, READ_PASSAGES } from './read-passages.ts';

/** Rows of vectors in memory at a time: 4 MiB. */
const ROWS = 16;
/** All of them are sent here: more take longer than a question has, which then goes by its words alone. */
const SCANNED_MAX_BYTES = 32 * 1024 * 1024;

type Scope = readonly [owner: Owner, model: string, dimensions: number, ids: readonly string[] | null];
type Row = { document: number; first: number; bytes: Buffer };

const IN_SCOPE = `d.owner = $1 AND d.status = 'completed' AND d.embedding_model = $2 AND d.embedding_dimensions = $3
  AND ($4::text[] IS NULL OR d.id = ANY ($4))`;
const CHUNKS = `SELECT coalesce(sum(chunk_count), 0)::bigint AS chunks FROM documents d WHERE ${IN_SCOPE}`;
const CURSOR = `DECLARE compared NO SCROLL CURSOR FOR
  SELECT v.document, v."position" AS first, v."values" AS bytes FROM documents d
  JOIN vectors v ON v.owner = d.owner AND v.document = d.number WHERE ${IN_SCOPE}`;

/** See `PassageIndex.similar`. */
export function createSimilar(database: Database, scannedMaxBytes = SCANNED_MAX_BYTES) {
  return function similar({ owner, documentIds, vector, limit }: SimilarQuery): Promise<SimilarPassages> {
    const { model, values } = vector;
    const scope: Scope = [owner, model, values.length, documentIds?.filter(isStorable) ?? null];
    return database.snapshot(owner, async (session) => {
      const { chunks } = (await session.one<{ chunks: number }>(CHUNKS, scope))!;
      if (chunks * values.byteLength > scannedMaxBytes) return { passages: [], background: 0 };
      const scan = createVectorScan(values, limit);
      for await (const { document, first, bytes } of rowsOf(session, scope))
        scan.add({ document, first, values: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4) });
      const best = scan.best();
      const passages = await session.all<PassageRow>(READ_PASSAGES, placesOf(owner, best));
      return {
        passages: passages.map((row) => ({ ...passageOf(row), cosine: best[row.n - 1]!.cosine })),
        background: scan.background(),
      };
    });
  };
}

async function* rowsOf(session: Session, scope: Scope): AsyncGenerator<Row> {
  await session.all(CURSOR, scope);
  for (;;) {
    const rows = await session.all<Row>(`FETCH ${ROWS} FROM compared`);
    if (rows.length === 0) return;
    yield* rows;
  }
}
