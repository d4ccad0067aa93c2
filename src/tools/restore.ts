import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { copyDocuments } from '../compose/copy-documents.ts';
import { configuredEngine, openForCopying } from '../compose/copying.ts';
import { parseConfig } from '../config.ts';
import { readArchive } from '../documents/copying/archive.ts';
import { exitWith, toolProgress } from './tool-progress.ts';

const USAGE = `npm run -s restore -- FILE

Takes every document of a backup that is not there yet into the store of DATA_DIR, or of DATABASE_URL and BLOB_URL, under
its own id. The service may run. Run it again after an error: it goes on where it stopped.

Exit codes: 0 all of it is there; 1 it could not go on, or FILE is damaged; 2 wrong arguments.`;

const [file, ...more] = process.argv.slice(2);
if (!file || file.startsWith('-') || more.length > 0) exitWith(new Error('One argument: the file to read.'), USAGE);
try {
  await restore(file);
} catch (error) {
  exitWith(explained(error));
}

async function restore(file: string): Promise<void> {
  const config = parseConfig(process.env);
  await using target = await openForCopying(config, configuredEngine(config), false);
  const progress = toolProgress(process.stderr);
  const read = createReadStream(file);
  const archive = read.pipe(createGunzip());
  read.on('error', (error) => archive.destroy(error));
  const { taken, there, as_other, without_file, gone } = await copyDocuments(readArchive(archive), target, (counts) =>
    progress.say(`${counts.taken} documents restored`),
  );
  progress.end(
    `${taken} documents restored, ${there + as_other} were there, ${without_file + gone} left out: failed without a file, or deleted meanwhile`,
  );
}

function explained(error: unknown): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new Error('FILE is not there');
  return code?.startsWith('Z_') ? new Error('FILE is damaged, or no backup', { cause: error }) : (error as Error);
}
