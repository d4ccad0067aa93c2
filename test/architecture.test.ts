import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect } from 'chai';

type Import = { file: string; to: string; typeOnly: boolean };

/** Every import line under src: paths of ours from the root, packages by name. */
const imports: Import[] = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => importsOf(join('src', file)));

const DOMAIN = ['answering', 'documents', 'limits', 'llm'];
const SHARED =
  /^src\/(errors|within)\.ts$|^src\/text\/|^src\/telemetry\/(instruments|spans|gen-ai)\.ts$|^@opentelemetry\/api$/;

/** Folders whose type imports are held too, and what they may read of folders below. */
const BELOW: Readonly<Record<string, RegExp>> = {
  answering: /^src\/(documents|llm|limits)\/[\w-]+\.ts$/,
  documents: /^src\/(llm|limits)\/[\w-]+\.ts$/,
  llm: /^src\/limits\/[\w-]+\.ts$/,
};
const ADAPTER = /^src\/(llm\/providers|documents\/sqlite)\//;
/** Of its own domain folder an adapter sees what lies beside its port, and what is pure. */
const PORT_SIDE = /^src\/(llm\/([\w-]+\.ts$|providers\/)|documents\/([\w-]+\.ts$|sqlite\/|index\/))/;
/** Libraries without a server behind them, of which no type is passed on. */
const KEPT_WITHIN: readonly string[] = ['zod', 'pino', 'lru-cache', 'gpt-tokenizer/encoding/o200k_base'];

/** Vendor packages and the only files that may import them. `types` may be imported by whoever speaks the same language. */
const VENDORS: Readonly<Record<string, RegExp>> = {
  koa: /^src\/(app\.ts|http\/)/,
  '@koa/router': /^src\/http\/router\.ts$/,
  '@koa/cors': /^src\/http\/cors\.ts$/,
  'koa-ratelimit': /^src\/http\/rate-limit[\w-]*\.ts$/,
  busboy: /^src\/http\/wire\/multipart\.ts$/,
  '@modelcontextprotocol/server': /^src\/mcp\/server\.ts$/,
  'zod-openapi': /^src\/http\/openapi\/document\.ts$/,
  unpdf: /^src\/documents\/parsing\/parse-pdf\.ts$/,
  mammoth: /^src\/documents\/parsing\/parse-docx\.ts$/,
  'html-to-text': /^src\/documents\/parsing\/parse-html\.ts$/,
  yauzl: /^src\/documents\/(parsing\/zip-check|is-word-document)\.ts$/,
  '@ai-sdk/openai': /^src\/llm\/providers\/openai\.ts$/,
  '@ai-sdk/anthropic': /^src\/llm\/providers\/anthropic\.ts$/,
  '@ai-sdk/openai-compatible': /^src\/llm\/providers\/compatible\.ts$/,
  '@ai-sdk/provider': /^src\/llm\/providers\/[\w-]+\.ts$/,
  redis: /^src\/limits\/redis\/redis-[\w-]+\.ts$/,
  'node:sqlite': /^src\/documents\/sqlite\/[\w-]+\.ts$/,
  '@opentelemetry/sdk-node': /^src\/telemetry\/sdk[\w-]*\.ts$/,
  '@opentelemetry/exporter-prometheus': /^src\/telemetry\/sdk[\w-]*\.ts$/,
};

describe('the house', () => {
  it('lets nothing but main and compose/ read the configuration, start the SDK or reach an adapter', () => {
    const composed =
      /^src\/(config|telemetry\/sdk)\.ts$|^src\/environment\/|^src\/(limits|documents|llm)\/(redis|sqlite|providers)/;
    const readers = imports.filter(({ file, to }) => {
      const inside = dirname(file) === dirname(to) || to.startsWith(dirname(file));
      return composed.test(to) && !inside && !/^src\/(main|config|tools\/token)\.ts$|^src\/compose\//.test(file);
    });

    expect(readers.map(arrow)).to.deep.equal([]);
  });

  it('keeps Koa and http/ out of the domain, and adapters and SDKs out of http/', () => {
    const inDomain = imports.filter(
      ({ file, to }) => DOMAIN.includes(folderOf(file)) && /^(koa|@koa\/.*|src\/(http|app).*)$/.test(to),
    );
    const adapters = imports.filter(
      ({ file, to }) => folderOf(file) === 'http' && /\/(redis|sqlite|postgres)[-/][\w-]+\.ts$/.test(to),
    );

    expect([...inDomain, ...adapters].map(arrow)).to.deep.equal([]);
  });

  it('lets a domain folder reach a sibling for types only', () => {
    const across = imports.filter(({ file, to, typeOnly }) => {
      if (!DOMAIN.includes(folderOf(file)) || typeOnly || !to.startsWith('src/')) return false;
      return folderOf(to) !== folderOf(file) && !SHARED.test(to);
    });

    expect(across.map(arrow)).to.deep.equal([]);
  });

  it('lets answering/, documents/ and llm/ see their own files and the types of folders below, and no type of a vendor', () => {
    const strays = imports.filter(({ file, to }) => {
      const below = BELOW[folderOf(file)];
      if (!below || ADAPTER.test(file) || SHARED.test(to) || to.startsWith('node:')) return false;
      return to.startsWith('src/')
        ? folderOf(to) !== folderOf(file) && !below.test(to)
        : !KEPT_WITHIN.includes(to) && !VENDORS[to]?.test(file);
    });

    expect(strays.map(arrow)).to.deep.equal([]);
  });

  it('lets an adapter see its own port and exactly one vendor', () => {
    const adapters = Map.groupBy(
      imports.filter(({ file }) => ADAPTER.test(file)),
      ({ file }) => file,
    );
    const strays = [...adapters].filter(([, seen]) => {
      const vendors = new Set(seen.map(({ to }) => to).filter((to) => to in VENDORS || !/^(src\/|node:)/.test(to)));
      const allowed = ({ file, to }: Import) =>
        !to.startsWith('src/') || PORT_SIDE.test(to) || SHARED.test(to) || BELOW[folderOf(file)]?.test(to);
      return vendors.size > 1 || !seen.every(allowed);
    });

    expect(strays.map(([file]) => file)).to.deep.equal([]);
  });

  it('has no circle among answering/, documents/, llm/ and limits/, types included', () => {
    const across = imports.filter(({ file, to }) => DOMAIN.includes(folderOf(file)) && DOMAIN.includes(folderOf(to)));
    const below = Map.groupBy(across, ({ file }) => folderOf(file));
    const reaches = (from: string, wanted: string, seen = new Set<string>()): boolean =>
      (below.get(from) ?? []).some(({ to }) => {
        const folder = folderOf(to);
        if (folder === from || seen.has(folder)) return false;
        return folder === wanted || reaches(folder, wanted, seen.add(folder));
      });

    expect(DOMAIN.filter((folder) => reaches(folder, folder))).to.deep.equal([]);
  });

  for (const [vendor, allowed] of Object.entries(VENDORS)) {
    it(`keeps ${vendor} in its own file`, () => {
      const strays = imports.filter(
        ({ file, to, typeOnly }) => !typeOnly && (to === vendor || to.startsWith(`${vendor}/`)) && !allowed.test(file),
      );

      expect(strays.map(arrow)).to.deep.equal([]);
    });
  }

  it('has no circles, in answering/ and llm/ of types neither', () => {
    const graph = Map.groupBy(
      imports.filter(({ file, typeOnly, to }) => to.startsWith('src/') && (!typeOnly || BELOW[folderOf(file)])),
      ({ file }) => file,
    );
    const circles: string[] = [];
    const visit = (file: string, path: string[]): void => {
      if (path.includes(file)) return void circles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      for (const { to } of graph.get(file) ?? []) visit(to, [...path, file]);
    };
    visit('src/main.ts', []);

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
    };
  });
}

function folderOf(file: string): string {
  return file.split('/')[1] ?? '';
}

function arrow({ file, to }: Import): string {
  return `${file} -> ${to}`;
}
