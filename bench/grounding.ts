import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { createJudgeSupport } from '../src/answering/proof/support.ts';
import {
  type CaseKind,
  isWrong,
  LANGUAGES,
  RIGHT_KINDS,
  type Source,
  type StatementCase,
  statementCases,
  WRONG_KINDS,
} from '../test/support/statement-cases.ts';

/**
 * node bench/grounding.ts FILE… [--seed N] [--show KIND]
 *
 * Makes statements of SQuAD files by rule, right ones and wrong ones, judges each by the paragraph it was made of, and prints
 * how many of each kind were judged wrong, and what it takes. A file's language is in its name (`xquad.zh.json`), else English.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, show: { type: 'string' } },
});
type Squad = { data: { paragraphs: { context: string; qas: { answers: { text: string }[] }[] }[] }[] };

if (positionals.length === 0) {
  console.error('Name at least one file of the SQuAD format: node bench/grounding.ts FILE…');
  process.exit(2);
}
for (const path of positionals) await measure(path);

async function measure(path: string): Promise<void> {
  const sources = await sourcesIn(path);
  const language = LANGUAGES.find((one) => basename(path).split('.').includes(one)) ?? 'en';
  const cases = statementCases(sources, language, Number(values.seed ?? 1));
  const startedAt = cpuMs();
  const misjudged = cases.filter((one) => isMisjudged(one, sources));
  const elapsedMs = cpuMs() - startedAt;
  console.log(`\n${path}: ${cases.length} statements`);
  console.table(
    Object.fromEntries([...RIGHT_KINDS, ...WRONG_KINDS].map((kind) => [kind, row(kind, cases, misjudged)])),
  );
  console.log(`${(elapsedMs / cases.length).toFixed(2)} ms of CPU to read a passage and judge a statement by it`);
  console.log(
    `${msAnAnswer(sources, cases).toFixed(2)} ms of CPU for an answer of four statements that cites three passages`,
  );
  for (const { kind, statement } of misjudged) if (kind === values.show) console.log(`- ${statement}`);
}

async function sourcesIn(path: string): Promise<Source[]> {
  const { data } = JSON.parse(await readFile(path, 'utf8')) as Squad;
  return data.flatMap(({ paragraphs }) =>
    paragraphs.map(({ context, qas }) => {
      const answers = qas.flatMap((question) => question.answers.map(({ text }) => text));
      return { text: context, answers: [...new Set(answers)] };
    }),
  );
}

/** What judging adds to a question: the passages that its answer cites are read, each once. */
function msAnAnswer(sources: readonly Source[], cases: readonly StatementCase[]): number {
  const said = cases.filter(({ kind }) => kind === 'introduced').map(({ statement }) => statement);
  const startedAt = cpuMs();
  for (const [at] of said.entries()) {
    const judge = createJudgeSupport([0, 1, 2].map((next) => sources[(at + next) % sources.length] as Source));
    for (const n of [1, 2, 3, 1]) judge(said[(at + n) % said.length] as string, [n]);
  }
  return (cpuMs() - startedAt) / said.length;
}

/** CPU of this process: other work on the machine does not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function isMisjudged({ kind, passage, statement }: StatementCase, sources: readonly Source[]): boolean {
  const judge = createJudgeSupport([sources[passage] as Source]);
  return (judge(statement, [1]) === 'unsupported') !== isWrong(kind);
}

function row(kind: CaseKind, cases: readonly StatementCase[], misjudged: readonly StatementCase[]) {
  const of = cases.filter((one) => one.kind === kind).length;
  const wrong = misjudged.filter((one) => one.kind === kind).length;
  return {
    statements: of,
    'should be': isWrong(kind) ? 'unsupported' : 'supported',
    misjudged: wrong,
    '%': percent(wrong, of),
  };
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((1000 * part) / whole) / 10;
}
