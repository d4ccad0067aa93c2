import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../support/free-ports.ts';
import { collectorProgram } from './built-programs.ts';
import { runProgram } from './running-program.ts';

/** A backend of OTLP: a second collector, which takes protobuf and sends the same on to `target` as JSON. */
export async function startJsonCollector(target: string) {
  const folder = await mkdtemp(join(tmpdir(), 'docent-stack-'));
  const [otlp = 0, health = 0] = await freePorts(2);
  const file = join(folder, 'config.yaml');
  const config = {
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${otlp}` } } } },
    exporters: { otlp_http: { endpoint: target, encoding: 'json', compression: 'none' } },
    extensions: { health_check: { endpoint: `127.0.0.1:${health}` } },
    service: {
      extensions: ['health_check'],
      pipelines: { traces: { receivers: ['otlp'], exporters: ['otlp_http'] } },
      telemetry: { metrics: { level: 'none' } },
    },
  };
  await writeFile(file, JSON.stringify(config)); // JSON is YAML
  const running = await runProgram(await collectorProgram(), ['--config', file], { url: `http://127.0.0.1:${health}` });
  return {
    url: `http://127.0.0.1:${otlp}`,
    async [Symbol.asyncDispose]() {
      await running.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
