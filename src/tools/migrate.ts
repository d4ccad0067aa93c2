import { parseArgs } from 'node:util';
import { compareStores } from '../compose/compare-stores.ts';
import { copyDocuments } from '../compose/copy-documents.ts';
import { type Engine, openForCopying } from '../compose/copying.ts';
import { parseConfig } from '../config.ts';
import { readCopies } from '../documents/copying/read-copies.ts';
import { exitWith, toolProgress } from './tool-progress.ts';

const USAGE = `npm run -s migrate -- --from sqlite --to postgres

Copies every document from one engine to the other: DATA_DIR names the folder of SQLite, DATABASE_URL the database of
PostgreSQL, BLOB_URL its bucket, if it has one. Ids, files, texts and citations stay as they are. Stop the service that
writes to the first one, or run it once more after that: what is there already is skipped, so it goes on where it stopped.
Afterwards both are compared: every document, and the answers to a hundred questions.

Exit codes: 0 all is there and the same; 1 it could not go on, run it again; 2 wrong arguments; 3 something differs.`;

const ENGINES: readonly string[] = ['sqlite', 'postgres'];
const { from, to } = engines();
try {
  process.exitCode = await migrate(from, to);
} catch (error) {
  exitWith(error);
}

async function migrate(from: Engine, to: Engine): Promise<number> {
  const config = parseConfig(process.env);
  await using source = await openForCopying(config, from, true);
  await using target = await openForCopying(config, to, false);
  const progress = toolProgress(process.stderr);
  const counts = await copyDocuments(readCopies(source.store), target, ({ taken, there }) =>
    progress.say(`${taken} documents copied, ${there} were there`),
  );
  progress.end(`${counts.taken} documents copied, ${counts.there} were there`);
  if (counts.as_other > 0) progress.end(`${counts.as_other} are there under another id`);
  if (counts.without_file > 0)
    progress.end(`${counts.without_file} failed ones, of which nothing is kept, are left out`);
  const { documents, questions, different, differentAnswers } = await compareStores(
    config,
    source.store,
    target.store,
    (count) => progress.say(`${count} documents compared`),
  );
  const unlike = different.length - counts.as_other - counts.without_file;
  progress.end(
    `${documents} documents compared, ${Math.max(0, unlike)} differ; ${questions} questions asked, ${differentAnswers.length} answers differ`,
  );
  for (const id of [...different, ...differentAnswers].slice(0, 20)) console.error(`differs: ${id}`);
  return unlike > 0 || differentAnswers.length > 0 ? 3 : 0;
}

function engines(): { from: Engine; to: Engine } {
  try {
    const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
    const { from = '', to = '' } = values;
    if (!ENGINES.includes(from) || !ENGINES.includes(to) || from === to)
      throw new Error('--from and --to have to be sqlite and postgres, or the other way round.');
    return { from: from as Engine, to: to as Engine };
  } catch (error) {
    return exitWith(error, USAGE);
  }
}
