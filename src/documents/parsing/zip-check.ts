import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { ParseError } from './parse-error.ts';
import type { ParseLimits } from './parse-limits.ts';

/**
 * Holds a zip container to its limits before anything trusts it: how many entries, how much they say that they unpack to,
 * and that they do not lie. Unpacks what is XML, piece by piece, and keeps none of it.
 * @throws ParseError `parse_limit_exceeded`, `password_protected`; Error when it is no whole zip, or an entry is not as told.
 */
export async function checkZip(bytes: Buffer, limits: ParseLimits): Promise<void> {
  const zip = await fromBufferPromise(bytes, { strictFileNames: false });
  if (zip.entryCount > limits.zipMaxEntries)
    throw tooMuch(`It has ${zip.entryCount} parts; at most ${limits.zipMaxEntries} are read.`);
  const entries: Entry[] = [];
  let unpacked = 0;
  for await (const entry of zip.eachEntry()) {
    if (entry.isEncrypted()) throw new ParseError('password_protected', 'The document is protected by a password.');
    unpacked += entry.uncompressedSize;
    if (unpacked > limits.zipMaxBytes) throw tooMuch(`It unpacks to more than ${limits.zipMaxBytes} bytes.`);
    entries.push(entry);
  }
  if (unpacked > bytes.length * limits.zipMaxRatio)
    throw tooMuch(`It unpacks to more than ${limits.zipMaxRatio} times its size.`);
  for (const entry of entries) if (/\.(xml|rels)$/i.test(entry.fileName)) await unpack(zip, entry);
}

/** yauzl ends the stream with an error once it gives more bytes than the directory says. */
async function unpack(zip: ZipFile, entry: Entry): Promise<void> {
  for await (const _ of await zip.openReadStreamPromise(entry));
}

function tooMuch(reason: string): ParseError {
  return new ParseError('parse_limit_exceeded', `The document is larger inside than is read. ${reason}`);
}
