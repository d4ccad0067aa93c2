import type { DocumentCopy } from '../documents/copying/copying.ts';
import { createTakeCopy, type Taken } from '../documents/copying/take-copy.ts';
import type { OpenedForCopying } from './copying.ts';

export type CopyCounts = Record<Taken, number>;

/** Takes every copy into a store, one after the other, and says after each how many there were of which kind. */
export async function copyDocuments(
  copies: AsyncIterable<DocumentCopy>,
  target: OpenedForCopying,
  onProgress: (counts: CopyCounts) => void,
): Promise<CopyCounts> {
  const takeCopy = createTakeCopy(target);
  const counts: CopyCounts = { taken: 0, there: 0, as_other: 0, without_file: 0, gone: 0 };
  for await (const copy of copies) {
    counts[await takeCopy(copy)]++;
    onProgress(counts);
  }
  return counts;
}
