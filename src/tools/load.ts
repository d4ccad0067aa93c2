import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Docent, DocentError } from 'docent/client';
import { connectTo, showProgress } from './load-progress.ts';

const USAGE = `npm run -s load -- FOLDER

Uploads every file below a folder, one after another, as fast as the upload limit lets it. Run it again to go on where it
stopped: what is there already is skipped. DOCENT_URL is where the service is (http://localhost:8000), DOCENT_TOKEN a
bearer token, where one is needed.`;

const INGESTED_WITHIN_SECONDS = 30;

const [folder] = process.argv.slice(2);
if (!folder || folder.startsWith('-')) {
  console.error(USAGE);
  process.exit(2);
}
try {
  const failed = await load(folder);
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  console.error(`\n${explain(error)}\nRun it again to go on from here.`);
  process.exitCode = 1;
}

/** Returns how many files the service did not take. */
async function load(from: string): Promise<number> {
  const files = await filesBelow(from);
  const progress = showProgress(files.length, process.stderr);
  const docent = connectTo(process.env, progress);
  const known = await knownFiles(docent);
  for (const path of files) {
    const name = basename(path);
    progress.begin(name);
    if (known.has(`${await digestOf(path)} ${name}`)) progress.skipped();
    else await upload(docent, path, name).then(progress.taken, (error) => progress.refused(refusalOf(error)));
  }
  return progress.end();
}

async function upload(docent: Docent, path: string, name: string): Promise<void> {
  const file = await openAsBlob(path);
  const { status, message } = await docent.upload(file, { filename: name, wait: INGESTED_WITHIN_SECONDS });
  if (status === 'failed') throw new Error(message);
}

/** What the service says of one file concerns that file; all else ends the run. */
function refusalOf(error: unknown): string {
  const ofFile = error instanceof DocentError && [413, 415, 422].includes(error.status);
  if (ofFile || (error instanceof Error && error.constructor === Error)) return error.message;
  throw error;
}

async function filesBelow(from: string): Promise<string[]> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Digest and name of every document that the caller has, but those that failed. */
async function knownFiles(docent: Docent): Promise<Set<string>> {
  const known = new Set<string>();
  for (let cursor: string | undefined; ; ) {
    const page = await docent.documents({ limit: 200, ...(cursor && { cursor }) });
    for (const { sha256, filename, status } of page.documents)
      if (status !== 'failed') known.add(`${sha256} ${filename}`);
    if (page.next_cursor === null) return known;
    cursor = page.next_cursor;
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function explain(error: unknown): string {
  if (error instanceof DocentError && error.status === 401) return `${error.message} Set DOCENT_TOKEN.`;
  if (error instanceof TypeError) return 'The service cannot be reached. Set DOCENT_URL, or start it.';
  return (error as Error).message;
}
