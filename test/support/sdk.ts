import { startSdk } from '../../src/telemetry/sdk.ts';

/** OpenTelemetry of the process that runs the tests. There is one a process, so its numbers are shared: compare, don't reset. */
export const sdk = await startSdk({
  metricsEnabled: true,
  tracesEnabled: false,
  version: '0.0.0',
  environment: 'test',
});
