import { docxOf, docxParts, paragraph } from './docx-file.ts';
import * as pdfs from './hostile-pdfs.ts';
import { textPdf } from './pdf-file.ts';
import { deflatedRepeats, type ZipEntry, zipOf } from './zip-file.ts';

const MIB = 1024 * 1024;
const XML = '<?xml version="1.0" encoding="UTF-8"?>';
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

/** How a file may end: `completed`, the code with which it failed, or the code with which the upload was refused. */
export type Ending =
  | 'completed'
  | 'password_protected'
  | 'corrupt_file'
  | 'parse_limit_exceeded'
  | 'no_text'
  | 'unsupported_media_type'
  | 'empty_file'
  | 'payload_too_large';

export type HostileFile = { what: string; filename: string; make: () => Buffer; ends: readonly Ending[] };

/** Files whose reading does not end within minutes, and what becomes of each. */
export const endlessFiles: readonly HostileFile[] = [
  file('a PDF that draws 10^10 words', 'exponential.pdf', pdfs.exponentialXObjectPdf, 'parse_limit_exceeded'),
  file('a PDF of character maps', 'maps.pdf', pdfs.characterMapPdf, 'parse_limit_exceeded'),
  file(
    'HTML of a million unclosed tags',
    'unclosed.html',
    () => Buffer.from('<p>a<b>'.repeat(1_000_000)),
    'parse_limit_exceeded',
  ),
];

/** Files that were made to hurt whoever reads them, and what becomes of each. None is downloaded. */
export const hostileFiles: readonly HostileFile[] = [
  file('a docx of 1 MB that unpacks to 1 GB', 'bomb.docx', gigabyteDocx, 'parse_limit_exceeded'),
  file('a docx that says 1 KB and unpacks to 1 GB', 'liar.docx', lyingDocx, 'corrupt_file', 'parse_limit_exceeded'),
  file('a docx of 60,000 parts', 'parts.docx', manyPartsDocx, 'parse_limit_exceeded'),
  file('a docx of a million paragraphs', 'paragraphs.docx', manyParagraphsDocx, 'parse_limit_exceeded', 'completed'),
  file('a docx of XML 20,000 deep', 'deep.docx', deepDocx, 'parse_limit_exceeded'),
  file('a docx of 400,000 spaces in a table cell', 'spaces.docx', spaciousCellDocx, 'completed'),
  file('a docx of 500 tables, each in a cell of the one before', 'tables.docx', nestedTablesDocx, 'completed'),
  file('a docx that asks for a local file', 'xxe.docx', externalEntityDocx, 'corrupt_file', 'completed', 'no_text'),
  file('a docx of entities of entities', 'laughs.docx', entityBombDocx, 'corrupt_file', 'parse_limit_exceeded'),
  file('a docx cut in half', 'half.docx', () => half(docxOf(paragraph('Whole once.'))), 'corrupt_file'),
  file('a docx with a password', 'locked.docx', passwordDocx, 'password_protected'),
  file('a docx of encrypted parts', 'locked-parts.docx', encryptedPartsDocx, 'password_protected'),
  file('a docx without words', 'blank.docx', () => docxOf('<w:p/>'), 'no_text'),
  file(
    'garbage named docx',
    'garbage.docx',
    () => Buffer.concat([Buffer.from('PK\x03\x04'), noise(50_000)]),
    'corrupt_file',
  ),
  file(
    'a zip that is no docx',
    'archive.docx',
    () => zipOf([{ name: 'a.txt', content: 'a' }]),
    'unsupported_media_type',
  ),
  file('a PDF of some KB that unpacks to 3 GB', 'double.pdf', pdfs.doubleDeflatedPdf, 'parse_limit_exceeded'),
  file(
    'a PDF that draws nothing 10^10 times',
    'nothing.pdf',
    () => pdfs.exponentialXObjectPdf({ word: '' }),
    'parse_limit_exceeded',
    'no_text',
  ),
  file('a PDF whose page tree is a loop', 'loop.pdf', pdfs.pageLoopPdf, 'corrupt_file'),
  file('a PDF of 30,000 pages', 'pages.pdf', pdfs.manyPagesPdf, 'parse_limit_exceeded'),
  file(
    'a PDF that claims a billion pages',
    'claims.pdf',
    pdfs.claimedPagesPdf,
    'parse_limit_exceeded',
    'corrupt_file',
    'completed',
  ),
  file('a PDF whose tables name each other', 'tables.pdf', pdfs.tableLoopPdf, 'completed', 'corrupt_file'),
  file(
    'a PDF cut in half',
    'half.pdf',
    () => half(textPdf([['Whole once.'], ['And here.']])),
    'corrupt_file',
    'completed',
    'no_text',
  ),
  file('a PDF with a password', 'locked.pdf', pdfs.passwordPdf, 'password_protected'),
  file('a PDF of pictures', 'scan.pdf', pdfs.picturePdf, 'no_text'),
  file(
    'garbage named pdf',
    'garbage.pdf',
    () => Buffer.concat([Buffer.from('%PDF-1.7\n'), noise(50_000)]),
    'corrupt_file',
  ),
  file(
    'an executable named pdf',
    'setup.pdf',
    () => Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0'), noise(50_000)]),
    'unsupported_media_type',
  ),
  file(
    'HTML of 100,000 nested elements',
    'nested.html',
    () => Buffer.from(`${'<div>'.repeat(100_000)}deep`),
    'parse_limit_exceeded',
  ),
  file(
    'HTML of angle brackets',
    'angles.html',
    () => Buffer.alloc(5 * MIB, '<'),
    'parse_limit_exceeded',
    'completed',
    'no_text',
  ),
  file('HTML that asks for a local file', 'xxe.html', externalEntityHtml, 'completed'),
  file('5 MB of one letter', 'letter.txt', () => Buffer.alloc(5_000_000, 'a'), 'completed'),
  file(
    '20 MB in one line',
    'line.txt',
    () => Buffer.alloc(20_000_000, 'many words in one line '),
    'parse_limit_exceeded',
  ),
  file('5 MB in one line', 'short-line.txt', () => Buffer.alloc(4_990_000, 'many words in one line '), 'completed'),
  file('CSV of quotes', 'quotes.csv', () => Buffer.alloc(4_000_000, '"'), 'completed', 'no_text'),
  file('CSV of a million cells in a row', 'cells.csv', () => Buffer.from('a,'.repeat(1_000_000)), 'completed'),
  file('a binary named txt', 'binary.txt', () => noise(100_000), 'unsupported_media_type'),
  file(
    'a text that turns binary',
    'turns.txt',
    () => Buffer.concat([Buffer.alloc(70_000, 'text '), noise(100_000)]),
    'corrupt_file',
    'completed',
  ),
  file('nothing', 'empty.txt', () => Buffer.alloc(0), 'empty_file'),
  file('white space', 'blank.txt', () => Buffer.from(' \r\n\t \n'), 'no_text'),
  file('UTF-16 with a mark', 'wide.txt', () => Buffer.from('\ufeffWide words. 中文 😀', 'utf16le'), 'completed'),
  file(
    'UTF-16 with a mark, big end first',
    'wide-be.txt',
    () => Buffer.from('\ufeffWide words.', 'utf16le').swap16(),
    'completed',
  ),
];

function file(what: string, filename: string, make: () => Buffer, ...ends: Ending[]): HostileFile {
  return { what, filename, make, ends };
}

function gigabyteDocx(): Buffer {
  return docxParts({ content: deflatedRepeats(Buffer.alloc(MIB, 'a'), 1024), declaredBytes: 1024 * MIB });
}

function lyingDocx(): Buffer {
  return docxParts({ content: deflatedRepeats(Buffer.alloc(MIB, 'a'), 1024), declaredBytes: 1024 });
}

function manyPartsDocx(): Buffer {
  const parts = Array.from({ length: 60_000 }, (_, at) => ({ name: `word/media/${at}.xml`, content: '' }));
  return docxOf(paragraph('One of many.'), parts);
}

function manyParagraphsDocx(): Buffer {
  return docxOf(
    Array.from({ length: 1_000_000 }, (_, at) => `<w:p><w:r><w:t>${(at * 7919) % 999_983}</w:t></w:r></w:p>`).join(''),
  );
}

function spaciousCellDocx(): Buffer {
  const words = paragraph(`first${' '.repeat(400_000)}last`);
  return docxOf(`<w:tbl><w:tr><w:tc>${words}</w:tc></w:tr></w:tbl>`, [padding()]);
}

function nestedTablesDocx(): Buffer {
  const levels = 500;
  const words = paragraph('x y '.repeat(400_000));
  const tables = `${'<w:tbl><w:tr><w:tc>'.repeat(levels)}${words}${'</w:tc></w:tr></w:tbl>'.repeat(levels)}`;
  return docxOf(tables, [padding()]);
}

/** What does not shrink, against the bounds of how much a docx unpacks to, and how much text a file may hold. */
function padding(): ZipEntry {
  return { name: 'word/media/noise.png', content: noise(40_000) };
}

function deepDocx(): Buffer {
  return docxOf(
    `${'<w:sdt><w:sdtContent>'.repeat(10_000)}${paragraph('deep')}${'</w:sdtContent></w:sdt>'.repeat(10_000)}`,
    [{ name: 'word/media/image.jpg', content: noise(50_000) }], // or it would already unpack to too many times its size
  );
}

function externalEntityDocx(): Buffer {
  return docxParts(
    `${XML}<!DOCTYPE w:document [<!ENTITY file SYSTEM "file:///etc/passwd">]><w:document ${W}><w:body><w:p><w:r><w:t>Before &file; after</w:t></w:r></w:p></w:body></w:document>`,
  );
}

function entityBombDocx(): Buffer {
  const entities = Array.from({ length: 9 }, (_, at) => `<!ENTITY e${at + 1} "${`&e${at};`.repeat(10)}">`).join('');
  return docxParts(
    `${XML}<!DOCTYPE w:document [<!ENTITY e0 "lol">${entities}]><w:document ${W}><w:body><w:p><w:r><w:t>&e9;</w:t></w:r></w:p></w:body></w:document>`,
  );
}

function externalEntityHtml(): Buffer {
  return Buffer.from(
    '<!DOCTYPE html [<!ENTITY file SYSTEM "file:///etc/passwd">]><p>Before &file; after</p><iframe src="file:///etc/passwd"></iframe>',
  );
}

function encryptedPartsDocx(): Buffer {
  return docxOf(paragraph('x'), [{ name: 'word/settings.xml', content: 'x', flags: 1 }]);
}

/** An OLE container as Office makes it around an encrypted document, as far as its directory goes. */
function passwordDocx(): Buffer {
  const header = Buffer.alloc(512);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header);
  const directory = Buffer.alloc(512);
  for (const [at, name] of ['Root Entry', 'EncryptedPackage', 'EncryptionInfo'].entries())
    directory.write(name, at * 128, 'utf16le');
  return Buffer.concat([header, directory, noise(4096)]);
}

function half(whole: Buffer): Buffer {
  return whole.subarray(0, whole.length / 2);
}

/** The same bytes every time, and no pattern in them. */
function noise(bytes: number): Buffer {
  const made = Buffer.alloc(bytes);
  let state = 1;
  for (let at = 0; at < bytes; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    made[at] = state >>> 16;
  }
  return made;
}
