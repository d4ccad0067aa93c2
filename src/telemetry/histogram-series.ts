import type { Attributes, Meter } from '@opentelemetry/api';
import { isMeasured } from './recorder.ts';
import type { Metric } from './signals.ts';

/** What one series has seen: of each bucket, and of those above all, how many values. */
export type Series = { readonly labels: Attributes; readonly counts: number[]; sum: number; count: number };
export type SeriesHistogram = {
  readonly metric: Metric;
  readonly buckets: readonly number[];
  readonly all: Map<string, Series>;
};

const histograms = new WeakMap<Meter, Map<string, SeriesHistogram>>();

/** The histograms of this kind that a meter has, for the reader of its metrics. */
export function seriesHistograms(meter: Meter): Iterable<SeriesHistogram> {
  return histograms.get(meter)?.values() ?? [];
}

/**
 * A histogram whose labels are known before its values: each series is an array of counts. The API has none for it, and an
 * instrument of the SDK sorts and serializes the labels of every value. Returns what records the values of one series, which is on the
 * page from its first value on; values that are no measure are dropped, as `RecordValue` does.
 */
export function histogramSeries(meter: Meter, metric: Metric): (labels: Attributes) => (value: number) => void {
  const { buckets, all } = histogramOf(meter, metric);
  return function series(labels) {
    const name = JSON.stringify(labels);
    let one = all.get(name);
    return (value) => {
      if (!isMeasured(value)) return;
      if (!one) {
        one = all.get(name) ?? { labels, counts: Array(buckets.length + 1).fill(0), sum: 0, count: 0 };
        all.set(name, one);
      }
      let bucket = 0;
      while (bucket < buckets.length && value > (buckets[bucket] as number)) bucket += 1;
      (one.counts[bucket] as number) += 1;
      one.sum += value;
      one.count += 1;
    };
  };
}

function histogramOf(meter: Meter, metric: Metric): SeriesHistogram {
  const ofMeter = histograms.get(meter) ?? new Map<string, SeriesHistogram>();
  histograms.set(meter, ofMeter);
  const known = ofMeter.get(metric.name);
  if (known) return known;
  const made = { metric, buckets: metric.buckets ?? [], all: new Map<string, Series>() };
  ofMeter.set(metric.name, made);
  return made;
}
