import { type HrTime, type Meter, ValueType } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type HistogramMetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import { type SeriesHistogram, seriesHistograms } from './histogram-series.ts';

/** Adds the histograms of histogram-series.ts to what the SDK collects. */
export function seriesProducer(meter: () => Meter, resource: Resource): MetricProducer {
  const startTime = hrTime();
  return {
    async collect() {
      const metrics = [...seriesHistograms(meter())]
        .filter(({ all }) => all.size > 0)
        .map((histogram) => metricData(histogram, startTime));
      return { resourceMetrics: { resource, scopeMetrics: [{ scope: { name: 'docent' }, metrics }] }, errors: [] };
    },
  };
}

function metricData({ metric, buckets, all }: SeriesHistogram, startTime: HrTime): HistogramMetricData {
  const endTime = hrTime();
  return {
    descriptor: { name: metric.name, description: metric.meaning, unit: metric.unit, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: [...all.values()].map(({ labels, counts, sum, count }) => ({
      startTime,
      endTime,
      attributes: labels,
      value: { buckets: { boundaries: [...buckets], counts: [...counts] }, sum, count },
    })),
  };
}

function hrTime(): HrTime {
  const ms = Date.now();
  return [Math.floor(ms / 1000), (ms % 1000) * 1e6];
}
