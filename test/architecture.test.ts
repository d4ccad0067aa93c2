import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect } from 'chai';

type Import = { file: string; to: string; typeOnly: boolean; isDynamic: boolean };

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => join('src', file));
/** Every import line under src: paths of ours from the root, packages by name. */
const imports: Import[] = sources.flatMap(importsOf);

/** Parts of a domain folder that talk to a vendor or another process: compose/ alone may build them. */
const ADAPTER = /^src\/(limits\/redis|documents\/(sqlite|postgres|s3|parsing)|llm\/providers)(\/|\.ts$)/;
const INSTRUMENTS = 'errors.ts within.ts telemetry/instruments.ts telemetry/spans.ts telemetry/gen-ai.ts';

/** Adapters of one file for each vendor. */
const ONE_VENDOR = /^src\/(llm\/providers|documents\/(sqlite|postgres|s3))\//;

/**
 * What each folder may reach beside its own files, values and types alike: a file or a whole folder of src. Arrows point
 * downward: who is named here never names back.
 */
const MAY_REACH: Readonly<Record<string, string>> = {
  'errors.ts': '',
  'within.ts': '',
  'fair-queue.ts': '',
  'network.ts': '',
  'version.ts': '',
  text: '',
  process: '',
  telemetry: 'within.ts',
  limits: INSTRUMENTS,
  llm: `${INSTRUMENTS} limits fair-queue.ts`,
  documents: `${INSTRUMENTS} text limits llm fair-queue.ts`,
  answering: `${INSTRUMENTS} text limits llm documents`,
  operations: 'errors.ts limits llm documents answering',
  mcp: 'errors.ts limits operations',
  http: 'errors.ts within.ts network.ts telemetry limits operations mcp',
  'app.ts': 'http',
  environment: 'network.ts limits llm',
  'config.ts': 'environment',
  tools: 'config.ts compose documents',
  client: '',
  web: '',
};
/** These may reach anything. */
const COMPOSERS = ['main.ts', 'compose'];
/** Domain folders reach each other for types; what runs is handed to them. */
const DOMAIN = ['limits', 'llm', 'documents', 'answering'];

/** Every dependency and the files that may import it. Types count, except of what is `typesAnywhere`. */
const VENDORS: Readonly<Record<string, RegExp>> = {
  koa: /^src\/(app\.ts|http\/)/,
  '@koa/router': /^src\/http\/router\.ts$/,
  '@koa/cors': /^src\/http\/cors\.ts$/,
  'koa-ratelimit': /^src\/http\/rate-limit[\w-]*\.ts$/,
  busboy: /^src\/http\/wire\/multipart\.ts$/,
  jose: /^src\/(http\/identity|tools)\/[\w-]+\.ts$/,
  'ipaddr.js': /^src\/(network|http\/(identity|wire)\/[\w-]+)\.ts$/,
  'zod-openapi': /^src\/http\/openapi\/[\w-]+\.ts$/,
  '@modelcontextprotocol/server': /^src\/mcp\/server\.ts$/,
  zod: /^src\/(environment|operations|http|mcp|limits|llm|documents)\//,
  unpdf: /^src\/documents\/parsing\/parse-pdf\.ts$/,
  'pdfjs-dist': /^src\/documents\/parsing\/parse-pdf\.ts$/,
  htmlparser2: /^src\/documents\/parsing\/xml\.ts$/,
  'postal-mime': /^src\/documents\/parsing\/parse-eml\.ts$/,
  chardet: /^src\/documents\/guess-charset\.ts$/,
  'html-to-text': /^src\/documents\/parsing\/(parse-html|html-[a-z]+)\.ts$/,
  yauzl: /^src\/documents\/(parsing\/zip-(check|parts)|zip-kind)\.ts$/,
  '@orama/stemmers': /^src\/text\/stem\.ts$/,
  stemmer: /^src\/text\/stem\.ts$/,
  'lru-cache': /^src\/(limits|documents|http)\//,
  '@ai-sdk/openai': /^src\/llm\/providers\/openai\.ts$/,
  '@ai-sdk/anthropic': /^src\/llm\/providers\/anthropic\.ts$/,
  '@ai-sdk/openai-compatible': /^src\/llm\/providers\/compatible\.ts$/,
  '@ai-sdk/provider': /^src\/llm\/providers\/[\w-]+\.ts$/,
  'gpt-tokenizer': /^src\/llm\/tokenize\.ts$/,
  redis: /^src\/limits\/redis\/[\w-]+\.ts$/,
  'cluster-key-slot': /^src\/limits\/redis\/[\w-]+\.ts$/,
  pg: /^src\/documents\/postgres\/[\w-]+\.ts$/,
  '@aws-sdk/client-s3': /^src\/documents\/s3\/[\w-]+\.ts$/,
  'node:sqlite': /^src\/documents\/sqlite\/[\w-]+\.ts$/,
  '@opentelemetry/api': /^src\/(telemetry|limits|llm|http)\//,
  '@opentelemetry/context-async-hooks': /^src\/telemetry\/sdk[\w-]*\.ts$/,
  '@opentelemetry/core': /^src\/telemetry\/sdk[\w-]*\.ts$/,
  '@opentelemetry/sdk-node': /^src\/telemetry\/sdk[\w-]*\.ts$/,
  '@opentelemetry/sdk-metrics': /^src\/telemetry\/(sdk|signals)[\w-]*\.ts$/,
  '@opentelemetry/resources': /^src\/telemetry\/[\w-]+\.ts$/,
  '@opentelemetry/exporter-prometheus': /^src\/telemetry\/sdk[\w-]*\.ts$/,
  '@opentelemetry/instrumentation-runtime-node': /^src\/telemetry\/sdk[\w-]*\.ts$/,
  pino: /^src\/telemetry\/log\.ts$/,
};
/** What only some configurations need, and so no other start reads: each is tens to hundreds of modules. */
const ON_DEMAND = [
  ...['@opentelemetry/sdk-node', 'jose', 'redis', 'pg', '@modelcontextprotocol/server', 'zod-openapi', 'gpt-tokenizer'],
  ...['@ai-sdk/openai', '@ai-sdk/anthropic', '@ai-sdk/openai-compatible', 'unpdf', 'mammoth', 'html-to-text'],
];
/** The log is handed to everybody, and its type with it. */
const TYPES_ANYWHERE = ['pino'];

describe('the house', () => {
  it('has arrows that point downward only, of types too', () => {
    const upward = imports.filter(({ file, to }) => {
      if (!to.startsWith('src/') || COMPOSERS.includes(roomOf(file)) || roomOf(to) === roomOf(file)) return false;
      const reached = (MAY_REACH[roomOf(file)] ?? '').split(' ');
      return !reached.includes(roomOf(to)) && !reached.includes(to.slice('src/'.length));
    });

    expect(upward.map(arrow)).to.deep.equal([]);
  });

  it('knows every room', () => {
    const rooms = new Set(
      imports.flatMap(({ file, to }) => [file, ...(to.startsWith('src/') ? [to] : [])]).map(roomOf),
    );

    expect([...rooms].filter((room) => !COMPOSERS.includes(room) && !(room in MAY_REACH))).to.deep.equal([]);
  });

  it('lets a domain folder reach another for types only', () => {
    const across = imports.filter(({ file, to, typeOnly }) => {
      if (typeOnly || !DOMAIN.includes(roomOf(file)) || !DOMAIN.includes(roomOf(to))) return false;
      return roomOf(to) !== roomOf(file);
    });

    expect(across.map(arrow)).to.deep.equal([]);
  });

  it('lets compose/ alone reach adapters and the SDK, and main and compose/ the configuration', () => {
    const strays = imports.filter(({ file, to }) => {
      const kept = ADAPTER.test(to) || /^src\/(config|telemetry\/sdk)\.ts$/.test(to);
      return kept && ![...COMPOSERS, 'tools'].includes(roomOf(file)) && roomOf(file) !== roomOf(to);
    });

    expect(strays.map(arrow)).to.deep.equal([]);
  });

  it('lets an adapter see its own port and exactly one vendor', () => {
    const adapters = Map.groupBy(
      imports.filter(({ file }) => ONE_VENDOR.test(file)),
      ({ file }) => file,
    );
    const crowded = [...adapters].filter(([, seen]) => new Set(seen.map(({ to }) => to).filter(isVendor)).size > 1);

    expect(crowded.map(([file]) => file)).to.deep.equal([]);
  });

  it('has no file that nobody needs', () => {
    const needed = new Set(imports.map(({ to }) => to));
    for (const file of sources)
      for (const [, path] of readFileSync(file, 'utf8').matchAll(/new URL\('(\.[^']+\.ts)'/g))
        needed.add(join(dirname(file), path as string));

    const unused = sources.filter((file) => !file.endsWith('.d.ts') && !needed.has(file));

    const tools = ['backup', 'load', 'migrate', 'restore', 'token'].map((name) => `src/tools/${name}.ts`);
    expect(unused).to.have.members(['src/main.ts', ...tools]);
  });

  it('reads a clock only where it is an argument, in what answers questions and requests', () => {
    const timed = sources.filter((file) => /^src\/(answering|llm|http|mcp|operations)\//.test(file));
    const reads = timed.flatMap((file) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => !/^\s*(\/?\*|\/\/)/.test(line) && /(?<!=> )(performance|Date)\.now\(|new Date\(\)/.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );

    expect(reads).to.deep.equal([]);
  });

  it('has a row for every dependency', () => {
    const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object };

    expect(Object.keys(dependencies).filter((name) => !(name in VENDORS))).to.deep.equal([]);
  });

  it("has a word in README's Decisions for every dependency, those of development too", () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<
      string,
      object
    >;
    const [, decisions = ''] = readFileSync('README.md', 'utf8').split('## Decisions');
    const named = new Set(decisions.match(/@?[\w./*-]*[\w*]/g));

    const unnamed = [...Object.keys(dependencies ?? {}), ...Object.keys(devDependencies ?? {})].filter(
      (name) => !named.has(name) && !named.has(name.replace(/\/.*/, '/*')),
    );

    expect(unnamed).to.deep.equal([]);
  });

  for (const [vendor, allowed] of Object.entries(VENDORS)) {
    it(`keeps ${vendor} in its own place`, () => {
      const strays = imports.filter(({ file, to, typeOnly }) => {
        if (typeOnly && TYPES_ANYWHERE.includes(vendor)) return false;
        return (to === vendor || to.startsWith(`${vendor}/`)) && !allowed.test(file);
      });

      expect(strays.map(arrow)).to.deep.equal([]);
    });
  }

  it('lets the page and the client reach nothing but their own files: browsers load them as they are', () => {
    const files = ['src/web', 'src/client'].flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => file.endsWith('.js'))
        .map((file) => join(folder, file)),
    );
    const strays = files.flatMap(importsOf).filter(({ to }) => !/^src\/(web|client)\/[\w-]+\.(js|d\.ts)$/.test(to));

    expect(files).to.have.length.above(10);
    expect(strays.map(arrow)).to.deep.equal([]);
  });

  it('reads at the start nothing that only some configurations need', () => {
    const read = imports.filter(({ typeOnly, isDynamic }) => !typeOnly && !isDynamic);
    const reached = new Set(['src/main.ts']);
    for (const file of reached) for (const { to } of read.filter((one) => one.file === file)) reached.add(to);

    expect(reached).to.include.all.keys('src/app.ts', 'koa');
    expect(ON_DEMAND.filter((name) => reached.has(name))).to.deep.equal([]);
  });

  for (const types of [false, true])
    it(`has no circles${types ? ', of types neither' : ''}`, () => {
      const graph = Map.groupBy(
        imports.filter(({ typeOnly, to }) => (types || !typeOnly) && to.startsWith('src/')),
        ({ file }) => file,
      );
      const seen = new Set<string>();
      const circles: string[] = [];
      const visit = (file: string, path: string[]): void => {
        if (path.includes(file)) return void circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
        if (seen.has(file)) return;
        seen.add(file);
        for (const { to } of graph.get(file) ?? []) visit(to, [...path, file]);
      };
      for (const file of graph.keys()) visit(file, []);

      expect(circles).to.deep.equal([]);
    });
});

function importsOf(file: string): Import[] {
  const lines = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export)\s(?:(type)\s)?([^;'"]*?)\s*from\s'([^']+)'|^import\s'([^']+)'|\bimport\('([^']+)'\)/gms,
  );
  return [...lines].map(([, type, names = '', from, bare, dynamic]) => {
    const to = (from ?? bare ?? dynamic) as string;
    const named = /^\{([^}]*)\}$/s.exec(names.trim())?.[1];
    const allTypes = named?.split(',').every((name) => /^\s*(type\s|$)/.test(name)) ?? false;
    return {
      file,
      to: to.startsWith('.') ? relative('.', join(dirname(file), to)) : to,
      typeOnly: type === 'type' || allTypes,
      isDynamic: dynamic !== undefined,
    };
  });
}

/** A package that talks to something of its own; of libraries without a server behind them an adapter may use several. */
function isVendor(to: string): boolean {
  return to === 'node:sqlite' || (!/^(src\/|node:)/.test(to) && !['zod', 'pino', 'lru-cache'].includes(to));
}

/** The folder or file directly below src. */
function roomOf(file: string): string {
  return file.split('/')[1] ?? '';
}

function arrow({ file, to }: Import): string {
  return `${file} -> ${to}`;
}
