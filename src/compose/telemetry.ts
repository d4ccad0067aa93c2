import type { Config } from '../config.ts';
import { createInstruments, type Instruments, silentInstruments } from '../telemetry/instruments.ts';
import { type Sdk, startSdk } from '../telemetry/sdk.ts';
import { VERSION } from '../version.ts';
import { knownLabels } from './known-labels.ts';

export type Telemetry = { sdk: Sdk; instruments: Instruments };

/** Starts what is exported of this process, with every label that its configuration makes possible. */
export async function startTelemetry(config: Config): Promise<Telemetry> {
  const { metrics, traces, genAi } = config.telemetry;
  const sdk = await startSdk({
    metricsEnabled: metrics,
    tracesEnabled: traces,
    version: VERSION,
    environment: config.environment,
  });
  if (!sdk.meter) return { sdk, instruments: silentInstruments };
  const labels = knownLabels({
    version: VERSION,
    models: config.models,
    limitStore: config.limiter.redisUrls.length > 0 ? 'redis' : 'local',
    budgets: config.budgets.limits,
  });
  return { sdk, instruments: createInstruments(sdk.meter, labels, { genAi }) };
}
