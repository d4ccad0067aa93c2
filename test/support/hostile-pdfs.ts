import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { HELVETICA, pdfOf, pdfStream, textOperators, textPdf } from './pdf-file.ts';
import { deflatedRepeats } from './zip-file.ts';

const MIB = 1024 * 1024;
const CATALOG = '<< /Type /Catalog /Pages 2 0 R >>';
const PAGES = '<< /Type /Pages /Count 1 /Kids [3 0 R] >>';
const PAGE =
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>';

/** A few KB whose content stream, deflated twice, unpacks to 3 GB. */
export function doubleDeflatedPdf(): Buffer {
  const once = zlibOf(deflatedRepeats(Buffer.alloc(MIB, ' '), 3000));
  const twice = deflateSync(once, { level: 9 });
  const stream = Buffer.concat([
    Buffer.from(`<< /Length ${twice.length} /Filter [/FlateDecode /FlateDecode] >>\nstream\n`),
    twice,
    Buffer.from('\nendstream'),
  ]);
  return pdfOf([CATALOG, PAGES, PAGE, stream, HELVETICA]);
}

/** Form objects that each draw the next ten times, ten deep: 10,000,000,000 words on one page. */
export function exponentialXObjectPdf({ word = 'boom' } = {}): Buffer {
  const levels = 10;
  const resources = (next: number) => `/Resources << /Font << /F1 5 0 R >> /XObject << /X ${next} 0 R >> >>`;
  const page = PAGE.replace(/\/Resources.*$/, `${resources(6)} >>`);
  const objects: (string | Buffer)[] = [CATALOG, PAGES, page, pdfStream('/X Do'), HELVETICA];
  for (let level = 0; level < levels; level++) {
    const next = objects.length + 2;
    const content = level === levels - 1 ? (word ? textOperators([word]) : '') : '/X Do '.repeat(10);
    objects.push(pdfStream(content, `/Type /XObject /Subtype /Form /BBox [0 0 612 792] ${resources(next)}`));
  }
  return pdfOf(objects);
}

/** A page tree that is its own child. */
export function pageLoopPdf(): Buffer {
  return pdfOf([
    CATALOG,
    '<< /Type /Pages /Count 10 /Kids [2 0 R 3 0 R] /Parent 3 0 R >>',
    '<< /Type /Pages /Count 9 /Kids [2 0 R] /Parent 2 0 R >>',
  ]);
}

/** 30,000 pages, each of them a page. */
export function manyPagesPdf(): Buffer {
  return textPdf(Array.from({ length: 30_000 }, (_, at) => [`Page ${at + 1}`]));
}

/** Claims a billion pages, of which there is one. */
export function claimedPagesPdf(): Buffer {
  return pdfOf([
    CATALOG,
    PAGES.replace('/Count 1', '/Count 1000000000'),
    PAGE,
    pdfStream(textOperators(['One page.'])),
    HELVETICA,
  ]);
}

/** Asks for a password before it can be read (standard security handler, RC4, 40 bits). */
export function passwordPdf(): Buffer {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const encrypt = `/Encrypt << /Filter /Standard /V 1 /R 2 /O <${hash('o')}> /U <${hash('u')}> /P -44 >>`;
  const id = hash('id').slice(0, 32);
  return pdfOf([CATALOG, PAGES, PAGE, pdfStream(textOperators(['Secret.'])), HELVETICA], {
    trailer: `${encrypt} /ID [<${id}> <${id}>]`,
  });
}

/** A character map that maps the same range of characters over and over. */
export function characterMapPdf(): Buffer {
  const ranges = '<0000> <ffff> <0041>\n'.repeat(100_000);
  const map = `/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange 100000 beginbfrange\n${ranges}endbfrange endcmap`;
  const font =
    '<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] /ToUnicode 6 0 R >>';
  return pdfOf([CATALOG, PAGES, PAGE, pdfStream('BT /F1 12 Tf <00410042> Tj ET'), font, pdfStream(map)]);
}

/** Cross-reference tables that name each other for ever. */
export function tableLoopPdf(): Buffer {
  const text = textPdf([['Round and round.']]).toString('latin1');
  const at = text.lastIndexOf('xref\n0');
  return Buffer.from(text.replace('/Root 1 0 R', `/Root 1 0 R /Prev ${at}`), 'latin1');
}

/** No text: what a scanner makes. */
export function picturePdf(): Buffer {
  return pdfOf([CATALOG, PAGES, PAGE, pdfStream('0 0 612 792 re f'), HELVETICA]);
}

/** zlib's frame around a raw stream. The checksum is wrong, which readers of PDFs do not mind. */
function zlibOf(raw: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x78, 0xda]), raw, Buffer.alloc(4)]);
}
