import { context, metrics, propagation } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import type { RuntimeNodeInstrumentation } from '@opentelemetry/instrumentation-runtime-node';
import { detectResources, type Resource, type ResourceDetector } from '@opentelemetry/resources';
import { type IMetricReader, MeterProvider, type ViewOptions } from '@opentelemetry/sdk-metrics';

/** What the SDK is made of, in the words of NodeSDK. */
export type SdkParts = {
  resource: Resource;
  resourceDetectors: ResourceDetector[];
  metricReaders: IMetricReader[];
  views: ViewOptions[];
  instrumentations: RuntimeNodeInstrumentation[];
};

export type Started = { shutdown(): Promise<void> };

/** Does what NodeSDK does where no span is exported and the propagators are the default ones. */
export function startMetrics({
  resource,
  resourceDetectors,
  metricReaders,
  views,
  instrumentations,
}: SdkParts): Started {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(
    new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }),
  );
  const provider = new MeterProvider({
    resource: resource.merge(detectResources({ detectors: resourceDetectors })),
    readers: metricReaders,
    views,
  });
  metrics.setGlobalMeterProvider(provider);
  for (const instrumentation of instrumentations) instrumentation.setMeterProvider(provider);
  return provider;
}
