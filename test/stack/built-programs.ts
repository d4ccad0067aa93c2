import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Compiling the collector for the first time takes minutes. */
const BUILD_MS = 40 * 60_000;
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'docent-stack');
const CORE = 'go.opentelemetry.io/collector';
const CONTRIB = 'github.com/open-telemetry/opentelemetry-collector-contrib';
const ENVIRONMENT = { ...process.env, GOFLAGS: '', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };

/** The Go module of each component that otel-collector.yaml may name. */
const MODULES = {
  receivers: { otlp: `${CORE}/receiver/otlpreceiver`, prometheus: `${CONTRIB}/receiver/prometheusreceiver` },
  processors: { memory_limiter: `${CORE}/processor/memorylimiterprocessor` },
  exporters: {
    debug: `${CORE}/exporter/debugexporter`,
    otlp_http: `${CORE}/exporter/otlphttpexporter`,
    prometheus_remote_write: `${CONTRIB}/exporter/prometheusremotewriteexporter`,
  },
  extensions: { health_check: `${CONTRIB}/extension/healthcheckextension` },
} as const;

/** Whether programs can be built from Go modules here. */
export async function hasGo(): Promise<boolean> {
  return run('go', ['version']).then(
    () => true,
    () => false,
  );
}

/** The collector of the release that the compose file names, built by its own builder; kept for the next time. */
export async function collectorProgram(): Promise<string> {
  const version = await tagOf('otel/opentelemetry-collector-contrib');
  const recipe = (folder: string, providers: string) =>
    [
      `dist: { name: otelcol-contrib, version: ${version}, output_path: ${folder}/source }`,
      ...Object.entries(MODULES).map(
        ([kind, modules]) =>
          `${kind}: [${Object.values(modules)
            .map((path) => `{ gomod: ${path} v${version} }`)
            .join(', ')}]`,
      ),
      `providers: [{ gomod: ${CORE}/confmap/provider/envprovider ${providers} }, { gomod: ${CORE}/confmap/provider/fileprovider ${providers} }]`,
    ].join('\n');
  return cached(`otelcol-${version}-${digestOf(recipe('', ''))}`, async (folder, target) => {
    const builder = join(folder, 'builder');
    await go(['install', `${CORE}/cmd/builder@v${version}`], { GOBIN: folder });
    await writeFile(`${builder}.yaml`, recipe(folder, await providersVersion(version)));
    await run(builder, ['--config', `${builder}.yaml`, '--skip-compilation'], { env: ENVIRONMENT, timeout: BUILD_MS });
    const flags = ['-trimpath', '-tags', 'remove_all_sd', '-ldflags', '-s -w'];
    await go(['build', '-p', '2', ...flags, '-o', target, '.'], {}, join(folder, 'source'));
  });
}

/** Jaeger of the release that the compose file names, without its pages; null where it was never built and is not `wanted`. */
export async function jaegerProgram({ wanted }: { wanted: boolean }): Promise<string | null> {
  const version = await tagOf('jaegertracing/jaeger');
  const [, minor = '0'] = version.split('.');
  const module = `v1.${Number(minor) + 63}.0`; // both lines were released together; the last of the first was 1.76
  const name = `jaeger-${version}`;
  if (!wanted && !(await exists(join(CACHE, name)))) return null;
  return cached(name, async (folder, target) => {
    const path = 'github.com/jaegertracing/jaeger';
    const { stdout } = await go(['mod', 'download', '-json', `${path}@${module}`]);
    const theirs = await readFile((JSON.parse(stdout) as { GoMod: string }).GoMod, 'utf8');
    const replaced = theirs.split('\n').filter((line) => line.startsWith('replace ')); // counts only in the main module
    await writeFile(
      join(folder, 'go.mod'),
      ['module jaeger', `go ${/^go (\S+)/m.exec(theirs)?.[1]}`, `require ${path} ${module}`, ...replaced].join('\n'),
    );
    await writeFile(join(folder, 'tools.go'), `//go:build tools\n\npackage tools\n\nimport _ "${path}/cmd/jaeger"\n`);
    await go(['mod', 'tidy'], { GOFLAGS: '-mod=mod' }, folder);
    const flags = ['-trimpath', '-ldflags', '-s -w'];
    await go(['build', '-p', '2', ...flags, '-o', target, `${path}/cmd/jaeger`], { GOFLAGS: '-mod=mod' }, folder);
  });
}

/** The version that the compose file runs of an image. */
async function tagOf(image: string): Promise<string> {
  const version = new RegExp(`image: \\S*${image}:v?(\\S+)`).exec(await readFile('docker-compose.yml', 'utf8'))?.[1];
  if (!version) throw new Error(`docker-compose.yml names no ${image}`);
  return version;
}

/** The collector's providers are numbered apart. */
async function providersVersion(version: string): Promise<string> {
  const { stdout } = await go(['mod', 'download', '-json', `${CORE}/otelcol@v${version}`]);
  const goMod = await readFile((JSON.parse(stdout) as { GoMod: string }).GoMod, 'utf8');
  const found = /confmap\/provider\/fileprovider (\S+)/.exec(goMod)?.[1];
  if (!found) throw new Error(`otelcol ${version} names no version of its providers`);
  return found;
}

async function cached(name: string, build: (folder: string, target: string) => Promise<void>): Promise<string> {
  const kept = join(CACHE, name);
  if (await exists(kept)) return kept;
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'docent-build-'));
  try {
    await build(folder, `${kept}.new`);
    await rename(`${kept}.new`, kept);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return kept;
}

function go(words: readonly string[], env: Record<string, string> = {}, cwd = tmpdir()) {
  return run('go', words, { env: { ...ENVIRONMENT, ...env }, cwd, timeout: BUILD_MS, maxBuffer: 2 ** 26 });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
