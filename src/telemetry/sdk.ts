import { type Meter, metrics } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import {
  type Resource,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import { AggregationType, createAllowListAttributesProcessor, type ViewOptions } from '@opentelemetry/sdk-metrics';
import { within } from '../within.ts';
import { type SdkParts, type Started, startMetrics } from './sdk-metrics-only.ts';
import { seriesProducer } from './sdk-series.ts';
import { GEN_AI_METRICS, METRICS, type Metric, mostSeries, RUNTIME_METRICS } from './signals.ts';
import { targetResource } from './target-resource.ts';

export type SdkOptions = {
  metricsEnabled: boolean;
  /** Whether spans go anywhere; where to, and how sampled, the `OTEL_*` variables say. */
  tracesEnabled: boolean;
  version: string;
  /** `deployment.environment.name`. */
  environment: string;
};

export type Sdk = {
  /** Null when metrics are off. */
  meter: Meter | null;
  /** The page of GET /metrics in Prometheus' text format. Rejects when any number could not be read. */
  collect: (() => Promise<string>) | null;
  /** Sends what is still to be sent, at most `timeoutMs`. Never rejects. */
  shutdown(timeoutMs: number): Promise<void>;
};

/** Longest wait for one reading of all metrics. */
const COLLECT_TIMEOUT_MS = 2000;

/**
 * Starts OpenTelemetry for the process, once. Metrics are only ever scraped: pushed too, each would come twice. Where
 * nothing needs it, NodeSDK stays unread: its exporters for every signal and protocol are a third of our modules.
 */
export async function startSdk(options: SdkOptions): Promise<Sdk> {
  // The SDK reads its variables itself. By default a ratio is kept, all of it, and a caller's own decision always.
  process.env.OTEL_TRACES_SAMPLER ||= 'parentbased_traceidratio';
  process.env.OTEL_TRACES_SAMPLER_ARG ||= '1';
  delete process.env.OTEL_LOG_LEVEL; // with it the SDK writes to the console, past our log
  const described = resourceOf(options);
  const meter = () => metrics.getMeter('docent');
  const exporter = new PrometheusExporter({
    preventServerStart: true,
    metricProducers: [seriesProducer(meter, described.resource)],
  });
  const given = {
    ...described,
    metricReaders: options.metricsEnabled ? [exporter] : [],
    views: [...Object.values(METRICS), ...Object.values(GEN_AI_METRICS), ...RUNTIME_METRICS].map(viewOf),
    instrumentations: options.metricsEnabled ? [new RuntimeNodeInstrumentation()] : [],
  };
  const sdk =
    options.tracesEnabled || process.env.OTEL_PROPAGATORS
      ? await startNodeSdk(given, options.tracesEnabled)
      : startMetrics(given);
  return {
    meter: options.metricsEnabled ? meter() : null,
    collect: options.metricsEnabled ? createCollect(exporter) : null,
    shutdown: (timeoutMs) => within(timeoutMs, sdk.shutdown()).catch(() => {}),
  };
}

async function startNodeSdk(given: SdkParts, tracesEnabled: boolean): Promise<Started> {
  const { NodeSDK } = await import('@opentelemetry/sdk-node');
  const sdk = new NodeSDK({ ...given, logRecordProcessors: [], ...(!tracesEnabled && { spanProcessors: [] }) });
  sdk.start();
  return sdk;
}

/** What we are, and what `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_SERVICE_NAME` say. Other detectors publish the command line. */
function resourceOf({ version, environment }: SdkOptions) {
  const resource = resourceFromAttributes({
    'service.name': 'docent',
    'service.version': version,
    'deployment.environment.name': environment,
  });
  return { resource, resourceDetectors: [resourceAttributesEnvDetector, serviceNameEnvDetector] };
}

function createCollect(exporter: PrometheusExporter): () => Promise<string> {
  const serializer = new PrometheusSerializer('', false, undefined, false, true);
  let resource: Resource | undefined;
  return async function collect() {
    const { resourceMetrics, errors } = await exporter.collect({ timeoutMillis: COLLECT_TIMEOUT_MS });
    if (errors.length > 0) throw new AggregateError(errors, 'Not every metric could be read');
    resource ??= targetResource(resourceMetrics.resource);
    return serializer.serialize({ ...resourceMetrics, resource });
  };
}

/** Exactly one view a metric: two that match would count twice. A label that was not declared is dropped. */
function viewOf(metric: Metric): ViewOptions {
  return {
    instrumentName: metric.name,
    description: metric.meaning,
    attributesProcessors: [createAllowListAttributesProcessor([...metric.labels])],
    aggregationCardinalityLimit: mostSeries(metric) + 2,
    ...(metric.buckets && {
      aggregation: { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM, options: { boundaries: [...metric.buckets] } },
    }),
  };
}
