import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-ports.ts';
import { program } from './program.ts';
import { slowness } from './slowness.ts';

export type Sample = { metric: Record<string, string>; value: [at: number, value: string] };
export type Prometheus = AsyncDisposable & {
  /** An instant query. @throws Error that says what Prometheus says. */
  query(expression: string): Promise<Sample[]>;
  /** The scraped target as Prometheus sees it. */
  target(): Promise<{ health: string; lastError: string }>;
};

/** A real Prometheus in a temporary folder that scrapes `url` every three seconds, on a busy machine every twelve at most. */
export async function startPrometheus(url: string): Promise<Prometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'docent-prometheus-'));
  const config = join(folder, 'prometheus.yml');
  const every = `${Math.ceil(3 * Math.min(4, slowness()))}s`;
  const scraping = {
    job_name: 'docent',
    scrape_interval: every,
    scrape_timeout: every,
    static_configs: [{ targets: [new URL(url).host] }],
  };
  await writeFile(config, JSON.stringify({ scrape_configs: [scraping] })); // JSON is YAML
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    await program('prometheus'),
    [`--config.file=${config}`, `--storage.tsdb.path=${folder}/data`, `--web.listen-address=${address}`],
    { stdio: 'ignore' },
  );
  const exited = once(child, 'exit');
  const api = async (path: string) => {
    const answer = await fetch(`http://${address}/api/v1/${path}`);
    const { data, error } = (await answer.json()) as { data: never; error?: string };
    if (error) throw new Error(error);
    return data;
  };
  const stop = async () => {
    child.kill('SIGKILL');
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  for (let tries = 0; ; tries++) {
    const ready = await fetch(`http://${address}/-/ready`).catch(() => null);
    if (ready?.ok) break;
    if (tries === 200) {
      await stop();
      throw new Error('Prometheus was not ready within 20 s');
    }
    await pause(100);
  }
  return {
    query: async (expression) =>
      ((await api(`query?query=${encodeURIComponent(expression)}`)) as { result: Sample[] }).result,
    target: async () =>
      ((await api('targets')) as { activeTargets: { health: string; lastError: string }[] }).activeTargets[0] as never,
    [Symbol.asyncDispose]: stop,
  };
}
