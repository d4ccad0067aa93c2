import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../support/free-ports.ts';
import { program } from '../support/program.ts';
import type { Sample } from '../support/prometheus.ts';
import { collectorProgram } from './built-programs.ts';
import { type RunningProgram, runProgram } from './running-program.ts';

export type PrometheusApi = RunningProgram & {
  url: string;
  api<T>(path: string): Promise<T>;
  query(expression: string): Promise<Sample[]>;
};

/** Replaces each address in a shipped file. @throws Error where one is not there: the file that ships has changed. */
async function withAddresses(file: string, addresses: Record<string, string>): Promise<string> {
  let text = await readFile(file, 'utf8');
  for (const [shipped, here] of Object.entries(addresses)) {
    if (!text.includes(shipped)) throw new Error(`${file} has no ${shipped}`);
    text = text.replaceAll(shipped, here);
  }
  return text;
}

/** otel-collector.yaml in the real collector. Where it sends to, and what it scrapes, its variables say. */
export async function startShippedCollector(otlpPort: number, env: Record<string, string>) {
  const folder = await mkdtemp(join(tmpdir(), 'docent-stack-'));
  const [grpc = 0, health = 0, own = 0] = await freePorts(3);
  const config = join(folder, 'otel-collector.yaml');
  const text = await withAddresses('otel-collector.yaml', {
    '0.0.0.0:4317': `127.0.0.1:${grpc}`,
    '0.0.0.0:4318': `127.0.0.1:${otlpPort}`,
    '0.0.0.0:13133': `127.0.0.1:${health}`,
    'host: 0.0.0.0': 'host: 127.0.0.1',
    'port: 8888': `port: ${own}`,
  });
  await writeFile(config, text);
  const words = ['--config', config];
  const running = await runProgram(await collectorProgram(), words, { url: `http://127.0.0.1:${health}`, env });
  return Object.assign(running, { own: `127.0.0.1:${own}`, [Symbol.asyncDispose]: () => ended(running, folder) });
}

/** observability/prometheus.yml and rules.yml in the real Prometheus. */
export async function startShippedPrometheus(docent: string, collector: string): Promise<PrometheusApi> {
  const folder = await mkdtemp(join(tmpdir(), 'docent-stack-'));
  await writeFile(join(folder, 'metrics_token'), 'none');
  const config = await withAddresses('observability/prometheus.yml', {
    'docent:8000': docent,
    'otel-collector:8888': collector,
    '/metrics_token': join(folder, 'metrics_token'),
  });
  await copyFile('observability/rules.yml', join(folder, 'rules.yml'));
  return startPrometheus(folder, config, []);
}

/** A Prometheus that scrapes nothing, and takes what is written to it. */
export async function startRemoteWriteTarget(): Promise<PrometheusApi> {
  const folder = await mkdtemp(join(tmpdir(), 'docent-stack-'));
  return startPrometheus(folder, '{}', ['--web.enable-remote-write-receiver']);
}

async function startPrometheus(folder: string, config: string, more: string[]): Promise<PrometheusApi> {
  const file = join(folder, 'prometheus.yml');
  await writeFile(file, config);
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const words = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${folder}/data`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const running = await runProgram(await program('prometheus'), [...words, ...more], { url: `${url}/-/ready` });
  const api = async <T>(path: string) => {
    const answer = (await (await fetch(`${url}/api/v1/${path}`)).json()) as { data: T; error?: string };
    if (answer.error) throw new Error(answer.error);
    return answer.data;
  };
  return Object.assign(running, {
    url,
    api,
    query: async (expression: string) =>
      (await api<{ result: Sample[] }>(`query?query=${encodeURIComponent(expression)}`)).result,
    [Symbol.asyncDispose]: () => ended(running, folder),
  });
}

async function ended(running: RunningProgram, folder: string): Promise<void> {
  await running.kill();
  await rm(folder, { recursive: true, force: true });
}
