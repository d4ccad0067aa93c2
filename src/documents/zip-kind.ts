import { createReadStream } from 'node:fs';
import { openPromise } from 'yauzl';
import { MEDIA_TYPES, type MediaType } from './document.ts';

const ZIP = Buffer.from('PK');
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** What Office calls an encrypted document inside its OLE container; names there are UTF-16. */
const ENCRYPTED = Buffer.from('EncryptedPackage', 'utf16le');
/** No more names are looked at; a document with more is refused when it is parsed. */
const MAX_NAMES = 2000;

/** By a part that only this kind of document has. */
const PARTS: readonly [begins: string, type: MediaType][] = [
  ['word/', MEDIA_TYPES.docx],
  ['ppt/', MEDIA_TYPES.pptx],
  ['xl/', MEDIA_TYPES.xlsx],
  ['META-INF/container.xml', MEDIA_TYPES.epub],
];
/** By what the first part says, uncompressed, of all of them. */
const SAID: readonly MediaType[] = [MEDIA_TYPES.odt, MEDIA_TYPES.epub];
/** By the name of the file, where it is damaged or encrypted and nothing inside can be read. */
const NAMED: readonly [extension: RegExp, type: MediaType][] = [
  [/^\.doc[xm]$/, MEDIA_TYPES.docx],
  [/^\.ppt[xm]$/, MEDIA_TYPES.pptx],
  [/^\.xls[xm]$/, MEDIA_TYPES.xlsx],
  [/^\.odt$/, MEDIA_TYPES.odt],
  [/^\.epub$/, MEDIA_TYPES.epub],
];

type File = { readonly path: string; readonly head: Buffer; readonly extension: string };

/**
 * Which document a zip holds, or an OLE container with a password; null: none of ours. Other zips, and the Office of before
 * 2007, are none.
 */
export async function zipKind({ path, head, extension }: File): Promise<MediaType | null> {
  const named = NAMED.find(([pattern]) => pattern.test(extension))?.[1] ?? null;
  if (head.subarray(0, ZIP.length).equals(ZIP) && !isTextual(head)) {
    const said = head.toString('latin1', 30, 128);
    return SAID.find((type) => said.startsWith(`mimetype${type}`)) ?? kindOfParts(path, named);
  }
  const isOffice = named !== null && !SAID.includes(named);
  return isOffice && head.subarray(0, OLE.length).equals(OLE) && (await contains(path, ENCRYPTED)) ? named : null;
}

/** `PK` followed by a letter is a word; a zip goes on with control characters. */
function isTextual(head: Buffer): boolean {
  return (head[2] ?? 0) >= 0x20;
}

/** `damaged` when its directory is damaged or too long to tell. */
async function kindOfParts(path: string, damaged: MediaType | null): Promise<MediaType | null> {
  try {
    const zip = await openPromise(path, { strictFileNames: false, autoClose: false });
    zip.on('error', () => {}); // `eachEntry` rejects with it, and nothing is lost when closing fails
    try {
      if (zip.entryCount > MAX_NAMES) return damaged;
      for await (const { fileName } of zip.eachEntry()) {
        const [, type] = PARTS.find(([begins]) => fileName.startsWith(begins)) ?? [];
        if (type) return type;
      }
      return null;
    } finally {
      zip.close();
    }
  } catch {
    return damaged;
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
