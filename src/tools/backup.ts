import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { configuredEngine, openForCopying } from '../compose/copying.ts';
import { parseConfig } from '../config.ts';
import { writeArchive } from '../documents/copying/archive.ts';
import type { DocumentCopy } from '../documents/copying/copying.ts';
import { readCopies } from '../documents/copying/read-copies.ts';
import { exitWith, toolProgress } from './tool-progress.ts';

const USAGE = `npm run -s backup -- FILE

Writes every document with its file, text, passages and vectors into FILE, while the service runs: each as it is at its
moment. DATA_DIR, or DATABASE_URL and BLOB_URL, say where they are. FILE holds all words in plain, and is not touched when
a document is deleted later: keep it as safe as the service, and no longer than you may. npm run restore reads it back,
into either engine.

Exit codes: 0 FILE is whole; 1 it could not be written, and there is none; 2 wrong arguments.`;

const [file, ...more] = process.argv.slice(2);
if (!file || file.startsWith('-') || more.length > 0) exitWith(new Error('One argument: the file to write.'), USAGE);
try {
  await backup(file);
} catch (error) {
  exitWith(error);
}

/** Nobody ever sees the file before it is whole and on the disk. */
async function backup(file: string): Promise<void> {
  const config = parseConfig(process.env);
  await using source = await openForCopying(config, configuredEngine(config), true);
  const progress = toolProgress(process.stderr);
  let documents = 0;
  const counted = async function* (copies: AsyncIterable<DocumentCopy>) {
    for await (const copy of copies) {
      yield copy;
      progress.say(`${++documents} documents`);
    }
  };
  const part = `${file}.part`;
  try {
    const archive = Readable.from(writeArchive(counted(readCopies(source.store))));
    await pipeline(archive, createGzip({ level: 1 }), createWriteStream(part, { mode: 0o600, flush: true }));
    await rename(part, file);
    await using folder = await open(dirname(file));
    await folder.sync();
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  progress.end(`${documents} documents in ${file}`);
}
