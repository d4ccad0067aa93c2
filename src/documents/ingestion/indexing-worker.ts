import { parentPort } from 'node:worker_threads';
import { terms } from '../../text/words.ts';
import type { Extract } from '../document.ts';
import { serveCalls } from '../thread-calls.ts';
import { chunk } from './chunk.ts';

/** Entry of the thread that cuts texts and makes their index terms. */
export type IndexingCalls = ReturnType<typeof indexingCalls>;

if (parentPort) serveCalls(indexingCalls());

function indexingCalls() {
  return {
    /** Per chunk three numbers, start, end and page (0: none), and all chunks' terms, a line each: few objects cross threads fast. */
    cut(extract: Extract): { spans: Int32Array; terms: string } {
      const chunks = chunk(extract);
      const spans = Int32Array.from(chunks.flatMap(({ start, end, page }) => [start, end, page ?? 0]));
      return { spans, terms: chunks.map(({ text }) => terms(text).join(' ')).join('\n') };
    },
  };
}
