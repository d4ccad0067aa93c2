import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { startService } from '../support/service.ts';
import { slowness } from '../support/slowness.ts';

const REQUESTS = 500;
/** Long enough for many exports to fail: one is tried every 20 ms. */
const AWAY_MS = 1500;

describe('a collector that is lost', () => {
  let silent: Server;
  let folder: string;
  /** A pipe that nobody writes to: the system's resolver reads its aliases from there, and waits. */
  let aliases: string;
  const held = new Set<Socket>();
  before(async () => {
    silent = createServer((socket) => void held.add(socket.on('error', () => {}))).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    folder = await mkdtemp(join(tmpdir(), 'docent-test-'));
    aliases = join(folder, 'aliases');
    await promisify(execFile)('mkfifo', [aliases]);
  });
  after(async () => {
    await rm(folder, { recursive: true });
    for (const socket of held) socket.destroy();
    silent.close();
  });

  const soon = { OTEL_EXPORTER_OTLP_TIMEOUT: '100' };
  const FAULTS: Record<string, () => { OTEL_EXPORTER_OTLP_ENDPOINT: string } & Record<string, string>> = {
    'refuses connections': () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', ...soon }),
    'has a name that does not resolve': () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.invalid', ...soon }),
    'has a name whose lookup does not end': () => ({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector',
      HOSTALIASES: aliases,
      ...soon,
    }),
    'says nothing, by the defaults for 10 s': () => ({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    }),
  };
  for (const [fault, env] of Object.entries(FAULTS))
    it(`reaches no request, holds up no exit and fills no log: it ${fault}`, async () => {
      await using service = await startService({
        ...env(),
        OTEL_BSP_SCHEDULE_DELAY: '20',
        OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '64',
      });
      const awayUntil = performance.now() + AWAY_MS;

      for (let sent = 0; sent < REQUESTS || performance.now() < awayUntil; sent += 10) {
        const answers = await Promise.all(Array.from({ length: 10 }, () => fetch(`${service.url}/nowhere`)));
        expect(answers.map(({ status }) => status)).to.deep.equal(Array(10).fill(404));
        await Promise.all(answers.map((answer) => answer.text()));
        if (sent >= REQUESTS) await pause(20);
      }
      const stoppedAt = performance.now();
      const code = await service.stop();

      expect(code).to.equal(0);
      expect(performance.now() - stoppedAt).to.be.below(3000 * slowness());
      const complaints = service.lines.filter((line) => line.includes('"msg":"telemetry"'));
      expect(complaints.length).to.be.within(fault.startsWith('refuses') ? 1 : 0, 3);
      expect(complaints.join()).not.to.contain('stack');
    });
});
