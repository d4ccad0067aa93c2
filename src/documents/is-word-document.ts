import { createReadStream } from 'node:fs';
import { openPromise } from 'yauzl';

const ZIP = Buffer.from('PK');
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** What Office calls an encrypted document inside its OLE container; names there are UTF-16. */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');
/** No more names are looked at; a document with more is refused when it is parsed. */
const MAX_NAMES = 2000;

/**
 * True for a Word document: a zip of its parts or, with a password, an OLE container. A damaged or encrypted one is told
 * by its name, since nothing inside can be read; other zips, and the Word of before 2007, are none.
 */
export async function isWordDocument(path: string, head: Buffer, extension: string): Promise<boolean> {
  const isNamedSo = /^\.doc[xm]$/.test(extension);
  if (head.subarray(0, ZIP.length).equals(ZIP) && !isTextual(head)) return (await hasWordParts(path)) ?? isNamedSo;
  return isNamedSo && head.subarray(0, OLE.length).equals(OLE) && (await contains(path, ENCRYPTED));
}

/** `PK` followed by a letter is a word; a zip goes on with control characters. */
function isTextual(head: Buffer): boolean {
  return (head[2] ?? 0) >= 0x20;
}

/** Null when its directory is damaged or too long to tell. */
async function hasWordParts(path: string): Promise<boolean | null> {
  try {
    const zip = await openPromise(path, { strictFileNames: false, autoClose: false });
    zip.on('error', () => {}); // `eachEntry` rejects with it, and nothing is lost when closing fails
    try {
      if (zip.entryCount > MAX_NAMES) return null;
      for await (const { fileName } of zip.eachEntry()) if (fileName.startsWith('word/')) return true;
      return false;
    } finally {
      zip.close();
    }
  } catch {
    return null;
  }
}

async function contains(path: string, wanted: Buffer): Promise<boolean> {
  let before = Buffer.alloc(0);
  for await (const piece of createReadStream(path)) {
    const joined = Buffer.concat([before, piece as Buffer]);
    if (joined.includes(wanted)) return true;
    before = joined.subarray(-wanted.length);
  }
  return false;
}
