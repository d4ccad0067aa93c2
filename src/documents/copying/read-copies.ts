import type { DocumentStore } from '../document-store.ts';
import type { CopyPlace, DocumentCopy } from './copying.ts';

const PAGE = 200;

export type CopySource = Pick<DocumentStore, 'copying' | 'documents' | 'originals'>;

/** The places of all documents, in order. */
export async function* placesOf({ copying }: Pick<CopySource, 'copying'>): AsyncGenerator<CopyPlace> {
  for (let after: CopyPlace | null = null; ; ) {
    const places: CopyPlace[] = await copying.placesAfter(after, PAGE);
    yield* places;
    after = places.at(-1) ?? null;
    if (!after) return;
  }
}

/** Every document that is still there when its turn comes, each as it is at that moment. A running service may go on. */
export async function* readCopies(source: CopySource): AsyncGenerator<DocumentCopy> {
  for await (const place of placesOf(source)) {
    const copy = await readCopy(source, place);
    if (copy) yield copy;
  }
}

/** Null: it is gone. */
export async function readCopy(
  { copying, documents, originals }: CopySource,
  { owner, id }: CopyPlace,
): Promise<DocumentCopy | null> {
  const document = await documents.get(owner, id);
  const parts = document && (await copying.partsOf(owner, id));
  if (!parts) return null;
  const isCompleted = document.status === 'completed';
  const slice = isCompleted ? await documents.text(owner, id, 0, document.chars ?? 0) : null;
  if (isCompleted && !slice) return null; // deleted between two reads
  const original = await originals.read(owner, id);
  return { document, parts, text: slice?.text ?? null, bytes: original?.bytes ?? null };
}
