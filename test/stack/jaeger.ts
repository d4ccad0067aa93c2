import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../support/free-ports.ts';
import { runProgram } from './running-program.ts';

/** Jaeger with its defaults for one machine, on free ports: takes OTLP at `url`, shows traces at `pages`. */
export async function startJaeger(binary: string) {
  const folder = await mkdtemp(join(tmpdir(), 'docent-stack-'));
  const [otlp = 0, http = 0, grpc = 0] = await freePorts(3);
  const config = {
    receivers: { otlp: { protocols: { http: { endpoint: `127.0.0.1:${otlp}` } } } },
    exporters: { jaeger_storage_exporter: { trace_storage: 'memory' } },
    extensions: {
      jaeger_storage: { backends: { memory: { memory: { max_traces: 1000 } } } },
      jaeger_query: {
        storage: { traces: 'memory' },
        http: { endpoint: `127.0.0.1:${http}` },
        grpc: { endpoint: `127.0.0.1:${grpc}` },
      },
    },
    service: {
      extensions: ['jaeger_storage', 'jaeger_query'],
      pipelines: { traces: { receivers: ['otlp'], exporters: ['jaeger_storage_exporter'] } },
      telemetry: { metrics: { level: 'none' } },
    },
  };
  const file = join(folder, 'config.yaml');
  await writeFile(file, JSON.stringify(config)); // JSON is YAML
  const pages = `http://127.0.0.1:${http}`;
  const running = await runProgram(binary, ['--config', file], { url: `${pages}/api/services` });
  return {
    url: `http://127.0.0.1:${otlp}`,
    pages,
    async [Symbol.asyncDispose]() {
      await running.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
