import { PostingsReader } from './postings-reader.ts';

/** The store's number of a document, and a chunk of it. */
export type Place = { readonly document: number; readonly position: number };
/** What is searched: so many chunks, so many terms each, in the documents that `includes` lets through. */
export type Bm25Scope = { chunks: number; averageTerms: number; includes(document: number): boolean };

type Scored = Place & { readonly score: number };

const K1 = 1.2;
const B = 0.75;

/** Collects BM25 scores term by term (Robertson & Zaragoza 2009, with the idf that is never negative). */
export function createBm25({ chunks, averageTerms, includes }: Bm25Scope) {
  /** By document, then by position; a chunk without any term has no score. */
  const scores = new Map<number, number[]>();

  function frequencyIn(rows: readonly Uint8Array[]): number {
    let frequency = 0;
    for (const row of rows) {
      const reader = new PostingsReader(row);
      while (reader.nextDocument()) if (includes(reader.document)) frequency += reader.chunks;
    }
    return frequency;
  }

  function score(reader: PostingsReader, idf: number): void {
    const ofDocument = scores.get(reader.document) ?? [];
    scores.set(reader.document, ofDocument);
    while (reader.nextChunk()) {
      const norm = K1 * (1 - B + (B * reader.length) / averageTerms);
      const gain = (idf * reader.frequency * (K1 + 1)) / (reader.frequency + norm);
      ofDocument[reader.position] = (ofDocument[reader.position] ?? 0) + gain;
    }
  }

  return {
    /** Adds one term of the query from its rows of postings. Returns how many chunks contain it. */
    add(rows: readonly Uint8Array[]): number {
      const frequency = frequencyIn(rows);
      const idf = Math.log(1 + (chunks - frequency + 0.5) / (frequency + 0.5));
      for (const row of rows) {
        const reader = new PostingsReader(row);
        while (reader.nextDocument()) if (includes(reader.document)) score(reader, idf);
      }
      return frequency;
    },

    /** The best places, best first; equals in the order of documents and positions. */
    best(limit: number): Place[] {
      let top: Scored[] = [];
      let least = 0; // what a place must reach once `limit` better ones are known
      for (const [document, ofDocument] of scores) {
        for (const [position, score = 0] of ofDocument.entries()) {
          if (score === 0 || score < least) continue;
          top.push({ document, position, score });
          if (top.length < 4 * limit) continue;
          top = best(top, limit);
          least = top.at(-1)?.score ?? 0;
        }
      }
      return best(top, limit).map(({ document, position }) => ({ document, position }));
    },
  };
}

function best(scored: Scored[], limit: number): Scored[] {
  const order = (a: Scored, b: Scored) => b.score - a.score || a.document - b.document || a.position - b.position;
  return scored.sort(order).slice(0, limit);
}
