import type { Status } from '../document.ts';

/** What a search looks at: chunks and the terms in them, and documents that can be found or are still on their way. */
export type Totals = { chunks: number; terms: number; completed: number; pending: number };

type Counted = { readonly status: Status; readonly chunk_count: number | null; readonly term_count: number | null };

/** The totals of these documents. */
export function totalsOf(rows: readonly Counted[]): Totals {
  const totals = { chunks: 0, terms: 0, completed: 0, pending: 0 };
  for (const { status, chunk_count, term_count } of rows) {
    totals.chunks += chunk_count ?? 0;
    totals.terms += term_count ?? 0;
    if (status === 'completed') totals.completed++;
    else if (status !== 'failed') totals.pending++;
  }
  return totals;
}
