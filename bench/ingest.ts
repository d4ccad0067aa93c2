/**
 * Ingestion through the real service: `node bench/ingest.ts [pattern]`.
 * For a PDF of 300 pages, a large one of each kind, and every hostile file whose name matches: how long it took to end, what
 * the service and its children held together at most, and what /health took meanwhile. Last, what is held when all is quiet.
 */
import { setTimeout as after } from 'node:timers/promises';
import { finalDocument, uploadBytes } from '../test/support/documents.ts';
import { docxOf, paragraph } from '../test/support/docx-file.ts';
import { endlessFiles, hostileFiles } from '../test/support/hostile-files.ts';
import { textPdf } from '../test/support/pdf-file.ts';
import { watchMemory } from '../test/support/processes.ts';
import { startService } from '../test/support/service.ts';
import { quantile } from './load.ts';

type File = { filename: string; make: () => Buffer };

const WORDS =
  'the quick brown fox jumps over lazy dogs while seven wizards quietly examine ancient maps of distant rivers'.split(
    ' ',
  );
const IDLE_MS = 12_000;
let seed = 1;

const honest: File[] = [
  { filename: 'pages-300.pdf', make: () => textPdf(pages(300)) },
  { filename: 'pages-1500.pdf', make: () => textPdf(pages(1500)) },
  { filename: 'words-4m.txt', make: () => Buffer.from(pages(1500).flat().join('\n')) },
  { filename: 'words-2m.docx', make: () => docxOf(pages(600).flat().map(paragraph).join('')) },
  {
    filename: 'words-4m.html',
    make: () =>
      Buffer.from(
        pages(1200)
          .flat()
          .map((line) => `<p>${line}</p>`)
          .join('\n'),
      ),
  },
  {
    filename: 'rows-100k.csv',
    make: () =>
      Buffer.from(
        `id,name,city\n${Array.from({ length: 100_000 }, (_, at) => `${at},${sentence(2)},${sentence(1)}`).join('\n')}`,
      ),
  },
];

const pattern = new RegExp(process.argv[2] ?? '');
await using service = await startService();
const quiet = watchMemory(service.pid);
say('idle', `${megabytes(quiet.nowBytes())} MB`);
for (const file of [...honest, ...hostileFiles, ...endlessFiles].filter(({ filename }) => pattern.test(filename)))
  await measure(file);
await after(IDLE_MS);
say('idle again', `${megabytes(quiet.nowBytes())} MB`);
quiet.stop();

async function measure({ filename, make }: File): Promise<void> {
  const bytes = make();
  const memory = watchMemory(service.pid);
  const health = watchHealth();
  const startedAt = performance.now();
  const { status, body } = await uploadBytes(service, filename, bytes);
  const document = status < 400 ? await finalDocument(service, body.document_id as string, { withinMs: 60_000 }) : null;
  const seconds = (performance.now() - startedAt) / 1000;
  memory.stop();
  const took = await health.stop();
  const ended = document ? (document.error?.code ?? `${document.status}, ${document.chunk_count} chunks`) : body.error;
  say(
    filename,
    `${seconds.toFixed(2)} s, ${megabytes(memory.peakBytes())} MB, health p99 ${quantile(took, 0.99).toFixed(0)} ms max ${quantile(took, 1).toFixed(0)} ms: ${ended}`,
  );
}

/** Asks every 10 ms, whether the last one was answered or not. */
function watchHealth() {
  const asked: Promise<number>[] = [];
  const ask = async () => {
    const startedAt = performance.now();
    await (await fetch(`${service.url}/health`)).text();
    return performance.now() - startedAt;
  };
  const timer = setInterval(() => asked.push(ask()), 10);
  return {
    stop() {
      clearInterval(timer);
      return Promise.all([...asked, ask()]);
    },
  };
}

function pages(count: number): string[][] {
  return Array.from({ length: count }, (_, page) =>
    Array.from({ length: 40 }, (_, line) => `Page ${page + 1}, line ${line + 1}: ${sentence(11)}.`),
  );
}

function sentence(words: number): string {
  return Array.from({ length: words }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' ');
}

function random(): number {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
  return seed / 0x7fffffff;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

function say(what: string, figures: string): void {
  console.log(`${what.padEnd(20)} ${figures}`);
}
