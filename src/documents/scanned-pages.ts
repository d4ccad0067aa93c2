import type { Extract, ScannedPages } from './document.ts';

const NONE: ScannedPages = { unread: [], byOcr: [] };

/** As a row of the database holds them; null: there are none. */
export function writeScannedPages({ scannedPages }: Extract): string | null {
  return scannedPages ? JSON.stringify([scannedPages.unread, scannedPages.byOcr]) : null;
}

export function readScannedPages(written: string | null): ScannedPages {
  if (written === null) return NONE;
  const [unread, byOcr] = JSON.parse(written) as [number[], number[]];
  return { unread, byOcr };
}

/** Where the text of a page comes from. */
export function sourceOf({ byOcr }: ScannedPages, page: number | null): 'text' | 'ocr' {
  return page !== null && byOcr.includes(page) ? 'ocr' : 'text';
}
