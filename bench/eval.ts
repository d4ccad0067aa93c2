import { parseArgs } from 'node:util';
import { startService } from '../test/support/service.ts';
import { inParallel } from './evaluation/in-parallel.ts';
import { type Library, MEASURES, type Measure, score, wrongSlices } from './evaluation/score.ts';
import { type Client, createClient } from './evaluation/service-client.ts';
import { byParagraph, type Question, readSquad, type SquadFile } from './evaluation/squad.ts';

/**
 * npm run eval -- FILE… [--url URL] [--token TOKEN] [--limit N]
 *
 * Uploads SQuAD files through the API as whole articles, asks every question on both routes, and prints a table; then
 * once more with every paragraph a document.
 * Without --url it starts a service of its own, twice on the same data: first one that never refuses, for ranking and
 * extraction, then one as it comes, for the refusals. A service named by --url is asked as it is.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { url: { type: 'string' }, token: { type: 'string' }, limit: { type: 'string' } },
});
const ROUTES = ['/query', '/query/enhanced'] as const;
const MAX_RESULTS = 5;
const WIDTH = 4;

if (positionals.length === 0) {
  console.error('Name at least one file of the SQuAD format: npm run eval -- FILE…');
  process.exit(2);
}
for (const path of positionals) await evaluate(path);

async function evaluate(path: string): Promise<void> {
  const file = await readSquad(path);
  const { articles, questions } = file;
  const asked = sample(questions, values.limit === undefined ? questions.length : Number(values.limit));
  const answerable = asked.filter(({ gold }) => gold.length > 0);
  if (values.url) {
    const client = createClient(values.url, values.token);
    const library = await uploaded(client, articles);
    report(path, {
      ranked: await ranking(client, library, answerable),
      refused: await refusals(client, library, asked),
    });
    for (const id of library.ids) await client.remove(id);
    await paragraphs(client, file);
    return;
  }
  await using never = await startService({ REFUSAL_THRESHOLD: '0', LOG_LEVEL: 'info' });
  const library = await uploaded(createClient(never.url, undefined), articles);
  const ranked = await ranking(createClient(never.url, undefined), library, answerable);
  await never.stop();
  await using asItComes = await startService({}, { dataDir: never.dataDir });
  report(path, { ranked, refused: await refusals(createClient(asItComes.url, undefined), library, asked) });
  await asItComes.stop();
  await using forParagraphs = await startService({ REFUSAL_THRESHOLD: '0', LOG_LEVEL: 'info' });
  await paragraphs(createClient(forParagraphs.url, undefined), file);
}

/** Every paragraph a document: prints how often the first citation's passage has the answer. */
async function paragraphs(client: Client, file: SquadFile): Promise<void> {
  const { articles, questions } = byParagraph(file);
  const answerable = questions.filter(({ gold }) => gold.length > 0);
  const asked = sample(answerable, values.limit === undefined ? answerable.length : Number(values.limit));
  const library = await uploaded(client, articles);
  let found = 0;
  await inParallel(asked, { width: WIDTH, label: 'paragraphs' }, async (question) => {
    const answer = await client.ask('/query', { query: question.text, max_results: 1 });
    if (score(answer, question, library).spanIn1) found++;
  });
  for (const id of library.ids) await client.remove(id);
  console.log(`Paragraphs as documents: ${MEASURES.spanIn1} ${percent(found, asked.length)} % of ${asked.length}`);
}

async function uploaded(client: Client, articles: Library['articles']): Promise<Library> {
  const ids: string[] = [];
  const kept: Library['articles'][number][] = [];
  await inParallel(articles, { width: 1, label: 'uploaded' }, async (article) => {
    const id = await client.upload(article);
    ids.push(id);
    kept.push({ ...article, text: await client.text(id) });
  });
  return { articles: kept, ids };
}

type Ranked = { hits: Map<string, number>; asked: number; citations: number; wrong: number };

async function ranking(client: Client, library: Library, questions: readonly Question[]): Promise<Ranked> {
  const ranked: Ranked = { hits: new Map(), asked: questions.length, citations: 0, wrong: 0 };
  await inParallel(questions, { width: WIDTH, label: 'ranked' }, async (question) => {
    for (const route of ROUTES) {
      const answer = await client.ask(route, { query: question.text, max_results: MAX_RESULTS });
      ranked.citations += answer.citations.length;
      ranked.wrong += wrongSlices(answer, library);
      for (const [measure, hit] of Object.entries(score(answer, question, library)))
        if (hit) count(ranked.hits, `${route} ${measure}`);
    }
  });
  return ranked;
}

type Refused = { of: Map<string, number>; refused: Map<string, number> };

/** How often each kind of question is refused; one about another subject is asked of all articles but its own. */
async function refusals(client: Client, { ids }: Library, questions: readonly Question[]): Promise<Refused> {
  const result: Refused = { of: new Map(), refused: new Map() };
  await inParallel(questions, { width: WIDTH, label: 'refusals' }, async ({ text: query, gold, article }) => {
    const others = ids.filter((_, at) => at !== article);
    const kinds: [string, string[] | undefined][] =
      gold.length > 0
        ? [
            ['answerable', undefined],
            ['about another subject', others],
          ]
        : [['made to look answerable', undefined]];
    for (const [kind, scope] of kinds) {
      if (scope?.length === 0) continue;
      const { answered } = await client.ask('/query', { query, max_results: 1, ...(scope && { document_ids: scope }) });
      count(result.of, kind);
      if (!answered) count(result.refused, kind);
    }
  });
  return result;
}

function report(path: string, { ranked, refused }: { ranked: Ranked; refused: Refused }): void {
  console.log(`\n${path}: ${ranked.asked} answerable questions, max_results ${MAX_RESULTS}`);
  console.table(
    Object.fromEntries(Object.entries(MEASURES).map(([measure, title]) => [title, rates(measure as Measure, ranked)])),
  );
  console.table(
    Object.fromEntries(
      [...refused.of].map(([kind, of]) => [
        `refused, ${kind}`,
        { '%': percent(refused.refused.get(kind) ?? 0, of), of },
      ]),
    ),
  );
  console.log(`Citations and highlights that differ from the slice they name: ${ranked.wrong} of ${ranked.citations}`);
  if (ranked.wrong > 0) process.exitCode = 1;
}

function rates(measure: Measure, { hits, asked }: Ranked): Record<string, number> {
  return Object.fromEntries(
    ROUTES.map((route) => [`${route} %`, percent(hits.get(`${route} ${measure}`) ?? 0, asked)]),
  );
}

function percent(part: number, whole: number): number {
  return Math.round((1000 * part) / whole) / 10;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Evenly spread over the file, so that a smaller number still sees every article. */
function sample<T>(items: readonly T[], size: number): T[] {
  const step = Math.max(1, items.length / size);
  return Array.from({ length: Math.min(size, items.length) }, (_, at) => items[Math.floor(at * step)] as T);
}
