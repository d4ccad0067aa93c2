import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createService, type Phase } from './compose/service.ts';
import { startTelemetry } from './compose/telemetry.ts';
import { type Config, parseConfig } from './config.ts';
import { trackRequests } from './http/draining.ts';
import { exitAtOnce } from './process/exit-at-once.ts';
import { keepHeapSmall } from './process/heap.ts';
import { logProcess, written } from './process/log-process.ts';
import { stopSignal } from './process/stop-signal.ts';
import { logDiagnostics } from './telemetry/diagnostics.ts';
import { createLog } from './telemetry/log.ts';

/** Longest wait for the collector at the end. */
const TELEMETRY_FLUSH_MS = 2000;
/** npm sends its child every signal that it gets, also one that a terminal has sent to both. */
const NPM_ECHO_MS = 500;

keepHeapSmall();
process.umask(0o077); // nobody else reads what is stored here
const config = configOrExit();
const pretty = process.stdout.isTTY === true && config.environment !== 'production';
const log = await createLog(config.logLevel, { pretty });
logProcess(log);
logDiagnostics(log);
const telemetry = await startTelemetry(config);
const stopping = new AbortController();
let phase: Phase = 'starting';
const service = await createService(config, { log, telemetry, phase: () => phase, stopping: stopping.signal }).catch(
  exitWith,
);
const { server } = service;
const drain = trackRequests(server);
const asked = stopSignal({ echoMs: process.env.npm_lifecycle_event ? NPM_ECHO_MS : 0 }); // before the port is open
server.listen(config.server.port, config.server.host);
await once(server, 'listening').catch(({ code }) =>
  exitWith(new Error(`HOST and PORT cannot be listened on: ${code}`)),
);
phase = 'serving';
const { address, port } = server.address() as AddressInfo;
for (const warning of config.warnings(address)) log.warn(warning);
log.info({ role: config.role, address, port }, 'listening');

const signal = await asked;
log.info({ signal }, 'stopping');
phase = 'stopping';
stopping.abort();
await Promise.all([drain(config.server.shutdownGraceMs), service.stopWorking()]);
await service.close();
await telemetry.sdk.shutdown(TELEMETRY_FLUSH_MS);
log.info('stopped');
await written(log);
exitAtOnce(0);

function configOrExit(): Config {
  try {
    return parseConfig(process.env, { constrainedBytes: process.constrainedMemory() });
  } catch (error) {
    return exitWith(error);
  }
}

/** What keeps the service from starting is for its operator to read: one message, no stack. */
function exitWith(error: unknown): never {
  console.error((error as Error).message);
  exitAtOnce(1);
}
