import { forEachPosting } from './postings.ts';

/** The encoded postings of one term in one document; `document` is the store's number for it. */
export type PostingsRow = { readonly document: number; readonly entries: Uint8Array };
export type Place = { readonly document: number; readonly position: number };

const K1 = 1.2;
const B = 0.75;
/** Chunks of a document are counted below this, so that one number names document and position. */
const POSITIONS = 2 ** 20;

/**
 * Collects BM25 scores term by term (Robertson & Zaragoza 2009, with the idf that is never negative), over a scope of so
 * many chunks of so many terms each.
 */
export function createBm25({ chunks, averageTerms }: { chunks: number; averageTerms: number }) {
  const scores = new Map<number, number>();

  return {
    /** Adds one term of the query. Returns how many chunks contain it. */
    add(rows: readonly PostingsRow[]): number {
      const places: number[] = [];
      const weights: number[] = [];
      for (const { document, entries } of rows) {
        forEachPosting(entries, (position, frequency, length) => {
          places.push(document * POSITIONS + position);
          weights.push((frequency * (K1 + 1)) / (frequency + K1 * (1 - B + (B * length) / averageTerms)));
        });
      }
      const idf = Math.log(1 + (chunks - places.length + 0.5) / (places.length + 0.5));
      for (const [at, place] of places.entries())
        scores.set(place, (scores.get(place) ?? 0) + idf * (weights[at] ?? 0));
      return places.length;
    },

    /** The best places, best first; equals in the order of the documents. */
    best(limit: number): Place[] {
      const ranked = [...scores].sort(([a, scoreA], [b, scoreB]) => scoreB - scoreA || a - b).slice(0, limit);
      return ranked.map(([place]) => ({ document: Math.floor(place / POSITIONS), position: place % POSITIONS }));
    },
  };
}
